"""Particulars are found where they stand and nowhere else."""
import time
from pathlib import Path

import pytest
import yaml

from bot.nlu.clean import data_folder
from bot.nlu.particulars import EMPTY, ParticularsFinder

NOW = "2026-11-23T07:42:00+00:00"
CASES = yaml.safe_load((Path(__file__).parent / "particulars.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finder() -> ParticularsFinder:
    return ParticularsFinder(data_folder() / "particulars")


@pytest.mark.parametrize("language, text, expected", CASES, ids=[f"{language}-{text}" for language, text, _ in CASES])
def test_only_what_was_said_is_found(finder, language, text, expected):
    assert finder.find(text, language, NOW) == {**EMPTY, **expected}


def test_ages_of_two_children_are_never_merged(finder):
    found = finder.find("meillä 2-vuotias ja 8 kk vauva", "fi", NOW)
    assert found["age_months"] is None and found["ages_months"] == [8, 24]


@pytest.mark.parametrize("text", ["", "a" * 1_000_000, "🤒" * 2_000, "1" * 10_000, "38,4 " * 2_000, "\u200f\u200b\u0007" * 500])
def test_odd_input_is_read_in_bounded_time(finder, text):
    began = time.monotonic()
    finder.find(text[:10_000], "fi", NOW)
    assert time.monotonic() - began < 2.0


def test_no_word_of_a_message_stays_in_the_memory_of_spacy():
    finder = ParticularsFinder(data_folder() / "particulars")
    for language in ("fi", "sv", "en"):
        finder.find("Hei! Virtasen Aatos, vauva 4 kk, lämpö 38,4 ja 91234 kertaa; viikkoa kuumetta eilen", language, NOW)
        kept = {lexeme.text for lexeme in finder._finders[language]._nlp.vocab}
        before = len(kept)
        assert kept and not kept & {"Virtasen", "virtasen", "Aatos", "aatos", "91234", "38.4", "kertaa"}
        finder.find("Quintus Vektori mittasi 17 tuntia, 39,9 astetta; Grünwald 12345678", language, NOW)
        now = {lexeme.text for lexeme in finder._finders[language]._nlp.vocab}
        assert not now & {"quintus", "vektori", "grünwald", "12345678", "39.9"} and len(now) < before + 20

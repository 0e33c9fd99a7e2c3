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

"""Cleaning keeps what a person means and takes bounded time on anything."""
import time

import pytest

from bot.nlu.clean import LONGEST_READ, book_words, clean, data_folder, fold, shorten, spoken_forms


def test_invisible_and_control_characters_are_removed():
    assert clean("vau\u200bva\u202e it\u0007kee\ufeff") == "vauva itkee"


def test_stretched_letters_are_shortened():
    assert clean("heeeeeeei!!!!!!!") == "heeei!!!"


def test_full_width_figures_become_ordinary_ones():
    assert clean("３８，４") == "38,4"


def test_masked_identifiers_do_not_reach_the_models():
    assert clean("soita [puhelinnumero] kiitos") == "soita kiitos"


def test_dots_are_folded_for_comparing():
    assert fold("Pääseekö ÅRET") == "paaseeko aret"


def test_spoken_words_become_book_words():
    table = spoken_forms(data_folder())
    assert book_words("Mä oon täällä", table) == "minä olen täällä"
    assert book_words("jag sku int", table) == "jag skulle inte"


def test_the_head_and_the_tail_of_a_long_story_are_read():
    short = shorten("alku " + "x" * 9_000 + " loppu")
    assert short.startswith("alku") and short.endswith("loppu") and len(short) <= LONGEST_READ + 1


@pytest.mark.parametrize("text", ["", "a" * 1_000_000, "🤒" * 10_000, "\u202e" * 100_000, "ä\u0308" * 50_000, "\x00" * 1_000])
def test_anything_is_cleaned_in_bounded_time(text):
    began = time.monotonic()
    clean(text)
    assert time.monotonic() - began < 0.5

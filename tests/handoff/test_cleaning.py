"""Names as they are kept: nothing in them turns, hides or looks like other words."""
from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.attachments.giving import safe_name
from handoff.cleaning import clean_name, clean_text


@pytest.mark.parametrize(("typed", "kept"), [
    ("  Sanna \t Mäki\n", "Sanna Mäki"), ("\u202eannaS", "annaS"), ("Sa\u200b\u00adnna\u2069", "Sanna"), ("a\u0308", "ä"), ("a\u200b\u0308", "ä"),
    ("می\u200cخواهم", "می\u200cخواهم"), ("\u200f\u061c\u200e", ""), ("\u200d \u200c", ""), ("x\u2028y\u0000z", "x yz"),
    ("Åsa-Lill O’Neill", "Åsa-Lill O’Neill"),
])
def test_a_name_is_what_it_shows(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@given(st.text(max_size=60))
def test_no_name_holds_a_line_break_or_an_unseen_mark_and_cleaning_again_changes_nothing(typed: str) -> None:
    kept = clean_name(typed)
    assert kept == clean_name(kept) == kept.strip() and len(kept.splitlines()) <= 1
    assert not [char for char in kept if unicodedata.category(char)[0] == "C" and char not in "\u200c\u200d"]
    assert set(kept) != {"\u200c"}


@pytest.mark.parametrize(("sent", "shown"), [
    ("../../Ohje\u202e kotiin.exe.pdf", "Ohje kotiin.exe.pdf"), ("C:\\tmp\\fdp.\u2067.pdf", "fdp..pdf"), ("\u202e.pdf", "neuvola.pdf"),
    (None, "neuvola.pdf"), ("a\u2028b.pdf", "a b.pdf"), ("“<x>”.pdf", "“x”.pdf"),
])
def test_a_file_name_is_one_line_without_folders_and_direction_marks(sent: str | None, shown: str) -> None:
    assert safe_name(sent, "neuvola") == shown


def test_a_message_keeps_its_lines_and_loses_only_what_turns_it() -> None:
    assert clean_text(" yksi\r\nkaksi\u202e kolme\u0007 ") == "yksi\nkaksi kolme"

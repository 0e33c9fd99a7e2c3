"""Typed text and names as they are kept. A name stands beside other words, so nothing in it may turn or hide them."""
from __future__ import annotations

import unicodedata

# Control characters have no place in a message; tab and line break do. Bidi overrides could make a text
# look like another one (U+202A–U+202E, U+2066–U+2069).
_KEPT_CONTROLS = {"\t", "\n"}
_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
# Zero-width joiners belong to words of some languages; every other unseen character (direction marks too) goes
# from a name.
_JOINERS = {"\u200c", "\u200d"}


def clean_text(value: str) -> str:
    """A message as it is kept: line ends made one kind, control and bidi-override characters left out."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char for char in value
        if char in _KEPT_CONTROLS or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI)
    ).strip()


def clean_name(value: str) -> str:
    """A name of a person or a file as it is kept: one line, single spaces, nothing unseen; "" if only that was there."""
    seen = "".join(char for char in " ".join(value.split())
                   if unicodedata.category(char)[0] != "C" or char in _JOINERS)
    words = unicodedata.normalize("NFC", seen).split()      # last: what stood between two signs may have gone
    return " ".join(words) if set("".join(words)) - _JOINERS else ""

"""Turns what a person typed into text that models can read, in bounded time.

Pure functions on strings; the log keeps the words as written, these views never leave the engine.
"""
from __future__ import annotations

import functools
import os
import re
import unicodedata
from pathlib import Path

import yaml

LONGEST_TYPED = 10_000     # more is cut before any work: nobody types it, and work stays bounded
LONGEST_READ = 1_600       # models read this much: the matter may stand last, so head and tail are kept
HEAD = 1_000

# Zero-width, direction and variation marks, and control characters but newline and tab.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
MASKED = re.compile(r"\[(?:henkilötunnus|puhelinnumero|sähköposti)\]")     # what safety.masking leaves
STRETCHED = re.compile(r"(.)\1{3,}", re.DOTALL)
SPACES = re.compile(r"\s+")
QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"',
                        "–": "-", "—": "-", "−": "-", "‑": "-", "½": ",5"})
DOTS = str.maketrans("äöåéèüÄÖÅÉÈÜ", "aoaeeuAOAEEU")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def clean(text: str, longest: int = LONGEST_TYPED) -> str:
    """NFKC, without invisible marks, stretched letters (heeeeei → heeei) and runs of space."""
    text = MASKED.sub(" ", text[:longest]).translate(QUOTES)
    text = INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    text = STRETCHED.sub(r"\1\1\1", text)
    return SPACES.sub(" ", text).strip()


def shorten(text: str) -> str:
    """The head and tail of a very long message; shorter ones stay whole."""
    if len(text) <= LONGEST_READ:
        return text
    return text[:HEAD] + " " + text[-(LONGEST_READ - HEAD):]


def fold(text: str) -> str:
    """Lower case without dots and rings: 'Pääseekö' and 'paaseeko' look the same."""
    return text.lower().translate(DOTS)


def data_folder() -> Path:
    return Path(os.environ.get("NEUVO_DATA") or Path(__file__).resolve().parents[2] / "data")


@functools.lru_cache(maxsize=4)
def spoken_forms(folder: Path) -> dict[str, str]:
    """Spoken word → book word for all languages, from data/particulars/spoken.yml."""
    table = yaml.safe_load((folder / "particulars" / "spoken.yml").read_text(encoding="utf-8"))
    return {spoken: book for words in table.values() for spoken, book in words.items()}


def book_words(text: str, table: dict[str, str]) -> str:
    """Lower-cased text with spoken forms replaced by book forms (mä → minä, sku → skulle)."""
    return WORD.sub(lambda match: table.get(match.group(), match.group()), text.lower())

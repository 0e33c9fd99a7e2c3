"""What words are about: a question in return, the same thing said with another word, the subject of the question."""
from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Iterable

import yaml

from reading.tables import LANGUAGES, particulars_folder, pattern
from reading.text import fold, plain, words

STOP = frozenset(["ja", "tai", "sen", "niin", "kuin", "kun", "ku", "on", "oli", "ei", "se", "vain", "vaan", "och", "eller",
                  "som", "det", "den", "en", "ett", "att", "inte", "int", "av", "i", "pa", "med", "the", "a", "an", "and",
                  "or", "of", "in", "on", "it", "is", "was", "not", "no", "to", "than", "with", "by", "from",
                  "eika", "inga", "inget", "ingen", "none", "without", "utan"])
MARKED_FROM = 3       # words; "38,5?" and "ei kai?" are answers that hesitate
BEGINS = re.compile(r"^(?:no|nå|na|hei|hej|hi|mut|mutta|men|but|ja|och|and|siis|entä|well|so)[, ]+")


def asks_back(text: str, lang: str) -> bool:
    """True when the words are a question of their own, not an answer: "mitä d-vitamiinia annetaan"."""
    said = fold(plain(text))
    said = BEGINS.sub("", said)
    if said.endswith("?") and len(said.split()) >= MARKED_FROM:
        return True
    return any(pattern("question", language).match(said) for language in (lang, *LANGUAGES))


def stem(word: str) -> str:
    return word[:5] if len(word) > 5 else word


def stems(text: str) -> set[str]:
    return {stem(word) for word in words(fold(plain(text))) if word not in STOP and len(word) > 1}


def alike(word: str, other: str) -> bool:
    return word == other or (len(other) >= 4 and len(word) >= 4 and word.startswith(other[:4]) and other.startswith(word[:4]))


@functools.lru_cache(maxsize=2)
def _synonyms(folder: Path) -> list[tuple[str, re.Pattern[str]]]:
    table = yaml.safe_load((folder / "synonyms.yml").read_text(encoding="utf-8"))
    return [(name, re.compile(r"(?<![\w'])(?:" + "|".join(
        re.escape(fold(plain(form))) for form in sorted(forms, key=len, reverse=True)) + r")")) for name, forms in table.items()]


@functools.lru_cache(maxsize=2048)
def things(text: str) -> frozenset[str]:
    """Names of the things of synonyms.yml that the words speak of."""
    folded = fold(plain(text))
    return frozenset(name for name, forms in _synonyms(particulars_folder()) if forms.search(folded))


def about(said: str, asked: Iterable[str]) -> bool:
    """True when the words share something with what was asked."""
    asked = list(asked)
    subject = set().union(*(stems(text) for text in asked)) if asked else set()
    return any(alike(stem(word), other) for word in words(fold(said)) if word not in STOP for other in subject) or bool(
        things(said) & frozenset().union(*(things(text) for text in asked)))

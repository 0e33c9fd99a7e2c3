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
# Whose matter it is and how bad it is: said in every second answer, so they tell no option from another.
COMMON = frozenset(["lapsi", "lapsen", "lapsella", "vauva", "vauvan", "vauvalla", "barn", "barnet", "babyn", "baby", "child",
                    "kova", "kovaa", "hyvin", "mycket", "svar", "svart", "severe", "very", "jotain", "nagot", "something",
                    "iso", "isoja", "stor", "stora", "large", "uusi", "ny", "new", "has", "have", "har", "he", "she", "han",
                    "hon", "his", "her", "my", "mun", "sill", "silla", "nyt", "nu", "now", "jag", "olen", "oon", "im", "i'm"])
MARKED_FROM = 3       # words; "38,5?" and "ei kai?" are answers that hesitate
BEGINS = re.compile(r"^(?:no|nå|na|hei|hej|hi|mut|mutta|men|but|ja|och|and|siis|entä|well|so)[, ]+")
# "En" denies in Finnish and is one in Swedish, "no" denies in English and begins an answer in Finnish.
NEGATIONS = {
    "fi": re.compile(r"\b(?:ei|ilman|eika|eivat|eipa|en|enka|enpa|emme|int|inte)\b"),
    "sv": re.compile(r"\b(?:inte|int|icke|ej|ingen|inget|inga|ingenting|utan|varken|ei)\b"),
    "en": re.compile(r"\b(?:no|not|without|nor|never|neither|nobody|nothing|none|cannot|\w+n't|wont|dont|doesnt|didnt|isnt|hasnt|cant|ei)\b"),
}
# In titles and tables, where the language is not known: Swedish "en tid" denies nothing.
NEGATED = re.compile(r"\b(?:ei|ilman|eika|eivat|inte|int|ingen|inget|inga|utan|no|not|without|nor|never|neither|cannot|\w+n't|"
                     r"wont|dont|doesnt|didnt|isnt|hasnt|cant|en (?=jaksa|tied|tarvi|halu|tunne|juuri|mitan|oo|ole|kest|parj|selvi|saa|pysty))")
CLAUSES = re.compile(r"[,.;!?\n]+|\b(?:mut|mutta|vaan|vaikka|men|utan|fast|but|though|although)\b")
# Things of synonyms.yml that say how much, when or in what way, not what: alone they are about nothing.
DEGREES = frozenset(["much", "slight", "hardly", "regular", "any_time", "morning", "day", "evening", "night", "both", "left",
                     "right", "coping", "keeps_some", "dark", "bright", "clear", "pale", "child", "oneself", "somebody"])
# Where it is and what is wrong there: an option that says both ("swollen, hard belly") is not meant by one of them.
PARTS = frozenset(["face", "scalp", "mouth", "belly", "chest", "back", "arms", "legs", "eye", "ear", "palms", "soles", "forehead",
                   "bottom", "nappy", "armpit", "folds"])
FEATURES = frozenset(["pain", "red", "swelling", "much", "slight", "dark", "pale", "clear", "blue"])


# "Maybe half" is half: doubt is an answer of its own only where it stands alone.
DOUBT = re.compile(r"\b(?:ehka|kanske|maybe|perhaps|mahdollisesti|possibly|mojligen|kan vara|could be|might be|voi olla|saattaa olla|kan tankas)\b[, ]*")


def without_doubt(folded: str) -> str:
    rest = DOUBT.sub(" ", folded).strip(" ,.")
    return " ".join(rest.split()) or folded


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


def form_pattern(form: str) -> str:
    """The pattern of one form of an editable table: a beginning, "whole.", "~end of a compound" or "words .. apart"."""
    pieces = []
    for piece in fold(plain(form)).split(" .. "):
        whole, inside = piece.endswith("."), piece.startswith("~")
        pieces.append((r"[\w']*" if inside else "") + re.escape(piece.strip(".~")).replace("'", "'?") + (r"(?![\w'])" if whole else r"[\w']*"))
    return r"\s+(?:[^\s,.;]+\s+){0,5}?".join(pieces)


def forms_pattern(forms: Iterable[str]) -> re.Pattern[str]:
    listed = sorted((str(form) for form in forms), key=len, reverse=True)
    return re.compile(r"(?<![\w'])(?:" + "|".join(form_pattern(form) for form in listed) + r")") if listed else re.compile(r"(?!)")


@functools.lru_cache(maxsize=2)
def _synonyms(folder: Path) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """(name, forms that say it, forms that say it by denying: "ei juo")."""
    table = yaml.safe_load((folder / "synonyms.yml").read_text(encoding="utf-8"))
    return [(name, forms_pattern(form for form in forms if not NEGATED.search(fold(plain(form)))),
             forms_pattern(form for form in forms if NEGATED.search(fold(plain(form))))) for name, forms in table.items()]


@functools.lru_cache(maxsize=2048)
def things(text: str) -> frozenset[str]:
    """Names of the things of synonyms.yml that the words speak of."""
    folded = fold(plain(text))
    return frozenset(name for name, said, denied in _synonyms(particulars_folder()) if said.search(folded) or denied.search(folded))


def denies(folded: str, lang: str) -> bool:
    return bool(NEGATIONS[lang].search(folded))


def affirmed(folded: str, lang: str) -> str:
    """The clauses that deny nothing."""
    return ", ".join(clause.strip() for clause in CLAUSES.split(folded) if clause.strip() and not denies(clause, lang))


@functools.lru_cache(maxsize=2048)
def affirmed_things(text: str, lang: str) -> frozenset[str]:
    """Things that the words say are there: of clauses that deny nothing, and by forms that deny themselves."""
    folded = fold(plain(text))
    stated = affirmed(folded, lang)
    return frozenset(name for name, said, denied in _synonyms(particulars_folder()) if said.search(stated) or denied.search(folded))


@functools.lru_cache(maxsize=2048)
def titled_things(title: str) -> frozenset[str]:
    """As `affirmed_things` for a title, whose language is not known: "Jag orkar inte mer" speaks of no coping."""
    folded = fold(plain(title))
    stated = ", ".join(clause for part in CLAUSES.split(folded) for clause in re.split(r" tai | eller | or ", part) if not NEGATED.search(clause))
    return frozenset(name for name, said, denied in _synonyms(particulars_folder()) if said.search(stated) or denied.search(folded))


def about(said: str, asked: Iterable[str]) -> bool:
    """True when the words share something with what was asked."""
    asked = list(asked)
    subject = set().union(*(stems(text) for text in asked)) if asked else set()
    return any(alike(stem(word), other) for word in words(fold(said)) if word not in STOP | COMMON for other in subject) or bool(
        (things(said) - DEGREES) & frozenset().union(*(things(text) for text in asked)))

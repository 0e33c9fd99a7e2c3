"""The danger lexicon as nurses write it in data/safety/<language>.yml, made ready for matching.

Owns the notation of phrases and the checks on the files; it never decides anything about a message.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from content.files import Document, load
from safety.spelling import Vocabulary, fold, squeeze

T = TypeVar("T")
LANGUAGES = ("fi", "sv", "en")
INSTRUCTIONS = ("I-112", "I-CRI", "I-POI")
PLACES = ("just_before", "just_after", "before", "after", "clause", "sentence", "over")
GAP, WIDE_GAP = 2, 6     # other words that may stand between two words of a phrase: usually, and at ".."
NEAR = 16                # words between two parts of a phrase joined by +, unless a number says otherwise
_JOIN = re.compile(r"\s\+(\d*)\s")
_SIGN = re.compile(r"\(([^()\s]+)\)")
_TOKEN = re.compile(r'(?:"[^"]*"|[^\s"])+')      # words in quotation marks belong together: "wont stop"|bleeding
_CHOICE = re.compile(r'(?:"[^"]*"|[^|"])+')


@dataclass(frozen=True)
class Step:
    """One word of a phrase: the numbers of the words that will do, and how many others may stand before it."""

    numbers: frozenset[int]
    gap: int


@dataclass(frozen=True)
class Part:
    """Words that stand in this order within a clause. `anchor` is the step that is looked for first.

    A sign has `options` instead: parts of which any will do, found `by_word` that they are looked for by.
    `without`: words that may not stand in its clause.
    """

    steps: tuple[Step, ...]
    anchor: int
    without: frozenset[int] = frozenset()
    options: tuple[Part, ...] = ()
    by_word: Mapping[int, tuple[Part, ...]] = field(default_factory=dict, compare=False)

    def numbers(self) -> frozenset[int]:
        """The words without one of which this part cannot be there."""
        if self.options:
            return frozenset(chain.from_iterable(option.numbers() for option in self.options))
        return self.steps[self.anchor].numbers


@dataclass(frozen=True)
class Phrase:
    """One line of a danger: all parts near each other, and none of the `without` words in the same clause.

    `near` says for each part after the first how many words may lie between it and the first.
    """

    danger: Danger
    parts: tuple[Part, ...]
    near: tuple[int, ...]
    without: frozenset[int]
    alone: bool
    text: str


@dataclass(frozen=True)
class Danger:
    """A situation of the lexicon."""

    id: str
    language: str
    instructions: tuple[str, ...]
    not_cancelled_by: frozenset[str]


@dataclass(frozen=True)
class Context:
    """Words that take the meaning of danger away from what stands at `where` they say."""

    id: str
    where: str
    parts: tuple[Part, ...]
    between: frozenset[int]
    unless_now: bool
    unless: frozenset[int]


@dataclass(frozen=True)
class Language:
    """One file."""

    code: str
    phrases: tuple[Phrase, ...]
    contexts: tuple[Context, ...]
    context_by_word: dict[int, tuple[tuple[str, Part], ...]]     # the word that a part is looked for by → (context, part)
    small: frozenset[int]
    stops: frozenset[int]
    turns: frozenset[int]
    now: frozenset[int]
    denying: frozenset[int]     # a danger that holds one of these itself is not cancelled by a negation before it


@dataclass(frozen=True)
class Lexicon:
    """All languages with the vocabulary they share."""

    vocabulary: Vocabulary
    languages: tuple[Language, ...]
    by_word: dict[int, tuple[tuple[Language, Phrase], ...]]


def files(folder: Path) -> list[Path]:
    """The files of the lexicon."""
    return [*(folder / "safety" / f"{code}.yml" for code in LANGUAGES), folder / "safety" / "ordinary.yml"]


def read(folder: Path, ordinary: bool = True) -> Lexicon:
    """Load and check the lexicon, with the words that are never misspellings. Raises ContentError with the cure."""
    vocabulary = Vocabulary()
    *own, others = files(folder)
    languages = tuple(_Reader(load(path), vocabulary).language() for path in own)
    if ordinary:
        _read_ordinary(load(others), vocabulary)
    for path in own:
        _no_blind_word(load(path), vocabulary)
    first = by_word((phrase.parts[0], (language, phrase)) for language in languages for phrase in language.phrases)
    return Lexicon(vocabulary, languages, first)


def by_word(rows: Iterable[tuple[Part, T]]) -> dict[int, tuple[T, ...]]:
    """Rows by each word without which their part cannot be there."""
    found: dict[int, list[T]] = {}
    for part, row in rows:
        for number in part.numbers():
            found.setdefault(number, []).append(row)
    return {number: tuple(each) for number, each in found.items()}


def _no_blind_word(document: Document, vocabulary: Vocabulary) -> None:
    """A word that all languages pass over must not be a word that one of them looks for."""
    for index, word in enumerate(document.data["lookalikes"]):
        if not word.endswith("*") and squeeze(fold(word)) in vocabulary.exact and vocabulary.wanted(word):
            raise document.error(("lookalikes", index), f'"{word}" is a word of danger in one of the languages',
                                 "remove it here or there")


def _read_ordinary(document: Document, vocabulary: Vocabulary) -> None:
    words = document.data.get("words") if isinstance(document.data, dict) else None
    if not isinstance(words, list):
        raise document.error((), '"words" is missing', "write words: and one word a line, each after a dash")
    for index, word in enumerate(words):
        if not isinstance(word, str):
            raise document.error(("words", index), f"{word!r} is not a word", 'put it in quotation marks: "no"')
        vocabulary.add_known(word)


class _Reader:
    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document, self.vocabulary = document, vocabulary
        if not isinstance(document.data, dict):
            raise document.error((), "the file is empty", "begin with language:, groups:, dangers: and contexts:")
        self.data: dict[str, Any] = document.data
        self.groups: dict[str, list[str]] = {}
        self.parts: dict[Part, Part] = {}      # equal parts are one object, so that each is looked for once
        self.signs: dict[str, Part] = {}
        self.numbers: dict[tuple[str, bool, bool], frozenset[int]] = {}     # of words and groups that were met

    def language(self) -> Language:
        code = self.data.get("language")
        if code not in LANGUAGES:
            raise self.document.error(("language",), f"language: {code} is not known", "write fi, sv or en")
        if self.document.doubled_keys:
            line, name = self.document.doubled_keys[0]
            raise self.document.error((), f'"{name}" stands twice (line {line})', "join the two")
        for name in self._mapping("groups"):
            self.groups[name] = self._words(("groups", name))
        self.denying = self._numbers(self.groups.get("negation", []), ("groups", "negation"), single=True)
        self.vocabulary.glue |= {squeeze(fold(word)) for word in self._words(("run_together",))}
        for word in self._words(("lookalikes",)):
            self.vocabulary.add_ordinary(word)
        for name in self.data.get("signs") or {}:
            self.signs[name] = self._sign(name)
        phrases = tuple(phrase for index in range(len(self._list("dangers"))) for phrase in self._danger(code, index))
        contexts = tuple(self._context(index) for index in range(len(self._list("contexts"))))
        small, stops, turns, now = (self._numbers(self._words((key,)), (key,), single=True) for key in (
            "small_words", "gap_stops", "turning_words", "now_words"))
        cancelling = by_word((part, (context.id, part)) for context in contexts for part in context.parts)
        return Language(code, phrases, contexts, cancelling, small, stops, turns, now, self.denying)

    def _danger(self, code: str, index: int) -> list[Phrase]:
        key = ("dangers", index)
        entry = self._entry(key, {"id", "title", "show", "not_cancelled_by", "phrases", "alone"})
        shown = [str(item) for item in entry.get("show", [])]
        if not shown or shown[0] != "I-112" or set(shown) - set(INSTRUCTIONS):
            raise self.document.error((*key, "show"), f'"show" of {entry["id"]} is not right',
                                      f"write I-112 first, then any of {', '.join(INSTRUCTIONS[1:])}")
        known = {str(item.get("id")) for item in self._list("contexts") if isinstance(item, dict)}
        kept = frozenset(str(item) for item in entry.get("not_cancelled_by", []))
        if kept - known:
            raise self.document.error((*key, "not_cancelled_by"), f"no context is called {sorted(kept - known)[0]}",
                                      f"use one of {', '.join(sorted(known))}")
        danger = Danger(str(entry["id"]), code, tuple(shown), kept)
        found = []
        for name in ("phrases", "alone"):
            for place, line in enumerate(self._words((*key, name)) if name in entry else []):
                found.append(self._phrase(danger, line, (*key, name, place), alone=name == "alone"))
        if not found:
            raise self.document.error(key, f"{danger.id} has no phrases", "add at least one")
        return found

    def _context(self, index: int) -> Context:
        key = ("contexts", index)
        entry = self._entry(key, {"id", "title", "where", "between", "unless_now", "unless", "phrases"})
        if entry.get("where") not in PLACES:
            raise self.document.error((*key, "where"), f'"where" of {entry["id"]} is not right',
                                      f"use one of {', '.join(PLACES)}")
        parts = [self._part(line, (*key, "phrases", place), gap=0, exact=True)
                 for place, line in enumerate(self._words((*key, "phrases")))]
        between = self._numbers(self._words((*key, "between")), (*key, "between"), single=True) if "between" in entry else frozenset()
        unless = self._numbers(self._words((*key, "unless")), (*key, "unless")) if "unless" in entry else frozenset()
        return Context(str(entry["id"]), entry["where"], tuple(dict.fromkeys(parts)), between,
                       bool(entry.get("unless_now")), unless)

    def _phrase(self, danger: Danger, line: str, key: tuple[Any, ...], alone: bool) -> Phrase:
        rest, without = self._cut_without(line, key)
        first, *others = _JOIN.split(rest)
        parts = tuple(self._sign_or_part(part, key) for part in (first, *others[1::2]))
        return Phrase(danger, parts, tuple(int(near or NEAR) for near in others[::2]), without, alone, line)

    def _cut_without(self, line: str, key: tuple[Any, ...]) -> tuple[str, frozenset[int]]:
        words = _TOKEN.findall(line)
        without = self._numbers([word[1:] for word in words if word.startswith("!")], key)
        return " ".join(word for word in words if not word.startswith("!")), without

    def _sign(self, name: str) -> Part:
        """Several wordings of one sign; any of them will do where a phrase says (name)."""
        options = []
        for place, line in enumerate(self._words(("signs", name))):
            key = ("signs", name, place)
            rest, without = self._cut_without(line, key)
            halves = rest.split(" + ")
            if len(halves) > 2 or (len(halves) == 2 and "(" in rest):
                raise self.document.error(key, "a sign takes one + at most, between words", "write the rest in a danger")
            for order in dict.fromkeys((" .. ".join(halves), " .. ".join(reversed(halves)))):
                option = self._sign_or_part(order, key)
                options += option.options or [Part(option.steps, option.anchor, without)]
        shared = tuple(self.parts.setdefault(option, option) for option in dict.fromkeys(options))
        return Part((), 0, frozenset(), shared, by_word((option, option) for option in shared))

    def _sign_or_part(self, text: str, key: tuple[Any, ...]) -> Part:
        named = _SIGN.fullmatch(text.strip())
        if named is None:
            return self._part(text, key)
        if named[1] not in self.signs:
            raise self.document.error(key, f"no sign is called {named[1]}", "add it under signs:, above where it is used")
        return self.signs[named[1]]

    def _part(self, text: str, key: tuple[Any, ...], gap: int = GAP, exact: bool = False) -> Part:
        """`exact` for what cancels: a misspelt word must not take an alarm away."""
        steps: list[Step] = []
        usual = gap
        for word in _TOKEN.findall(text):
            if word == "..":
                gap = WIDE_GAP
                continue
            numbers = self._numbers([word.removeprefix("_")], key, exact=exact)
            steps.append(Step(numbers, 0 if word.startswith("_") else gap))
            gap = usual
        if not steps:
            raise self.document.error(key, "a phrase has no words", "write its words or remove the line")
        anchor = min(range(len(steps)), key=lambda index: (
            len(steps[index].numbers), -max(len(self.vocabulary.texts[n]) for n in steps[index].numbers)))
        part = Part(tuple(steps), anchor)
        return self.parts.setdefault(part, part)

    def _expand(self, word: str, key: tuple[Any, ...]) -> list[str]:
        """The words that will do where a phrase says `a|"b c"|<group>`; several words stand with blanks between."""
        found: list[str] = []
        for item in _CHOICE.findall(word):
            item = item.strip('"')
            item = item if item.startswith("<") else item.replace("_", " ").strip()
            if item.startswith("<") and item.endswith(">"):
                if item[1:-1] not in self.groups:
                    raise self.document.error(key, f"no group is called {item[1:-1]}", "add it under groups:")
                for name in self.groups[item[1:-1]]:
                    found += self._expand(name, key)
            else:
                found.append(item)
        return found

    def _plain(self, word: str, key: tuple[Any, ...]) -> str:
        if word in self.vocabulary.added:
            return word
        core = word.lstrip("=").rstrip("*")
        if not core or not all(char.isalnum() or char == "'" for char in core):
            raise self.document.error(key, f'"{word}" is not a word', "use letters; * only at the end")
        if word.endswith("*") and len(core) < 2:
            raise self.document.error(key, f'"{word}" would match everything', "write at least two letters before *")
        return word

    def _numbers(self, words: list[str], key: tuple[Any, ...], single: bool = False,
                 exact: bool = False) -> frozenset[int]:
        """Numbers of words, groups and words in a row; `single` takes each word of a row by itself."""
        return frozenset().union(*(self._of_word(word, key, single, exact) for word in words))

    def _of_word(self, word: str, key: tuple[Any, ...], single: bool, exact: bool) -> frozenset[int]:
        """A group stands in hundreds of phrases and is read once."""
        asked = (word, single, exact)
        if asked not in self.numbers:
            found = set()
            for item in self._expand(word, key):
                row = [self._plain(piece if not exact or piece.startswith("=") else f"={piece}", key)
                       for piece in item.split()]
                found |= {self.vocabulary.add(piece) for piece in row} if single or len(row) == 1 else {
                    self.vocabulary.add_chain(row)}
            self.numbers[asked] = frozenset(found)
        return self.numbers[asked]

    def _mapping(self, name: str) -> dict[str, Any]:
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise self.document.error((name,), f'"{name}" is missing', "add it, see docs/danger-lexicon.md")
        return value

    def _list(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if not isinstance(value, list):
            raise self.document.error((name,), f'"{name}" is missing', "add it, see docs/danger-lexicon.md")
        return value

    def _entry(self, key: tuple[Any, ...], names: set[str]) -> dict[str, Any]:
        entry = self.data[key[0]][key[1]]
        if not isinstance(entry, dict) or "id" not in entry:
            raise self.document.error(key, "an entry has no id", "write - id: a-short-name")
        if set(entry) - names:
            odd = sorted(set(entry) - names)[0]
            raise self.document.error((*key, odd), f'"{odd}" is not known here', f"use {', '.join(sorted(names))}")
        return entry

    def _words(self, key: tuple[Any, ...]) -> list[str]:
        value: Any = self.data
        for step in key:
            value = value.get(step) if isinstance(value, dict) else value[step]
        if not isinstance(value, list):
            raise self.document.error(key, f'"{key[-1]}" is not a list', "write one phrase a line, each after a dash")
        for index, item in enumerate(value):
            if isinstance(item, bool) or not isinstance(item, (str, int)) or not str(item).strip():
                raise self.document.error((*key, index), f"{item!r} is not words", 'put it in quotation marks: "no"')
        return [str(item) for item in value]

"""Checks of data/nlu/: enough examples, in the right files, none in two places."""
from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil
from pathlib import Path

from content import LANGUAGES
from content.check.findings import ERROR, NOTE, WARNING, Finding, from_error, in_file
from content.files import ContentError, data_dir, load

FEWEST, FEW = 15, 30
NEAR = 0.7         # share of common five-letter pieces from which two messages count as near copies


@dataclass(frozen=True)
class Example:
    text: str
    language: str
    intent: str
    path: Path
    line: int
    situation: str | None


def folder() -> Path:
    return data_dir() / "nlu"


def read(path: Path, language: str) -> list[Example]:
    """The examples of one file with their lines; raises ContentError for a file of another shape."""
    document = load(path)
    blocks = (document.data or {}).get("nlu") if isinstance(document.data, dict) else None
    if not isinstance(blocks, list):
        raise ContentError(path, 1, "the file holds no `nlu:` list", "see docs/editors.md, Add a subject")
    found = []
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("examples"), str) or not block.get("intent"):
            raise document.error(("nlu", index), "a block lacks `intent` or `examples: |`", "copy the form of the block above")
        first = (document.line("nlu", index, "examples") or 1) + 1
        for offset, line in enumerate(block["examples"].splitlines()):
            text = line.strip()
            if not text:
                continue
            if not text.startswith("- "):
                raise ContentError(path, first + offset, "an example does not begin with \"- \"", "begin the line with \"- \"")
            found.append(Example(text[2:].strip(), language, str(block["intent"]), path, first + offset,
                                 (block.get("metadata") or {}).get("situation")))
    return found


def read_all() -> tuple[list[Example], list[Finding]]:
    examples: list[Example] = []
    findings: list[Finding] = []
    for language in LANGUAGES:
        for path in sorted((folder() / language).glob("*.yml")):
            try:
                examples += read(path, language)
            except ContentError as error:
                findings.append(from_error(error, "examples"))
    return examples, findings


def named() -> set[str]:
    """Subjects that have a file in some language, be it still empty."""
    return {path.stem for language in LANGUAGES for path in (folder() / language).glob("*.yml")}


def intents(examples: list[Example]) -> set[str]:
    return {example.intent for example in examples}


def check(examples: list[Example]) -> Iterator[Finding]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for example in examples:
        counts[example.language, example.intent] += 1
        if example.intent != example.path.stem:
            yield in_file(example.path, ERROR, "examples", f'an example of "{example.intent}" stands in the file of '
                          f'"{example.path.stem}"', "move it to its own file", example.line)
        if example.text.startswith("/"):
            yield in_file(example.path, ERROR, "examples", "an example begins with /", "remove the /", example.line)
        if re.search(r"\[[^\]]+\]\s*[({]", example.text):
            yield in_file(example.path, ERROR, "examples", "an example has Rasa markup", "write plain words", example.line)
    for intent in sorted(intents(examples) | named()):
        for language in LANGUAGES:
            count = counts[language, intent]
            path = folder() / language / f"{intent}.yml"
            if count < FEWEST:
                yield in_file(path, ERROR, "examples", f'"{intent}" has {count} examples in "{language}"',
                              f"write at least {FEWEST}, better {FEW}", 1 if path.exists() else None)
            elif count < FEW:
                yield in_file(path, WARNING, "examples", f'"{intent}" has only {count} examples in "{language}"',
                              f"write at least {FEW}")
    yield from _copies(examples)


def plain(text: str) -> str:
    """Case, accents and punctuation folded away."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"\w+", "".join(char for char in folded if not unicodedata.combining(char))))


def _copies(examples: list[Example]) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    for example in examples:
        key = plain(example.text) or example.text
        other = first.setdefault(key, example)
        if other is example:
            continue
        where = f"{other.path.parent.name}/{other.path.name}:{other.line}"
        if other.language != example.language and other.text.lower() != example.text.lower():
            continue        # the same letters without dots, in two languages: "fästing" and "fasting"
        if other.intent != example.intent:
            yield in_file(example.path, ERROR, "duplicates", f'"{example.text}" stands also under "{other.intent}" ({where})',
                          "keep it where it belongs", example.line)
        elif other.language == example.language:
            yield in_file(example.path, WARNING, "duplicates", f'"{example.text}" stands twice ({where})', "remove one", example.line)
    yield from _near(first)


def _near(by_text: dict[str, Example]) -> Iterator[Finding]:
    """Near copies across intents. Two sets that share NEAR of their five-letter pieces also share one of their rarest few
    (prefix filtering, shorter ones first), so only those few are indexed and compared."""
    keys = [key for key in by_text if len(key) >= 16]
    numbers: dict[str, int] = {}
    pieces = [{numbers.setdefault(f" {key} "[i:i + 5], len(numbers)) for i in range(len(key) - 2)} for key in keys]
    common = Counter(chain.from_iterable(pieces))
    rank = [0] * len(numbers)
    for place, number in enumerate(sorted(common, key=common.__getitem__)):
        rank[number] = place
    grams = [sorted(map(rank.__getitem__, own)) for own in pieces]
    sets = [frozenset(own) for own in grams]
    index: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(keys)), key=lambda place: len(grams[place])):
        own, intent = grams[place], by_text[keys[place]].intent
        size = len(own)
        for other in {each for gram in own[:size - ceil(NEAR * size) + 1] for each in index[gram]}:
            if len(grams[other]) >= NEAR * size and by_text[keys[other]].intent != intent:
                shared = len(sets[place] & sets[other])
                if shared >= NEAR * (size + len(grams[other]) - shared):
                    yield _almost(by_text[keys[max(place, other)]], by_text[keys[min(place, other)]])
        for gram in own[:size - ceil(2 * NEAR / (1 + NEAR) * size) + 1]:
            index[gram].append(place)


def _almost(here: Example, there: Example) -> Finding:
    return in_file(here.path, NOTE, "near-duplicates", f'"{here.text}" is almost "{there.text}" of '
                   f'"{there.intent}" ({there.path.parent.name}/{there.path.name}:{there.line})',
                   "make sure that both belong where they are", here.line)

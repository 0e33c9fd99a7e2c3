"""Checks of data/nlu/: enough examples, in the right files, none in two places."""
from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
    (prefix filtering), so only those few are indexed and compared."""
    grams = {key: frozenset(f" {key} "[i:i + 5] for i in range(len(key) - 2)) for key in by_text if len(key) >= 16}
    common: Counter[str] = Counter(gram for own in grams.values() for gram in own)
    index: dict[str, list[str]] = defaultdict(list)
    for key, own in grams.items():
        rarest = sorted(own, key=lambda gram: (common[gram], gram))[:int(len(own) * (1 - NEAR)) + 1]
        for other in {candidate for gram in rarest for candidate in index[gram]}:
            if by_text[other].intent != by_text[key].intent and _alike(own, grams[other]):
                here, there = by_text[key], by_text[other]
                yield in_file(here.path, NOTE, "near-duplicates", f'"{here.text}" is almost "{there.text}" of '
                              f'"{there.intent}" ({there.path.parent.name}/{there.path.name}:{there.line})',
                              "make sure that both belong where they are", here.line)
        for gram in rarest:
            index[gram].append(key)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < NEAR * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= NEAR * (len(one) + len(other) - shared)

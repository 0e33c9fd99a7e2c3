"""A language that is being prepared (`./neuvo new language`): how much of it has been written. It blocks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import LANGUAGES
from content.check import examples
from content.check.findings import WARNING, Finding, in_file
from content.files import Document, data_dir, load

PARTS = ("answers", "questionnaires", "service")


@dataclass(frozen=True)
class Progress:
    """Texts and subjects that have words in the language, of all there are; `missing`: file → lines."""

    texts: int
    of_texts: int
    subjects: int
    of_subjects: int
    missing: dict[Path, list[int]]


def prepared() -> list[str]:
    """Codes of languages that have a folder in data/nlu but are not spoken yet."""
    return sorted(
        path.name
        for path in examples.folder().glob("*")
        if path.is_dir() and re.fullmatch(r"[a-z]{2}", path.name) and path.name not in LANGUAGES
    )


def checklist(code: str) -> Path:
    return data_dir() / "languages" / f"{code}.md"


def localised(document: Document) -> Iterator[tuple[tuple[Any, ...], dict[str, str]]]:
    """Every place of a file that holds a text in all our languages."""

    def walk(value: Any, key: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], dict[str, str]]]:
        if isinstance(value, dict):
            if all(isinstance(value.get(code), str) for code in LANGUAGES):
                yield key, value
                return
            for name, inner in value.items():
                yield from walk(inner, (*key, name))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from walk(inner, (*key, index))

    return walk(document.data, ())


def progress(code: str) -> Progress:
    """Raises ContentError for a file that cannot be read."""
    done = every = 0
    missing: dict[Path, list[int]] = {}
    for path in sorted(path for part in PARTS for path in (data_dir() / part).rglob("*.yml")):
        document = load(path)
        for key, words in localised(document):
            every += 1
            if str(words.get(code) or "").strip():
                done += 1
            else:
                missing.setdefault(path, []).append(document.line(*key) or 1)
    subjects = sorted((examples.folder() / LANGUAGES[0]).glob("*.yml"))
    written = [
        path
        for path in subjects
        if (examples.folder() / code / path.name).exists()
        and len(examples.read(examples.folder() / code / path.name, code)) >= examples.FEWEST
    ]
    return Progress(done, every, len(written), len(subjects), missing)


def check() -> Iterator[Finding]:
    for code in prepared():
        found = progress(code)
        first = next(
            (
                path
                for path in sorted((examples.folder() / code).glob("*.yml"))
                if len(examples.read(path, code)) < examples.FEWEST
            ),
            checklist(code),
        )
        yield in_file(
            first,
            WARNING,
            "languages",
            f'"{code}" is being prepared: {found.subjects} of {found.of_subjects} '
            f"subjects have {examples.FEWEST} examples, {found.texts} of {found.of_texts} texts are written",
            f"go on from here; the list is in {checklist(code).name}",
            1,
        )

"""All checks, one after another."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from content.check import answers, examples, languages, questionnaires, replies, service, stories
from content.check.findings import ERROR, NOTE, WARNING, Finding, from_error
from content.files import ContentError, data_dir, load

_GRAVITY = {ERROR: 0, WARNING: 1, NOTE: 2}


def check_all(today: date) -> list[Finding]:
    """Every finding, the gravest first, then by file and line."""
    found = sorted(_all(today), key=lambda each: (_GRAVITY[each.severity], each.file, each.line or 0, each.problem))
    return list(dict.fromkeys(found))


def _all(today: date) -> Iterator[Finding]:
    known, broken = examples.read_all()
    yield from broken
    intents = examples.intents(known)
    yield from examples.check(known)
    yield from answers.check(intents, today)
    yield from questionnaires.check()
    yield from replies.check()
    yield from service.check()
    yield from stories.check(intents)
    try:
        yield from languages.check()
    except ContentError as error:
        yield from_error(error, "languages")
    yield from _readable(data_dir() / "particulars")
    yield from _readable(data_dir() / "safety")


def _readable(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*.yml")):
        try:
            load(path)
        except ContentError as error:
            yield from_error(error, "yaml")

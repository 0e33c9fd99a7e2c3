"""A finding: where, what, cure, and how grave it is."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from content.files import ContentError, Document, shown_path

APPROVERS = 2           # one who answers for the text, and another who has read it
ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Finding:
    severity: str           # error: a release is refused; warning: look at it; note: good to know
    file: str
    line: int | None
    problem: str
    cure: str
    rule: str               # short name of the check

    def sentence(self) -> str:
        """One line for people: `data/answers/sleep.yml:14: "sv" is missing …; add the Swedish text`."""
        where = self.file + (f":{self.line}" if self.line else "")
        return f"{where}: {self.problem}" + (f"; {self.cure}" if self.cure else "")


def at(document: Document, key: tuple, severity: str, rule: str, problem: str, cure: str) -> Finding:
    return Finding(severity, shown_path(document.path), document.line(*key), problem, cure, rule)


def in_file(path: Path, severity: str, rule: str, problem: str, cure: str, line: int | None = None) -> Finding:
    return Finding(severity, shown_path(path), line, problem, cure, rule)


def from_error(error: ContentError, rule: str) -> Finding:
    return Finding(ERROR, shown_path(error.file), error.line, error.problem, error.cure, rule)


def collect(rule: str, make: Callable[[], object]) -> Iterator[Finding]:
    """The ContentError that `make` raises, as a finding; nothing when it raises none."""
    try:
        make()
    except ContentError as error:
        yield from_error(error, rule)


def approval(document: Document) -> Iterator[Finding]:
    """An approved text carries the names of the persons who approved it: answers and question sets alike."""
    names = document.data.get("approved_by")
    persons = {str(name).strip().casefold() for name in names if str(name).strip()} if isinstance(names, list) else set()
    if document.data.get("status") == "approved" and len(persons) < APPROVERS:
        yield at(document, ("status",), ERROR, "keeping", "approved without the names of two persons",
                 'add `approved_by: ["Name, title", "Name, title"]`')

"""The time of day, passed in rather than taken from the air. Always aware, always UTC."""
from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovedClock:
    """A clock that stands or runs where a test has put it.

    The file holds an ISO moment (`2026-11-23T15:59:00+02:00`: time stands still) or an offset in
    seconds (`+86400`: time runs, so much ahead). It is read at each question, so a test can move time
    in a running process.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @staticmethod
    def put(file: Path, moment: str) -> None:
        """Move the clock that processes read from this file, whole: none of them meets a half-written moment."""
        draft = file.with_suffix(".next")
        draft.write_text(moment, encoding="ascii")
        draft.replace(file)

    def now(self) -> datetime:
        text = self._file.read_text(encoding="ascii").strip()
        if text[:1] in "+-":
            return datetime.now(UTC) + timedelta(seconds=float(text))
        return datetime.fromisoformat(text).astimezone(UTC)


def from_environment() -> Clock:
    """MovedClock where NEUVO_CLOCK names a file (tests only), otherwise the machine's clock."""
    file = os.environ.get("NEUVO_CLOCK")
    return MovedClock(Path(file)) if file else SystemClock()

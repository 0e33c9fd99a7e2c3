"""The reader of typed values as the conversations use it: a plain description of the question in, a value out."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from reading import Question, beyond, read
from reading.ages import find_age
from reading.numerals import digitise

Reader = Callable[[Mapping[str, Any], str, str, datetime], Any]
"""(question, words, language, now) → value, wish, or None; the conversations get it passed in."""
BRIEF = 5                         # words


def read_typed(asked: Mapping[str, Any], text: str, language: str, now: datetime) -> Any:
    """A value in the shape of docs/architecture.md, a Wish, or None: ask again."""
    return read(Question.of(asked), text, language, now)


def read_beyond(asked: Mapping[str, Any], text: str, language: str, now: datetime) -> Any:
    """A plain value that is outside the question's limits (390 °C, week 50); None where there is none."""
    return beyond(Question.of(asked), text, language, now)


def read_age(text: str, language: str) -> dict[str, int] | None:
    """The one age that a message tells in passing; None when there is none or more than one."""
    return find_age(digitise(text, language), language)


def is_brief(text: str) -> bool:
    """A yes, a no or a button's words are short; a story that holds "on" or "no" answers nothing here."""
    return len(text.split()) <= BRIEF and not text.rstrip().endswith("?")

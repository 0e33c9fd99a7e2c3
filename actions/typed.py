"""The reader of typed values as the conversations use it: a plain description of the question in, a value out."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from reading import Question, read

Reader = Callable[[Mapping[str, Any], str, str, datetime], Any]
"""(question, words, language, now) → value, wish, or None; the conversations get it passed in."""
BRIEF = 5                         # words


def read_typed(asked: Mapping[str, Any], text: str, language: str, now: datetime) -> Any:
    """A value in the shape of docs/architecture.md, a Wish, or None: ask again."""
    return read(Question.of(asked), text, language, now)


def is_brief(text: str) -> bool:
    """A yes, a no or a button's words are short; a story that holds "on" or "no" answers nothing here."""
    return len(text.split()) <= BRIEF and not text.rstrip().endswith("?")

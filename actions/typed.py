"""The reader of typed values as the conversations use it: a plain description of the question in, a value out."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reading import Question, read


def read_typed(asked: Mapping[str, Any], text: str, language: str, now: datetime) -> Any:
    """A value in the shape of docs/architecture.md, a Wish, or None: ask again."""
    return read(Question.of(asked), text, language, now)

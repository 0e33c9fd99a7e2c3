"""A turn kept in the tracker: its number stands in the message's metadata, its replies in the bot's utterances.

So a turn that is asked again after a crash is answered from what was saved, without running anything.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

CHANNEL = "neuvo"
PAYLOAD = re.compile(r"/([a-z][a-z0-9_]*)(\{.*\})?", re.DOTALL)
LANGUAGES = ("fi", "sv", "en")
DOUBTS = frozenset({"doubt_which", "doubt_other_words", "doubt_nurse", "doubt_nurse_again"})


class BadTurn(Exception):
    """The request cannot be taken: `code` and `field` for the error shape, `status` of HTTP."""

    def __init__(self, message: str, code: str = "invalid", field: str | None = None, status: int = 422) -> None:
        super().__init__(message)
        self.code, self.field, self.status = code, field, status

    def as_json(self) -> dict[str, Any]:
        error = {"code": self.code, "message": str(self)}
        if self.field:
            error["field"] = self.field
        return {"error": error}


@dataclass(frozen=True)
class Request:
    """One checked request of the turn channel."""

    conversation_id: str
    turn: int
    language: str
    text: str | None
    choice: tuple[str, dict[str, Any]] | None       # intent and values of a button
    context: dict[str, Any] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        return {"turn": self.turn, "language": self.language, "now": self.context.get("now"), "context": self.context,
                "choice": self.choice[1] if self.choice else None}


def read(data: Any) -> Request:
    """Check the JSON of a request; raises BadTurn."""
    if not isinstance(data, dict):
        raise BadTurn("the body must be a JSON object", status=400)
    conversation_id, turn, language = data.get("conversation_id"), data.get("turn"), data.get("language")
    if not isinstance(conversation_id, str) or not 1 <= len(conversation_id) <= 200:
        raise BadTurn("conversation_id must be a text of 1–200 characters", field="conversation_id")
    if not isinstance(turn, int) or isinstance(turn, bool) or turn < 0:
        raise BadTurn("turn must be a whole number", field="turn")
    if language not in LANGUAGES:
        raise BadTurn("language must be fi, sv or en", field="language")
    text, tapped, context = data.get("text"), data.get("choice"), data.get("context") or {}
    if not isinstance(context, dict):
        raise BadTurn("context must be an object", field="context")
    if (text is None) == (tapped is None):
        raise BadTurn("exactly one of text and choice is needed", field="text")
    if tapped is not None:
        return Request(conversation_id, turn, language, None, payload(tapped), context)
    if not isinstance(text, str) or not text.strip():
        raise BadTurn("text must not be empty", field="text")
    if len(text) > 8000:
        raise BadTurn("text is too long", field="text", status=413)
    return Request(conversation_id, turn, language, plain(text), None, context)


def payload(tapped: Any) -> tuple[str, dict[str, Any]]:
    """`/intent{"q": …}` of a button → intent and values; raises BadTurn."""
    match = PAYLOAD.fullmatch(tapped) if isinstance(tapped, str) else None
    if match is None:
        raise BadTurn("choice must be the payload of a button", field="choice")
    try:
        values = json.loads(match.group(2)) if match.group(2) else {}
    except ValueError:
        raise BadTurn("the values of the choice are not JSON", field="choice") from None
    return match.group(1), values


def plain(text: str) -> str:
    """Typed text is never a command: what Rasa would read as one loses its leading strokes."""
    return text.strip().lstrip("/").strip() or "?"


@dataclass(frozen=True)
class Answered:
    """A turn in the tracker: its number, its replies and how its words were understood."""

    turn: int
    replies: list[dict[str, Any]]
    understood: dict[str, Any]      # asked, offered, language
    form: str | None = None         # open after the turn


def understood(parse_data: Mapping[str, Any], replies: list[dict[str, Any]]) -> dict[str, Any]:
    """`asked`: the doubt was said aloud; words that a form took as its answer were understood well enough."""
    unsure = bool(parse_data.get("asked")) or (parse_data.get("intent") or {}).get("name") == "unsure"
    return {"asked": unsure and any(reply.get("say") in DOUBTS for reply in replies),
            "offered": list(parse_data.get("offered") or ()),
            "language": (parse_data.get("language") or {}).get("language")}


def last_turn(events: Iterable[Event]) -> Answered | None:
    """The newest turn in the tracker; None in a new conversation."""
    replies: list[dict[str, Any]] = []
    for event in reversed(list(events)):
        if isinstance(event, UserUttered):
            number = (event.metadata or {}).get("turn")
            return None if number is None else Answered(number, replies[::-1], understood(event.parse_data or {}, replies))
        if isinstance(event, BotUttered):
            custom = (event.data or {}).get("custom")
            if custom:
                replies.append(dict(custom))
    return None

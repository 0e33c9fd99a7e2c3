"""Reading requests strictly: JSON objects, the right types, a field named when it is wrong."""
from __future__ import annotations

import json
from typing import Any

from sanic import Request

from handoff.cleaning import clean_text
from handoff.conversations.services import LONGEST_TEXT
from handoff.errors import Refused


def body(request: Request) -> dict[str, Any]:
    """The request's JSON object; raises Refused 400 when it is not one."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_json", "The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise Refused(400, "bad_json", "The body must be a JSON object.")
    return value


def string(data: dict[str, Any], field: str, longest: int = 200, required: bool = True) -> str | None:
    """A text field, cleaned; raises Refused 422 when missing, not text, empty or too long."""
    value = as_typed(data, field, longest, required)
    if value is None:
        return None
    cleaned = clean_text(value)
    if required and not cleaned:
        raise Refused(422, "empty", f"{field} is empty.", field)
    return cleaned


def as_typed(data: dict[str, Any], field: str, longest: int = 200, required: bool = True) -> str | None:
    """A text field with every character that it came with: a password, a text as a nurse left it. Raises as `string` does."""
    value = data.get(field)
    if value is None:
        if required:
            raise Refused(422, "missing", f"{field} is missing.", field)
        return None
    if not isinstance(value, str):
        raise Refused(422, "wrong_type", f"{field} must be a text.", field)
    if len(value) > longest:
        raise Refused(422, "too_long", f"{field} is longer than {longest} characters.", field)
    if required and not value.strip():
        raise Refused(422, "empty", f"{field} is empty.", field)
    return value


def message_text(data: dict[str, Any]) -> str:
    """The `text` of a message, cleaned; raises Refused 413 when too long, 422 when nothing is left."""
    value = data.get("text")
    if not isinstance(value, str):
        raise Refused(422, "wrong_type", "text must be a text.", "text")
    if len(value) > LONGEST_TEXT:
        raise Refused(413, "too_long", f"A message may have {LONGEST_TEXT} characters. Send it in parts.", "text")
    cleaned = clean_text(value)
    if not cleaned:
        raise Refused(422, "empty", "The message is empty.", "text")
    return cleaned


def client_id(data: dict[str, Any]) -> str:
    """The UUID that the browser gave the message, so that it can be sent again safely."""
    value = string(data, "client_id", 64)
    assert value is not None
    return value


def number(text: str | None, field: str, default: int, largest: int) -> int:
    """A number from a query string or a body; raises Refused 422 otherwise."""
    if text is None or text == "":
        return default
    try:
        value = int(text)
    except (TypeError, ValueError):
        raise Refused(422, "wrong_type", f"{field} must be a whole number.", field) from None
    if isinstance(text, bool) or not 0 <= value <= largest:
        raise Refused(422, "out_of_range", f"{field} must be between 0 and {largest}.", field)
    return value


def needed_number(data: dict[str, Any], field: str, largest: int) -> int:
    """A number that a body must hold; raises Refused 422 when it is missing, not a whole number or out of range."""
    if data.get(field) in (None, ""):
        raise Refused(422, "missing", f"{field} is missing.", field)
    return number(data[field], field, 0, largest)

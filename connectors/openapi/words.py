"""The pieces that every part of the document is made of."""
from __future__ import annotations

from typing import Any

from content import LANGUAGES
from handoff.conversations.services import LONGEST_TEXT

Schema = dict[str, Any]
Paths = dict[str, dict[str, Any]]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date"}
LANGUAGE: Schema = {"enum": list(LANGUAGES)}
CLIENT_ID: Schema = {"type": "string", "maxLength": 64, "description": "UUID made by the client; the same again is safe"}
MESSAGE: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
ERROR: Schema = {"type": "object", "required": ["error"], "properties": {"error": {
    "type": "object", "required": ["code", "message"],
    "properties": {"code": TEXT, "message": TEXT, "field": TEXT}}}}

_LOCALISED: Schema = {"type": "object", "required": list(LANGUAGES), "properties": dict.fromkeys(LANGUAGES, TEXT)}
_CHOICE: Schema = {"type": "object", "required": ["id", "title", "titles"],
                   "properties": {"id": TEXT, "title": TEXT, "titles": _LOCALISED}}
_EVENT: Schema = {
    "type": "object", "required": ["seq", "at", "author", "kind"],
    "properties": {
        "seq": {"type": "integer", "minimum": 1}, "at": {"type": "string", "format": "date-time"},
        "author": {"enum": ["customer", "bot", "nurse", "system"]},
        "kind": {"enum": ["message", "choices", "form", "card", "emergency", "state", "attachment", "summary",
                          "language", "notice", "feedback", "note"]},
        "text": TEXT, "lang": TEXT, "texts": _LOCALISED, "name": TEXT, "client_id": TEXT,
        "choices": {"type": "array", "items": _CHOICE}, "data": {"type": "object"}},
}
LOG: Schema = {"type": "object", "required": ["events", "state", "queue"], "properties": {
    "events": {"type": "array", "items": _EVENT}, "state": {"enum": ["bot", "queued", "with_nurse", "message", "closed"]},
    "queue": {"type": ["object", "null"]}}}


def body(required: list[str], **properties: Schema) -> Schema:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def file() -> Schema:
    """A body with a picture or a PDF."""
    return {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}, "client_id": CLIENT_ID}}}}}


def call(summary: str, ok: str, content: Schema | None = None, secured: str | None = "token",
         schema: Schema | None = None, **query: Schema) -> Schema:
    """One method of a path: what it does, its status when all is well, body, who may, what comes back, query."""
    answer: Schema = {"description": summary}
    if schema:
        answer["content"] = {"application/json": {"schema": schema}}
    told: Schema = {"summary": summary, "responses": {ok: answer, "4XX": {"$ref": "#/components/responses/Error"}}}
    if content:
        told["requestBody"] = content
    if secured:
        told["security"] = [{secured: []}]
    if query:
        told["parameters"] = [{"name": name.rstrip("_"), "in": "query", "schema": each} for name, each in query.items()]
    return told

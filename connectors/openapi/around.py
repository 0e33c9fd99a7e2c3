"""What other chat systems and those who run the service call."""
from __future__ import annotations

from typing import Any

from connectors.handoff.incoming import TYPES
from connectors.handoff.signing import LONGEST_KEY
from connectors.openapi.words import MESSAGE, NUMBER, TEXT, Paths, body, call
from handoff.queues.work import CLOSE_REASONS

ROOT = [{"url": "/"}]       # not below /api/v1


def paths() -> Paths:
    return _connectors() | {
        "/openapi.json": {"get": call("This document", "200", secured=None)},
        "/healthz": {"servers": ROOT, "get": call("The process lives", "200", secured=None)},
        "/readyz": {"servers": ROOT, "get": _ready()},
        "/metrics": {"servers": ROOT, "get": call("Prometheus text; numbers only", "200", secured=None)},
    }


def _connectors() -> Paths:
    one = "/connectors/{name}"
    deed = body(["type", "conversation_id", "nurse"], type={"enum": list(TYPES)}, conversation_id=TEXT,
                nurse={"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}},
                text=MESSAGE, seq=NUMBER, reason={"enum": list(CLOSE_REASONS)}, note=TEXT)
    return {
        one: {"post": _signed("A deed of a nurse in a county's chat system; the same webhook-id again is safe", deed)},
        f"{one}/conversations/{{conversation_id}}/attachments/{{attachment_id}}": {
            "get": _signed("A picture that a letter has told of")},
    }


def _signed(summary: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    stamps = [{"name": name, "in": "header", "required": True, "schema": schema} for name, schema in (
        ("webhook-id", {"type": "string", "maxLength": LONGEST_KEY}),
        ("webhook-timestamp", {"type": "string", "pattern": "^[0-9]{1,12}$", "description": "seconds"}))]
    return {**call(summary, "200", content, "signature"), "parameters": stamps}


def _ready() -> dict[str, Any]:
    told = call("Database and engine answer", "200", secured=None)
    told["responses"]["503"] = {"description": "One of them does not; the body names it"}
    return told

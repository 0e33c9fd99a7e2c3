"""The OpenAPI document of the public API, at /api/v1/openapi.json. A route that it lacks fails tests/connectors/test_openapi.py."""
from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors.openapi import around, desk, families
from connectors.openapi.words import ERROR, TEXT, Paths

views = Blueprint("openapi")


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Neuvo", "version": "1", "description": "Chat of a maternity and child health clinic. "
                 "Typed text is never a command; choices are resolved on the server."},
        "servers": [{"url": "/api/v1"}],
        "paths": _with_names(families.paths() | desk.paths() | around.paths()),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"},
                                "session": {"type": "apiKey", "in": "cookie", "name": "neuvo_session"},
                                "signature": {"type": "apiKey", "in": "header", "name": "webhook-signature",
                                              "description": "Standard Webhooks: HMAC-SHA256 over id, timestamp and body "
                                                             "(without a body: the path)"}},
            "responses": {"Error": {"description": "What was wrong", "content": {"application/json": {"schema": ERROR}}}},
        },
    }


def _with_names(paths: Paths) -> Paths:
    """The paths, each `{name}` in them told as a parameter of its calls where the call has not told it."""
    for path, calls in paths.items():
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        for name, call in ((name, calls[method]) for name in names for method in calls if method != "servers"):
            told = call.setdefault("parameters", [])
            if name not in [parameter["name"] for parameter in told if parameter["in"] == "path"]:
                told.append({"name": name, "in": "path", "required": True, "schema": TEXT})
    return paths


_document = document()


@views.get("/api/v1/openapi.json")
async def openapi(request: Request) -> HTTPResponse:
    return response.json(_document)

"""The OpenAPI document of the public API, at /api/v1/openapi.json."""
from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from content import LANGUAGES
from handoff.conversations.services import LONGEST_TEXT
from handoff.queues.work import CLOSE_REASONS

views = Blueprint("openapi")

_TEXT = {"type": "string"}
_LOCALISED = {"type": "object", "required": list(LANGUAGES), "properties": dict.fromkeys(LANGUAGES, _TEXT)}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {
    "type": "object", "required": ["code", "message"],
    "properties": {"code": _TEXT, "message": _TEXT, "field": _TEXT}}}}
_CHOICE = {"type": "object", "required": ["id", "title", "titles"],
           "properties": {"id": _TEXT, "title": _TEXT, "titles": _LOCALISED}}
_EVENT = {
    "type": "object", "required": ["seq", "at", "author", "kind"],
    "properties": {
        "seq": {"type": "integer", "minimum": 1}, "at": {"type": "string", "format": "date-time"},
        "author": {"enum": ["customer", "bot", "nurse", "system"]},
        "kind": {"enum": ["message", "choices", "form", "card", "emergency", "state", "attachment", "summary",
                          "language", "notice", "feedback", "note"]},
        "text": _TEXT, "lang": _TEXT, "texts": _LOCALISED, "name": _TEXT, "client_id": _TEXT,
        "choices": {"type": "array", "items": _CHOICE}, "data": {"type": "object"}},
}


def _body(required: list[str], **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _call(summary: str, ok: str, body: dict[str, Any] | None = None, secured: str | None = "token",
          schema: dict[str, Any] | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": summary}
    if schema:
        answer["content"] = {"application/json": {"schema": schema}}
    call: dict[str, Any] = {"summary": summary, "responses": {ok: answer, "4XX": {"$ref": "#/components/responses/Error"}}}
    if body:
        call["requestBody"] = body
    if secured:
        call["security"] = [{secured: []}]
    return call


def document() -> dict[str, Any]:
    """The whole description."""
    language = {"enum": list(LANGUAGES)}
    client_id = {"type": "string", "maxLength": 64, "description": "UUID made by the client; the same again is safe"}
    text = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
    one = "/conversations/{conversation_id}"
    desk = "/console/conversations/{conversation_id}"
    log = {"type": "object", "required": ["events", "state", "queue"], "properties": {
        "events": {"type": "array", "items": _EVENT}, "state": {"enum": ["bot", "queued", "with_nurse", "message", "closed"]},
        "queue": {"type": ["object", "null"]}}}
    paths = {
        "/service": {"get": _call("Hours, phones and names", "200", secured=None)},
        "/conversations": {"post": _call("Begin a conversation", "201", _body(["language"], language=language), None)},
        f"{one}/messages": {"post": _call("Say something, or press a button that was offered", "202", _body(
            ["client_id"], client_id=client_id, text=text, choice=_TEXT))},
        f"{one}/events": {"get": {**_call("The log after a number; a stream with Accept: text/event-stream", "200",
                                          schema=log), "parameters": [
            {"name": "after", "in": "query", "schema": {"type": "integer"}},
            {"name": "wait", "in": "query", "schema": {"type": "integer"}}]}},
        f"{one}/language": {"put": _call("Change the language", "200", _body(["language"], language=language))},
        f"{one}/attachments": {"post": _call("Send a picture", "202", {"required": True, "content": {
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {
                "file": {"type": "string", "format": "binary"}, "client_id": client_id}}}}})},
        f"{one}/attachments/{{attachment_id}}": {"get": _call("A picture of this conversation", "200")},
        f"{one}/queue/leave": {"post": _call("Leave the queue", "200")},
        f"{one}/queue/message": {"post": _call("Turn the wait into a message; nothing is written again", "200")},
        f"{one}/typing": {"post": _call("The customer is typing", "204")},
        f"{one}/read": {"post": _call("The customer has read up to a number", "204", _body(
            ["seq"], seq={"type": "integer"}))},
        f"{one}/feedback": {"post": _call("Feedback, once", "201", _body(
            ["score"], score={"type": "integer", "minimum": 0, "maximum": 10}, text=_TEXT))},
        f"{one}/transcript": {"get": _call("The conversation as a text file", "200")},
        f"{one}/token": {"delete": _call("Revoke the token", "204")},
        "/console/login": {"post": _call("Log in", "200", _body(["username", "password"], username=_TEXT,
                                                                  password=_TEXT), None)},
        "/console/logout": {"post": _call("Log out", "204", secured="session")},
        "/console/me": {"get": _call("Who is logged in", "200", secured="session"),
                        "put": _call("Own settings", "204", secured="session")},
        "/console/password": {"post": _call("Change the password", "204", _body(["current", "new"], current=_TEXT,
                                                                                  new=_TEXT), "session")},
        "/console/heartbeat": {"post": _call("The desk is open before somebody", "204", secured="session")},
        "/console/returned/seen": {"post": _call("Seen what went back to its queue", "204", secured="session")},
        "/console/queues": {"get": _call("Who waits, and one's own conversations", "200", secured="session")},
        "/console/stream": {"get": _call("Hints that lists have changed (server-sent events)", "200", secured="session")},
        "/console/next": {"post": _call("Claim the one that has waited longest", "200", secured="session")},
        desk: {"get": _call("A conversation", "200", secured="session")},
        f"{desk}/events": {"get": _call("Its log, or a stream", "200", secured="session", schema=log)},
        f"{desk}/summary": {"get": {**_call(
            "What was passed on, with later changes: ISBAR text, JSON, or a FHIR R4 Bundle (application/fhir+json)", "200",
            secured="session"), "parameters": [
                {"name": "format", "in": "query", "schema": {"enum": ["text", "json", "fhir"], "default": "text"}},
                {"name": "lang", "in": "query", "schema": language}]}},
        f"{desk}/attachments/{{attachment_id}}": {"get": _call("A picture", "200", secured="session")},
        f"{desk}/identity": {"post": _call("A message with the identity code in it; leaves a trace", "200", _body(
            ["seq"], seq={"type": "integer"}), "session")},
        f"{desk}/messages": {"post": _call("Answer the family", "202", _body(
            ["client_id", "text"], client_id=client_id, text=text), "session")},
        f"{desk}/claim": {"post": _call("Claim; exactly one of many wins", "200", secured="session")},
        f"{desk}/transfer": {"post": _call("To a queue or a nurse", "204", _body([], queue=_TEXT, nurse=_TEXT,
                                                                                   note=_TEXT), "session")},
        f"{desk}/close": {"post": _call("Close", "204", _body(["reason"], reason={"enum": list(CLOSE_REASONS)},
                                                                note=_TEXT, record=_TEXT), "session")},
        f"{desk}/record": {"get": {**_call("The text for the patient record", "200", secured="session"), "parameters": [
            {"name": "reason", "in": "query", "schema": {"enum": list(CLOSE_REASONS)}}]}},
        f"{desk}/notes": {"post": _call("A note for colleagues", "202", _body(
            ["client_id", "text"], client_id=client_id, text=text), "session")},
        f"{desk}/meetings": {"post": _call("Invite to a video meeting", "202", _body(
            ["client_id"], client_id=client_id, at={"type": "string", "format": "date-time"},
            minutes={"type": "integer", "minimum": 5, "maximum": 120}), "session")},
        f"{desk}/meetings/{{meeting_id}}/ics": {"get": _call("A scheduled meeting as a calendar file", "200", secured="session")},
        f"{one}/meetings/{{meeting_id}}/ics": {"get": _call("A scheduled meeting as a calendar file", "200")},
        f"{one}/attachments/{{attachment_id}}/pages/{{page}}": {"get": _call("A page of a PDF as a picture", "200")},
        f"{desk}/attachments": {"post": _call("Send a picture or PDF", "202", {"required": True, "content": {
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {
                "file": {"type": "string", "format": "binary"}, "client_id": client_id}}}}}, "session")},
        f"{desk}/take-over": {"post": _call("A supervisor takes it over", "204", _body(["why"], why=_TEXT), "session")},
        f"{desk}/reassign": {"post": _call("A supervisor gives it to a queue or nurse", "204", _body(
            [], queue=_TEXT, nurse=_TEXT, note=_TEXT, why=_TEXT), "session")},
        **{f"/console/{name}": {"get": _call(words, "200", secured="session")} for name, words in (
            ("replies", "Canned replies"), ("overview", "Who waits and who serves"),
            ("statistics", "Figures of a day or more; format=csv"), ("feedback", "Scores and words of families"),
            ("audit", "The audit log; format=csv"))},
        "/console/accounts": {
            "get": _call("Accounts", "200", secured="session"),
            "post": _call("A new account with a one-time password", "201", _body(
                ["username", "name", "role"], username=_TEXT, name=_TEXT, role=_TEXT), "session")},
        "/console/accounts/{account_id}": {"put": _call("Change an account", "200", _body([]), "session")},
        "/console/accounts/{account_id}/reset": {"post": _call("A new one-time password", "200", secured="session")},
        **{f"{desk}/{name}": {"post": _call(words, "204", secured="session")} for name, words in (
            ("release", "Back to the front of its queue"), ("to-bot", "Back to the bot"), ("reopen", "Open again"),
            ("leave-open", "An answered message waits for the family"),
            ("typing", "The nurse is typing"), ("read", "The nurse has read up to a number"), ("record/copied", "The record text is on the clipboard"),
            ("summary/copied", "The summary is on the clipboard"))},
    }
    for path, calls in paths.items():
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        if names:
            for call in calls.values():
                call.setdefault("parameters", []).extend(
                    {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Neuvo", "version": "1", "description": "Chat of a maternity and child health clinic. "
                 "Typed text is never a command; choices are resolved on the server."},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"},
                                "session": {"type": "apiKey", "in": "cookie", "name": "neuvo_session"}},
            "responses": {"Error": {"description": "What was wrong", "content": {"application/json": {"schema": _ERROR}}}},
        },
    }


_document = document()


@views.get("/api/v1/openapi.json")
async def openapi(request: Request) -> HTTPResponse:
    return response.json(_document)

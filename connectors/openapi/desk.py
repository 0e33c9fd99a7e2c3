"""What the nurses' desk calls. Who may call what: connectors/console/permissions.py."""
from __future__ import annotations

from functools import partial

from connectors.openapi import words
from connectors.openapi.words import CLIENT_ID, DAY, LANGUAGE, LOG, MESSAGE, NUMBER, TEXT, Paths, body, file
from content import LANGUAGES
from handoff.nurses.services import MOST_CHATS, ROLES
from handoff.queues.work import CLOSE_REASONS

ONE = "/console/conversations/{conversation_id}"
_CSV = {"enum": ["csv"]}
_REASON = {"enum": list(CLOSE_REASONS)}
call = partial(words.call, secured="session")


def paths() -> Paths:
    return _account() | _lists() | _talk() | _deeds() | _supervisors() | _administrators()


def _account() -> Paths:
    return {
        "/console/login": {"post": call("Log in", "200", body(["username", "password"], username=TEXT, password=TEXT),
                                        secured=None)},
        "/console/logout": {"post": call("Log out", "204")},
        "/console/me": {"get": call("Who is logged in", "200"),
                        "put": call("Own settings", "204", body(
                            [], language=LANGUAGE, presence={"enum": ["available", "busy", "away"]},
                            max_chats={"type": "integer", "minimum": 1, "maximum": MOST_CHATS}))},
        "/console/password": {"post": call("Change the password", "204", body(["current", "new"], current=TEXT, new=TEXT))},
        "/console/heartbeat": {"post": call("The desk is open before somebody", "204")},
    }


def _lists() -> Paths:
    return {
        "/console/queues": {"get": call("Who waits, and one's own conversations", "200")},
        "/console/returned/seen": {"post": call("Seen what went back to its queue, up to this entry", "204", body(
            ["up_to"], up_to=NUMBER))},
        "/console/stream": {"get": call("Hints that lists have changed (server-sent events)", "200")},
        "/console/replies": {"get": call("Canned replies", "200")},
        "/console/next": {"post": call("Claim the one that has waited longest", "200", body([], queue=TEXT))},
    }


def _talk() -> Paths:
    return {
        ONE: {"get": call("A conversation", "200")},
        f"{ONE}/events": {"get": call("Its log, or a stream", "200", schema=LOG, after=NUMBER, wait=NUMBER)},
        f"{ONE}/summary": {"get": call(
            "What was passed on, with later changes: ISBAR text, JSON, or a FHIR R4 Bundle (application/fhir+json)", "200",
            format={"enum": ["text", "json", "fhir"], "default": "text"}, lang=LANGUAGE)},
        f"{ONE}/identity": {"post": call("A message with the identity code in it; leaves a trace", "200", body(
            ["seq"], seq=NUMBER))},
        f"{ONE}/attachments": {"post": call("Send a picture or PDF", "202", file())},
        f"{ONE}/attachments/{{attachment_id}}": {"get": call("A picture", "200")},
        f"{ONE}/attachments/{{attachment_id}}/pages/{{page}}": {"get": call("A page of a PDF as a picture", "200")},
        f"{ONE}/meetings": {"post": call("Invite to a video meeting", "202", body(
            ["client_id"], client_id=CLIENT_ID, at={"type": "string", "format": "date-time"},
            minutes={"type": "integer", "minimum": 5, "maximum": 120}))},
        f"{ONE}/meetings/{{meeting_id}}/ics": {"get": call("A scheduled meeting as a calendar file", "200")},
        f"{ONE}/record": {"get": call("The text for the patient record", "200", reason=_REASON)},
        f"{ONE}/record/copied": {"post": call("The record text is on the clipboard", "204")},
        f"{ONE}/summary/copied": {"post": call("The summary is on the clipboard", "204")},
    }


def _deeds() -> Paths:
    words_of = body(["client_id", "text"], client_id=CLIENT_ID, text=MESSAGE)
    return {
        f"{ONE}/claim": {"post": call("Claim; exactly one of many wins", "200")},
        f"{ONE}/messages": {"post": call("Answer the family", "202", words_of)},
        f"{ONE}/notes": {"post": call("A note for colleagues", "202", words_of)},
        f"{ONE}/typing": {"post": call("The nurse is typing", "204")},
        f"{ONE}/read": {"post": call("The nurse has read up to a number", "204", body(["seq"], seq=NUMBER))},
        f"{ONE}/transfer": {"post": call("To a queue or a nurse", "204", body([], queue=TEXT, nurse=TEXT, note=TEXT))},
        f"{ONE}/release": {"post": call("Back to the front of its queue", "204")},
        f"{ONE}/to-bot": {"post": call("Back to the bot", "204")},
        f"{ONE}/leave-open": {"post": call("An answered message waits for the family", "204")},
        f"{ONE}/close": {"post": call("Close", "204", body(["reason"], reason=_REASON, note=TEXT, record=TEXT))},
        f"{ONE}/reopen": {"post": call("Open again", "204")},
    }


def _supervisors() -> Paths:
    return {
        "/console/overview": {"get": call("Who waits and who serves", "200")},
        "/console/statistics": {"get": call(
            "Figures of a day, or of a week from its Monday; small counts are hidden", "200",
            from_=DAY, days={"enum": [1, 7]}, language=LANGUAGE, queue=TEXT, format=_CSV)},
        "/console/feedback": {"get": call("Scores and words of families", "200", days=NUMBER)},
        "/console/audit": {"get": call("The audit log, newest first", "200", from_=DAY, to=DAY, actor=TEXT, action=TEXT,
                                       conversation=TEXT, before=NUMBER, format=_CSV)},
        f"{ONE}/take-over": {"post": call("A supervisor takes it over", "204", body(["why"], why=TEXT))},
        f"{ONE}/reassign": {"post": call("A supervisor gives it to a queue or nurse", "204", body(
            [], queue=TEXT, nurse=TEXT, note=TEXT, why=TEXT))},
    }


def _administrators() -> Paths:
    role = {"enum": list(ROLES)}
    serves = {"languages": {"type": "array", "items": {"enum": list(LANGUAGES)}, "minItems": 1},
              "queues": {"type": "array", "items": TEXT}}
    one, letter = "/console/accounts/{account_id}", "/console/letters/{conversation_id}/{deed}"
    return {
        "/console/accounts": {
            "get": call("Accounts", "200"),
            "post": call("A new account with a one-time password", "201", body(
                ["username", "name", "role"], username=TEXT, name=TEXT, role=role, **serves))},
        one: {"put": call("Change an account; no queues: every queue", "200", body(
            [], name=TEXT, role=role, active={"type": "boolean"}, **serves))},
        f"{one}/reset": {"post": call("A new one-time password", "200")},
        "/console/letters": {"get": call("Letters to other chat systems that are late or dead", "200")},
        letter: {"post": {**call("Send a dead letter again, or pass over it", "204"), "parameters": [
            {"name": "deed", "in": "path", "required": True, "schema": {"enum": ["again", "skip"]}}]}},
    }

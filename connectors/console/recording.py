"""The text for the patient record, and notes for colleagues."""
from __future__ import annotations

from typing import Any

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.session import runtime
from connectors.console.talks import seen
from handoff import audit
from handoff import record as records
from handoff.errors import Refused
from handoff.models import Conversation, Nurse
from handoff.queues.work import CLOSE_REASONS


@api.get("/conversations/<conversation_id:str>/record")
async def get_record(request: Request, conversation_id: str) -> HTTPResponse:
    """The kept text of a closed conversation, or the draft of one's own open one."""
    nurse, _, found = await seen(request, conversation_id)
    reason = request.args.get("reason")
    if reason is not None and reason not in CLOSE_REASONS:
        raise Refused(422, "unknown_reason", f"reason must be one of {', '.join(CLOSE_REASONS)}.", "reason")
    own = runtime(request)
    async with own.database.write() as session:
        shown: dict[str, Any] = {"kept": False, "language": nurse.language}
        row = await records.kept(session, conversation_id) if found.state == "closed" else None
        if row is not None:
            by = await session.get(Nurse, row.nurse_id)
            shown = {"kept": True, "language": row.language, "text": row.text, "at": row.at.isoformat(),
                     "nurse": by.name if by else None, "reason": row.reason}
        else:
            shown["text"] = await records.draft(session, found, nurse.language, reason or found.close_reason)
        await audit.record(session, own.clock.now(), nurse.username, "open_record", conversation_id, {"kept": shown["kept"]})
    return response.json(shown)


async def _copied(request: Request, conversation_id: str, what: str) -> HTTPResponse:
    nurse, _, _ = await seen(request, conversation_id)
    own = runtime(request)
    async with own.database.write() as session:
        await audit.record(session, own.clock.now(), nurse.username, f"copy_{what}", conversation_id)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/record/copied")
async def record_copied(request: Request, conversation_id: str) -> HTTPResponse:
    """The desk has put the record text on the clipboard."""
    return await _copied(request, conversation_id, "record")


@api.post("/conversations/<conversation_id:str>/summary/copied")
async def summary_copied(request: Request, conversation_id: str) -> HTTPResponse:
    return await _copied(request, conversation_id, "summary")


@api.post("/conversations/<conversation_id:str>/notes")
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """A note that only colleagues see, also into a waiting conversation that one serves."""
    nurse, _, found = await seen(request, conversation_id)
    if found.state == "closed" or "note" not in _can(request, nurse, found):
        raise Refused(409, "closed", "A closed conversation takes no notes. Open it again first.")
    data = requests_in.body(request)
    seq = await runtime(request).work.note(
        conversation_id, nurse, requests_in.client_id(data), requests_in.message_text(data))
    return response.json({"seq": seq}, status=202)


def _can(request: Request, nurse: Nurse, found: Conversation) -> list[str]:
    own = runtime(request)
    return permissions.actions(nurse, found, own.clock.now(), own.queues.rules)



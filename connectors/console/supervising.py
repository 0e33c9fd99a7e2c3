"""The supervisor's view of now: who waits, who serves, and moving a conversation."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console import lists, permissions
from connectors.console.blueprint import api
from connectors.console.cards import cards
from connectors.console.session import nurse_of, runtime
from handoff.errors import Refused
from handoff.models import Conversation
from handoff.queues import duty, supervising, waits

# What a supervisor's list needs; the words of the conversation are not among them: those are opened, and audited.
SHOWN = ("conversation_id", "state", "channel", "queue", "language", "topic", "topic_titles", "queued_at", "claimed_at",
         "waited_seconds", "answer_by", "overdue", "nurse", "unread", "last_at", "flags")


@api.get("/overview")
async def overview(request: Request) -> HTTPResponse:
    """Everybody who waits, in order, and everybody who serves, with what they have."""
    await nurse_of(request)
    own = runtime(request)
    now = own.clock.now()
    speaker = own.conversations.speaker(now)
    async with own.database.read() as session:
        waiting = await lists.waiting(session, sa.true())
        served = list(await session.scalars(sa.select(Conversation).where(Conversation.state == "with_nurse")
                                            .order_by(Conversation.claimed_at).limit(500)))
        nurses = [{"id": each.id, "name": each.name, "languages": each.languages, "queues": each.queues,
                   "presence": each.presence if duty.there(each, now, own.queues.rules) else "gone",
                   "max_chats": each.max_chats,
                   "chats": sum(row.nurse_id == each.id and row.channel == "chat" for row in served),
                   "messages": sum(row.nurse_id == each.id and row.channel == "message" for row in served)}
                  for each in await own.nurses.active(session) if permissions.allows(each, permissions.SERVE)]
        levels = await waits.levels(session, speaker.hours, now)
        shown = {name: [{key: card[key] for key in SHOWN} for card in await cards(session, rows, now)]
                 for name, rows in (("waiting", waiting), ("served", served))}
    return response.json({"now": now.isoformat(), "levels": levels, "nurses": nurses, **shown})


@api.post("/conversations/<conversation_id:str>/take-over")
async def take_over(request: Request, conversation_id: str) -> HTTPResponse:
    supervisor, _ = await nurse_of(request)
    why = _why(requests_in.body(request))
    if not why:
        raise Refused(422, "missing", "Say why; it is kept in the audit log.", "why")
    await supervising.take_over(runtime(request).work, conversation_id, supervisor, why)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/reassign")
async def reassign(request: Request, conversation_id: str) -> HTTPResponse:
    supervisor, _ = await nurse_of(request)
    data = requests_in.body(request)
    await supervising.reassign(
        runtime(request).work, conversation_id, supervisor, requests_in.string(data, "queue", 60, required=False),
        requests_in.string(data, "nurse", 60, required=False), requests_in.string(data, "note", 2000, required=False),
        _why(data))
    return response.empty()


def _why(data: dict[str, Any]) -> str:
    return requests_in.string(data, "why", 200, required=False) or ""

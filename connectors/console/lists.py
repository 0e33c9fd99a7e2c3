"""The desk's lists, its service levels, and the stream that tells when they have changed."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sanic import Request, response
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from connectors import streams
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.cards import cards
from connectors.console.session import account_topic, nurse_of, runtime, still_in
from connectors.runtime import Runtime
from content import queues as queue_table
from handoff.models import Conversation, Nurse, Returned
from handoff.queues import duty, waits
from handoff.queues.services import in_order
from handoff.wake import DESK

CLOSED_SHOWN = 30       # newest closed conversations on the desk


@api.get("/queues")
async def queues(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    own = runtime(request)
    now = own.clock.now()
    speaker = own.conversations.speaker(now)
    hers = Conversation.queue.in_(nurse.queues) if nurse.queues else sa.true()
    async with own.database.read() as session:
        found = {
            "waiting": await _found(session, sa.and_(hers, sa.or_(Conversation.state == "queued", sa.and_(
                Conversation.state == "message", Conversation.answered_at.is_(None)))), *in_order()),
            "mine": await _found(session, sa.and_(
                Conversation.state == "with_nurse", Conversation.nurse_id == nurse.id), Conversation.claimed_at),
            "answered": await _found(session, sa.and_(
                hers, Conversation.state == "message", Conversation.answered_at.is_not(None)),
                Conversation.answered_at.desc(), limit=CLOSED_SHOWN),
            "closed": await _found(session, sa.and_(
                Conversation.state == "closed", Conversation.nurse_id == nurse.id),
                Conversation.closed_at.desc(), limit=CLOSED_SHOWN),
        }
        shown = {name: await cards(session, rows, now) for name, rows in found.items()}
        levels = await waits.levels(session, speaker.hours, now)
        colleagues = await _colleagues(session, own, nurse, now)
        returned = await _returned(session, nurse, now)
    closes = speaker.hours.closes_at(now)
    return response.json({"now": now.isoformat(), "open": speaker.hours.is_open(now),
                          "closes_at": closes.isoformat() if closes else None, "levels": levels,
                          "queues": _table(shown["waiting"]), "nurses": colleagues, "returned": returned, **shown})


async def _found(session: AsyncSession, where: Any, *order: Any, limit: int = 300) -> list[Conversation]:
    return list((await session.scalars(sa.select(Conversation).where(where).order_by(*order).limit(limit))).all())


def _table(waiting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    table = []
    for queue in queue_table.queues.get().queues:
        here = [card for card in waiting if card["queue"] == queue.id]
        table.append({"id": queue.id, "channel": queue.channel, "kind": queue.kind,
                      "language": queue.languages[0] if queue.languages else None,
                      "titles": queue.title, "waiting": len(here), "overdue": sum(card["overdue"] for card in here),
                      "oldest_at": min((card["queued_at"] for card in here), default=None)})
    return table


async def _colleagues(session: AsyncSession, own: Runtime, nurse: Nurse, now: datetime) -> list[dict[str, Any]]:
    """Those to whom a conversation can be handed, and whether they are there now."""
    return [{"id": other.id, "name": other.name, "languages": other.languages,
             "presence": other.presence if duty.there(other, now, own.queues.rules) else "away"}
            for other in await own.nurses.active(session) if other.id != nurse.id
            and permissions.allows(other, permissions.SERVE)]


async def _returned(session: AsyncSession, nurse: Nurse, now: datetime) -> list[dict[str, Any]]:
    """What went back to its queue while this nurse was gone, where it is now, until she has seen it."""
    rows = (await session.execute(
        sa.select(Returned, Conversation).join(Conversation, Conversation.id == Returned.conversation_id)
        .where(Returned.nurse_id == nurse.id, Returned.seen_at.is_(None)).order_by(Returned.id))).all()
    found = await cards(session, [conversation for _, conversation in rows], now)
    return [{"id": row.id, "at": row.at.isoformat(), "conversation": {
        key: card[key] for key in ("conversation_id", "state", "channel", "queue", "language", "topic",
                                   "topic_titles", "nurse")}} for (row, _), card in zip(rows, found, strict=True)]


@api.post("/returned/seen")
async def seen(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    await runtime(request).nurses.returned_seen(nurse)
    return response.empty()


@api.get("/stream")
async def stream(request: Request) -> None:
    """Hints that something changed; the console fetches the lists again."""
    nurse, session = await nurse_of(request)
    own = runtime(request)

    async def frames():  # type: ignore[no-untyped-def]
        with own.hub.listen(DESK, account_topic(nurse.id)) as signal:
            yield streams.frame("queues", {})
            while await still_in(request, session):
                try:
                    await streams.wait(signal)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                signal.clear()
                yield streams.frame("queues", {})

    await streams.send(request, frames())

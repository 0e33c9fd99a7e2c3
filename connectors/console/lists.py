"""The desk's lists, its service levels, and the stream that tells when they have changed."""
from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sanic import Request, response
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from connectors import requests_in, streams
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.cards import cards
from connectors.console.session import account_topic, nurse_of, runtime, still_in
from connectors.runtime import Runtime
from content import queues as queue_table
from handoff.models import Conversation, Nurse, Returned
from handoff.queues import duty, waits
from handoff.queues.services import CHATS, MESSAGES, Count, counts, in_order, place_in_order
from handoff.wake import DESK, nurse_topic

MOST_SHOWN = 300        # of each kind in a list; the counts tell of the others too
CLOSED_SHOWN = 30       # newest closed conversations on the desk
PAUSE = 0.5             # seconds between two hints to one desk


@api.get("/queues")
async def queues(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    own = runtime(request)
    now = own.clock.now()
    speaker = own.conversations.speaker(now)
    hers = Conversation.queue.in_(nurse.queues) if nurse.queues else sa.true()
    async with own.database.read() as session:
        found = {
            "waiting": await waiting(session, hers),
            "mine": await _found(session, *_with(nurse.id)),
            "answered": await _found(session, sa.and_(
                hers, Conversation.state == "message", Conversation.answered_at.is_not(None)),
                Conversation.answered_at.desc(), limit=CLOSED_SHOWN),
            "closed": await _found(session, sa.and_(
                Conversation.state == "closed", Conversation.nurse_id == nurse.id),
                Conversation.closed_at.desc(), limit=CLOSED_SHOWN),
        }
        shown = {name: await cards(session, rows, now) for name, rows in found.items()}
        numbers = await table(session, hers, now)
        levels = await waits.levels(session, speaker.hours, now)
        colleagues = await _colleagues(session, own, nurse, now)
        returned = await _returned(session, nurse, now)
    closes = speaker.hours.closes_at(now)
    return response.json({"now": now.isoformat(), "open": speaker.hours.is_open(now),
                          "closes_at": closes.isoformat() if closes else None, "levels": levels,
                          "queues": numbers, "nurses": colleagues, "returned": returned, **shown})


async def _found(session: AsyncSession, where: Any, *order: Any, limit: int | None = None) -> list[Conversation]:
    limit = limit or MOST_SHOWN
    return list((await session.scalars(sa.select(Conversation).where(where).order_by(*order).limit(limit))).all())


async def waiting(session: AsyncSession, where: Any) -> list[Conversation]:
    """Everybody who waits, in order. Chats are looked for apart: many old messages must never push one off the list."""
    chats, messages = [await _found(session, sa.and_(where, kind), *in_order()) for kind in (CHATS, MESSAGES)]
    return sorted([*chats, *messages], key=place_in_order)


async def table(session: AsyncSession, where: Any, now: datetime) -> list[dict[str, Any]]:
    """The queues with how many wait in each, also those whom no list has room for."""
    found = await counts(session, now, where)
    rows = []
    for queue in queue_table.queues.get().queues:
        count = found.get(queue.id, Count())
        rows.append({"id": queue.id, "channel": queue.channel, "kind": queue.kind,
                     "language": queue.languages[0] if queue.languages else None,
                     "titles": queue.title, "waiting": count.waiting, "overdue": count.overdue,
                     "oldest_at": count.oldest.isoformat() if count.oldest else None})
    return rows


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
    up_to = requests_in.needed_number(requests_in.body(request), "up_to", 2**31)
    await runtime(request).nurses.returned_seen(nurse, up_to)
    return response.empty()


@api.get("/stream")
async def stream(request: Request) -> None:
    """What has changed: `queues`, a hint to fetch the lists again, and `mine`, her own chats where only they did.

    In a busy hour hints come PAUSE apart, so that each desk asks once for many changes. A login that ends is told at once.
    """
    nurse, session = await nurse_of(request)
    own = runtime(request)

    async def frames():  # type: ignore[no-untyped-def]
        with (own.hub.listen(account_topic(nurse.id)) as account, own.hub.listen(DESK) as desk,
              own.hub.listen(DESK, nurse_topic(nurse.id), account_topic(nurse.id)) as signal):
            desk.set()
            while await still_in(request, session):
                whole = desk.is_set() or account.is_set() or not signal.is_set()
                for heard in (account, desk, signal):
                    heard.clear()
                if whole:
                    yield streams.frame("queues", {})
                else:
                    yield streams.frame("mine", {"mine": await _mine(own, nurse.id)})
                with suppress(TimeoutError):
                    await asyncio.wait_for(account.wait(), PAUSE)
                async for beat in streams.heartbeats(signal):
                    yield beat

    await streams.send(request, frames())


async def _mine(own: Runtime, nurse_id: str) -> list[dict[str, Any]]:
    async with own.database.read() as session:
        return await cards(session, await _found(session, *_with(nurse_id)), own.clock.now())


def _with(nurse_id: str) -> tuple[Any, Any]:
    """Her chats, and their order."""
    return sa.and_(Conversation.state == "with_nurse", Conversation.nurse_id == nurse_id), Conversation.claimed_at

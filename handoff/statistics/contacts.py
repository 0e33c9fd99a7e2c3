"""Contacts: conversations in which the family wrote something, living or already deleted, as figures."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Contact, Conversation, Event, Feedback, Handoff

# Ids of the buttons under "Did it work?" of the booking guidance (actions/booking).
GUIDED, BOOKED = "booking:worked:", "booking:worked:yes"


@dataclass(frozen=True)
class Fact:
    at: datetime
    language: str
    queue: str | None       # the first one; None: never passed to a human
    guided: bool
    booked: bool
    score: int | None


async def between(session: AsyncSession, start: datetime, end: datetime) -> list[Fact]:
    """Every contact that began in [start, end)."""
    living = await of(session, Conversation.created_at >= start, Conversation.created_at < end)
    gone = await session.scalars(sa.select(Contact).where(Contact.hour >= start, Contact.hour < end))
    return [*living.values(), *(Fact(row.hour, row.language, row.queue, row.guided, row.booked, row.score)
                                for row in gone)]


async def of(session: AsyncSession, *where: sa.ColumnElement[bool]) -> dict[str, Fact]:
    """The living conversations that fit, by id."""
    chosen = sa.select(Conversation.id).where(Conversation.last_customer_at.is_not(None), *where)
    rows = (await session.execute(sa.select(Conversation.id, Conversation.created_at, Conversation.language)
                                  .where(Conversation.id.in_(chosen)))).all()
    queues: dict[str, str] = {}
    for conversation_id, queue in (await session.execute(
            sa.select(Handoff.conversation_id, Handoff.queue).where(Handoff.conversation_id.in_(chosen))
            .order_by(Handoff.at.desc()))).all():
        queues[conversation_id] = queue
    scores: dict[str, int] = dict((await session.execute(    # type: ignore[arg-type]
        sa.select(Feedback.conversation_id, Feedback.score).where(Feedback.conversation_id.in_(chosen)))).all())
    guided = await _with(session, chosen, "bot", Event.private, f'%"{GUIDED}%')
    booked = await _with(session, chosen, "customer", Event.body, f'%"{BOOKED}"%')
    return {each: Fact(at, language, queues.get(each), each in guided, each in booked, scores.get(each))
            for each, at, language in rows}


async def _with(session: AsyncSession, chosen: sa.Select[tuple[str]], author: str, column: sa.ColumnElement[object],
                pattern: str) -> set[str]:
    return set((await session.scalars(sa.select(Event.conversation_id).distinct().where(
        Event.conversation_id.in_(chosen), Event.author == author, sa.cast(column, sa.Text).like(pattern)))).all())


async def leave_behind(session: AsyncSession, conversation_ids: Sequence[str]) -> None:
    """What stays of conversations that are about to be deleted, in the caller's transaction."""
    for fact in (await of(session, Conversation.id.in_(conversation_ids))).values():
        session.add(Contact(hour=fact.at.replace(minute=0, second=0, microsecond=0), language=fact.language,
                            queue=fact.queue, guided=fact.guided, booked=fact.booked, score=fact.score))
    await session.flush()

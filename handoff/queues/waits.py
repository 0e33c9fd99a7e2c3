"""Waits as they really were: the estimate that families see and the service levels that the desk sees.

A wait begins when the family has been put into a queue (or writes again to an answered message thread) and has
these moments: claimed (a nurse took it), answered (her first message), ended (closed, left, turned into a message,
carried over at closing, back to the bot). A return or a transfer to another queue goes on with the same wait.
"""
from __future__ import annotations

import math
import statistics
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content.hours import Hours
from content.texts import HELSINKI
from handoff.models import Conversation, Wait

# The estimate: pace = wait ÷ place at joining, of the newest claims of the same queue; its quartiles × the place now.
NEWEST = 30
FEWEST = 8                          # below this there is no number: it would be a guess
YOUNGEST = timedelta(days=14)
MESSAGE_SPAN = timedelta(days=30)   # over which messages answered in time are counted


@dataclass(frozen=True)
class Estimate:
    """Minutes until a nurse comes; `late`: this wait is already longer than most, and no number would be honest."""

    low: int = 0
    high: int = 0
    late: bool = False

    def shown(self) -> dict[str, Any]:
        return {"late": True} if self.late else {"estimate": {"from": self.low, "to": self.high}}


async def begin(session: AsyncSession, conversation: Conversation, now: datetime, place: int = 1) -> None:
    """A new wait in the conversation's channel and queue; what still waited is ended by the caller before."""
    assert conversation.channel and conversation.queue
    row = Wait(id=str(uuid.uuid4()), conversation_id=conversation.id, channel=conversation.channel,
               queue=conversation.queue, language=conversation.language, place=place, began_at=now,
               due_at=conversation.answer_by if conversation.channel == "message" else None)
    session.add(row)
    conversation.wait_id = row.id
    await session.flush()


async def mark(session: AsyncSession, conversation: Conversation, moment: str, now: datetime,
               ended_as: str | None = None) -> None:
    """Note `claimed_at`, `answered_at` or `ended_at`; the first time counts."""
    column = getattr(Wait, moment)
    values: dict[str, Any] = {moment: now, **({"ended_as": ended_as} if ended_as else {})}
    if moment == "claimed_at":
        values["queue"] = conversation.queue      # it may have been passed on since it began
    await session.execute(sa.update(Wait).where(Wait.id == conversation.wait_id, column.is_(None)).values(**values))


async def unmark_end(session: AsyncSession, conversation: Conversation) -> None:
    """The conversation has been opened again: its wait had not ended."""
    await session.execute(sa.update(Wait).where(Wait.id == conversation.wait_id).values(ended_at=None, ended_as=None))


async def estimate(session: AsyncSession, conversation: Conversation, place: int, now: datetime) -> Estimate | None:
    """How long this family still waits at `place`; None when there are too few real waits to tell from."""
    rows = (await session.execute(
        sa.select(Wait.began_at, Wait.claimed_at, Wait.place)
        .where(Wait.queue == conversation.queue, Wait.channel == "chat", Wait.claimed_at > now - YOUNGEST,
               Wait.claimed_at <= now)
        .order_by(Wait.claimed_at.desc()).limit(NEWEST))).all()
    if len(rows) < FEWEST:
        return None
    paces = [(claimed - began).total_seconds() / max(1, there) for began, claimed, there in rows]
    quick, _, slow = statistics.quantiles(paces, n=4, method="inclusive")
    own = await session.get(Wait, conversation.wait_id) if conversation.wait_id else None
    if own and (now - own.began_at).total_seconds() > max(60.0, slow * own.place):
        return Estimate(late=True)
    low = max(1, math.floor(quick * place / 60))
    return Estimate(low, max(low + 1, math.ceil(slow * place / 60)))


async def levels(session: AsyncSession, hours: Hours, now: datetime) -> dict[str, Any]:
    """The service levels of today, as counts.

    Chat, two readings of the seven minutes: `answer` from joining the queue to the nurse's first message,
    `lead` from joining the queue to closing. Message: from arrival to the first answer, by the date that was told.
    """
    midnight = now.astimezone(HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0)
    target = hours.chat_answer
    today = (await session.execute(sa.select(Wait.began_at, Wait.answered_at, Wait.ended_at, Wait.ended_as).where(
        Wait.channel == "chat", Wait.began_at >= midnight, Wait.began_at <= now))).all()
    answer = [answered - began for began, answered, _, _ in today if answered]
    lead = [ended - began for began, _, ended, how in today if how == "closed"]
    waiting = [now - began for began, answered, ended, _ in today if not answered and not ended]
    # One whose conversation was deleted unanswered waits no more.
    unanswered = (Wait.channel == "message", Wait.answered_at.is_(None), Wait.ended_at.is_(None),
                  Wait.conversation_id.is_not(None))
    evening = midnight + timedelta(days=1)
    due = (await session.scalars(sa.select(Wait.due_at).where(*unanswered))).all()
    # Counted where they lie: every desk asks this again whenever somebody comes or goes.
    in_time = sa.case((sa.or_(Wait.due_at.is_(None), Wait.answered_at <= Wait.due_at), 1), else_=0)
    answered, within = (await session.execute(sa.select(sa.func.count(), sa.func.sum(in_time)).where(
        Wait.channel == "message", Wait.answered_at > now - MESSAGE_SPAN, Wait.answered_at <= now))).one()
    return {
        "chat": {"target_seconds": int(target.total_seconds()), "answer": _within(answer, target),
                 "lead": _within(lead, target), "waiting": len(waiting),
                 "waiting_over": sum(each > target for each in waiting)},
        "message": {"target_days": hours.message_days, "waiting": len(due),
                    "overdue": sum(bool(each and each < now) for each in due),
                    "due_today": sum(bool(each and now <= each < evening) for each in due),
                    "answered": {"count": answered, "within": int(within or 0)}},
    }


def _within(spans: list[timedelta], target: timedelta) -> dict[str, int]:
    return {"count": len(spans), "within": sum(span <= target for span in spans)}

"""Which nurses are there: logged in, heard of lately, and available or busy. A nurse who is away serves nobody new."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import queues as queue_table
from handoff.models import Conversation, Nurse

SERVING_ROLES = ("nurse", "supervisor")


@dataclass(frozen=True)
class Rules:
    """When a nurse counts as gone, and when a thread that has been answered ends by itself."""

    gone_after: timedelta = timedelta(minutes=3)        # without a sign of life from her browser
    quiet_thread: timedelta = timedelta(days=14)        # after the nurse's answer, when the family writes no more
    reopen_within: timedelta = timedelta(hours=24)      # after closing

    def may_reopen(self, conversation: Conversation, now: datetime) -> bool:
        return conversation.closed_at is not None and now - conversation.closed_at <= self.reopen_within


def reachable(nurse: Nurse, now: datetime, rules: Rules) -> bool:
    """Whether she may serve families and her browser has given a sign of life lately."""
    return (nurse.active and nurse.role in SERVING_ROLES and nurse.last_seen_at is not None
            and nurse.last_seen_at > now - rules.gone_after)


def gone(now: datetime, rules: Rules) -> sa.ColumnElement[bool]:
    """Those of whom the opposite is true, as a condition on nurses. Another chat system's nurses never count as gone."""
    return sa.and_(Nurse.connector.is_(None), sa.or_(
        Nurse.last_seen_at.is_(None), Nurse.last_seen_at <= now - rules.gone_after, sa.not_(Nurse.active),
        Nurse.role.not_in(SERVING_ROLES)))


def there(nurse: Nurse, now: datetime, rules: Rules) -> bool:
    """Whether she is reachable and not away."""
    return reachable(nurse, now, rules) and nurse.presence != "away"


def serves(nurse: Nurse, conversation: Conversation) -> bool:
    """Whether the conversation's queue and language are hers."""
    return (not nurse.queues or conversation.queue in nurse.queues) and conversation.language in nurse.languages


async def anybody(session: AsyncSession, conversation: Conversation, now: datetime, rules: Rules) -> bool:
    """Whether somebody is there who serves this conversation. Of another chat system's nurses we know nothing: yes."""
    queue = queue_table.queues.get().get(conversation.queue)
    if queue is not None and queue.connector:
        return True
    return any(serves(nurse, conversation) for nurse in await _there(session, now, rules))


async def how_many(session: AsyncSession, now: datetime, rules: Rules) -> int:
    """How many nurses are there."""
    return len(await _there(session, now, rules))


async def _there(session: AsyncSession, now: datetime, rules: Rules) -> list[Nurse]:
    nurses = await session.scalars(sa.select(Nurse).where(
        Nurse.active, Nurse.role.in_(SERVING_ROLES), Nurse.last_seen_at > now - rules.gone_after))
    return [nurse for nurse in nurses if there(nurse, now, rules)]


async def live_chats(session: AsyncSession, nurse_id: str) -> int:
    """How many live chats she has. Messages are not counted: nobody waits at the other end."""
    return await session.scalar(sa.select(sa.func.count()).select_from(Conversation).where(
        Conversation.nurse_id == nurse_id, Conversation.state == "with_nurse", Conversation.channel == "chat")) or 0

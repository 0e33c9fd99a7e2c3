"""Retention times and the sweep that keeps them. The audit log stays: it holds no words of customers."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff import audit, statistics
from handoff.attachments import Store
from handoff.database import Database
from handoff.models import (
    Attachment,
    Conversation,
    Handoff,
    LoginFailure,
    NurseSession,
    QuestionnaireVersion,
    ReviewItem,
    ToForget,
)


@dataclass(frozen=True)
class Times:
    """How long things are kept (docs/operations.md). A county sets its own."""

    unfinished: timedelta = timedelta(hours=24)      # talks with the bot that were never passed on
    closed: timedelta = timedelta(days=30)           # after closing
    abandoned: timedelta = timedelta(days=30)        # passed on but never closed, since the last event
    unanswered: timedelta = timedelta(days=365)      # waiting and never answered, since the last event
    login_failures: timedelta = timedelta(days=1)
    review: timedelta = timedelta(days=90)           # messages that were not understood, since last seen


@dataclass(frozen=True)
class Deleted:
    """What one sweep took away."""

    conversations: tuple[str, ...]
    files: int


async def sweep(database: Database, store: Store, now: datetime, times: Times) -> Deleted:
    """Delete everything whose time has come, and note what the engine has to forget."""
    due = sa.or_(
        sa.and_(Conversation.state == "bot", Conversation.last_at < now - times.unfinished),
        sa.and_(Conversation.state == "closed", Conversation.closed_at < now - times.closed),
        sa.and_(Conversation.state == "with_nurse", Conversation.last_at < now - times.abandoned),
    )
    async with database.write() as session:
        gone = (*(await session.scalars(sa.select(Conversation.id).where(due))).all(),
                *await _unanswered(session, now, times))
        files = set((await session.scalars(
            sa.select(Attachment.sha256).where(Attachment.conversation_id.in_(gone)))).all())
        for part in _parts(gone, 500):
            await statistics.leave_behind(session, part)
            await session.execute(sa.delete(Conversation).where(Conversation.id.in_(part)))
            session.add_all(ToForget(conversation_id=conversation_id, at=now) for conversation_id in part)
        await session.execute(sa.delete(LoginFailure).where(LoginFailure.at < now - times.login_failures))
        await session.execute(sa.delete(ReviewItem).where(ReviewItem.last_at < now - times.review))
        await session.execute(sa.delete(NurseSession).where(NurseSession.expires_at < now))
        await session.execute(sa.delete(QuestionnaireVersion).where(
            QuestionnaireVersion.sha.not_in(sa.select(Handoff.questionnaire_sha).where(
                Handoff.questionnaire_sha.is_not(None)))))
        still_used = set((await session.scalars(
            sa.select(Attachment.sha256).where(Attachment.sha256.in_(files)))).all())
        if gone:
            await audit.record(session, now, "system", "retention", None, {"conversations": len(gone)})
    orphans = files - still_used
    for sha in orphans:
        store.delete(sha)
    return Deleted(gone, len(orphans))


async def _unanswered(session: AsyncSession, now: datetime, times: Times) -> list[str]:
    """What waited in vain for so long that keeping it helps nobody. Each one is named in the audit log: somebody
    was let down, and that must not go unseen."""
    rows = (await session.scalars(sa.select(Conversation).where(
        Conversation.state.in_(("queued", "message")), Conversation.answered_at.is_(None),
        Conversation.last_at < now - times.unanswered))).all()
    for row in rows:
        await audit.record(session, now, "system", "retention_unanswered", row.id, {
            "queue": row.queue, "channel": row.channel, "queued_at": row.queued_at.isoformat() if row.queued_at else None})
    return [row.id for row in rows]


def _parts(ids: tuple[str, ...], size: int) -> Iterable[tuple[str, ...]]:
    return (ids[start:start + size] for start in range(0, len(ids), size))


async def to_forget(database: Database, limit: int = 500) -> list[str]:
    """Conversations that are deleted here and that the engine still remembers."""
    async with database.read() as session:
        return list((await session.scalars(sa.select(ToForget.conversation_id).limit(limit))).all())


async def forgotten(database: Database, conversation_ids: list[str]) -> None:
    """The engine has forgotten them."""
    async with database.write() as session:
        await session.execute(sa.delete(ToForget).where(ToForget.conversation_id.in_(conversation_ids)))

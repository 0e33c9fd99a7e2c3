"""Retention times and the sweep that keeps them. The audit log stays: it holds no words of customers."""
from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

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
    Wait,
)

AT_ONCE = 500       # conversations in one transaction, rows in one statement


@dataclass(frozen=True)
class Times:
    """How long things are kept (docs/operations.md). A county sets its own."""

    unfinished: timedelta = timedelta(hours=24)      # talks with the bot that no nurse ever had
    closed: timedelta = timedelta(days=30)           # after closing, or after a nurse gave it back to the bot
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
    """Delete everything whose time has come, and note what the engine has to forget.

    Many replicas may sweep at once: each takes what no other has locked.
    """
    gone: list[str] = []
    while len(part := await _conversations(database, now, times)) == AT_ONCE:
        gone += part
    gone += part
    async with database.write() as session:
        await session.execute(sa.delete(LoginFailure).where(LoginFailure.at < now - times.login_failures))
        await session.execute(sa.delete(ReviewItem).where(ReviewItem.last_at < now - times.review))
        await session.execute(sa.delete(NurseSession).where(NurseSession.expires_at < now))
        await session.execute(sa.delete(QuestionnaireVersion).where(
            QuestionnaireVersion.sha.not_in(sa.select(Handoff.questionnaire_sha).where(
                Handoff.questionnaire_sha.is_not(None)))))
    return Deleted(tuple(gone), await _files(database, store))


async def _conversations(database: Database, now: datetime, times: Times) -> list[str]:
    """Delete up to AT_ONCE of them. Locked while it is looked whether they are due: one whose family writes at this
    moment stays. What waited in vain is named in the audit log: somebody was let down, and that must not go unseen."""
    served = sa.exists().where(Wait.conversation_id == Conversation.id, Wait.claimed_at.is_not(None))
    in_vain = sa.and_(Conversation.state.in_(("queued", "message")), Conversation.answered_at.is_(None),
                      Conversation.last_at < now - times.unanswered)
    due = sa.or_(
        sa.and_(Conversation.state == "bot", Conversation.last_at < now - times.unfinished,
                sa.or_(sa.not_(served), Conversation.last_at < now - times.closed)),
        sa.and_(Conversation.state == "closed", Conversation.closed_at < now - times.closed),
        sa.and_(Conversation.state == "with_nurse", Conversation.last_at < now - times.abandoned),
        in_vain,
    )
    async with database.write() as session:
        rows = (await session.scalars(sa.select(Conversation).where(due).limit(AT_ONCE)
                                      .with_for_update(skip_locked=True))).all()
        for row in rows:
            if row.state in ("queued", "message"):
                await audit.record(session, now, "system", "retention_unanswered", row.id, {
                    "queue": row.queue, "channel": row.channel,
                    "queued_at": row.queued_at.isoformat() if row.queued_at else None})
        gone = [row.id for row in rows]
        if gone:
            await statistics.leave_behind(session, tuple(gone))
            await session.execute(sa.delete(Conversation).where(Conversation.id.in_(gone)))
            session.add_all(ToForget(conversation_id=conversation_id, at=now) for conversation_id in gone)
            await audit.record(session, now, "system", "retention", None, {"conversations": len(gone)})
    return gone


async def _files(database: Database, store: Store) -> int:
    """Delete every file that no conversation uses: also one that was refused, or left by a process that was killed."""
    deleted = 0
    old = await asyncio.to_thread(store.settled)
    for start in range(0, len(old), AT_ONCE):
        part = old[start:start + AT_ONCE]
        async with database.read() as session:
            used = set(await session.scalars(sa.select(Attachment.sha256).where(
                Attachment.sha256.in_([file.name for file in part]))))
        for file in part:
            if file.name not in used:
                file.unlink(missing_ok=True)
                deleted += 1
    return deleted


async def to_forget(database: Database, limit: int = 500) -> list[str]:
    """Conversations that are deleted here and that the engine still remembers."""
    async with database.read() as session:
        return list((await session.scalars(sa.select(ToForget.conversation_id).limit(limit))).all())


async def forgotten(database: Database, conversation_ids: list[str]) -> None:
    """The engine has forgotten them."""
    async with database.write() as session:
        await session.execute(sa.delete(ToForget).where(ToForget.conversation_id.in_(conversation_ids)))

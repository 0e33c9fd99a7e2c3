"""Writing and reading the audit log. Details never hold what a customer wrote."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import AuditEntry


@dataclass(frozen=True)
class Wanted:
    """Which entries: all that is given must fit; `before` is the id to read on from, towards the past."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    action: str | None = None
    conversation_id: str | None = None
    before: int | None = None


async def record(session: AsyncSession, at: datetime, actor: str, action: str,
                 conversation_id: str | None = None, detail: dict[str, Any] | None = None) -> None:
    """Add one entry in the caller's transaction, so that deed and trace stand or fall together."""
    session.add(AuditEntry(at=at, actor=actor, action=action, conversation_id=conversation_id, detail=detail or {}))


async def entries(session: AsyncSession, conversation_id: str | None = None, limit: int = 1000) -> list[AuditEntry]:
    """Entries, oldest first."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id).limit(limit)
    if conversation_id:
        query = query.where(AuditEntry.conversation_id == conversation_id)
    return list((await session.scalars(query)).all())


async def find(session: AsyncSession, wanted: Wanted, limit: int) -> list[AuditEntry]:
    """Entries that fit, newest first."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if wanted.before is not None:
        query = query.where(AuditEntry.id < wanted.before)
    for name in ("actor", "action", "conversation_id"):
        if getattr(wanted, name) is not None:
            query = query.where(getattr(AuditEntry, name) == getattr(wanted, name))
    return list((await session.scalars(query)).all())

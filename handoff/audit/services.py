"""Writing and reading the audit log. Details never hold what a customer wrote."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import AuditEntry


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

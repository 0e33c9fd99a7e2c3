"""Which conversations still need the engine that they began with (connectors/engine/engines.py)."""
from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from handoff.database import Database
from handoff.models import Conversation, Turn


async def with_engine(database: Database, engine: str, spoken_since: datetime) -> int:
    """Conversations with this engine whose turn waits, or whom the assistant answers and that were not silent."""
    waits = sa.exists().where(Turn.conversation_id == Conversation.id, Turn.status == "pending")
    lively = sa.and_(Conversation.state == "bot", Conversation.last_at >= spoken_since)
    async with database.read() as session:
        return await session.scalar(
            sa.select(sa.func.count()).select_from(Conversation)
            .where(Conversation.engine == engine, sa.or_(waits, lively))) or 0

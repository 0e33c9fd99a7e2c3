"""Keeps messages that the engine was unsure of. Only short ones, masked, unlinked from who wrote them."""
from __future__ import annotations

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import Refused
from handoff.models import ReviewItem
from safety.masking import mask

LONGEST = 200           # characters: a long story says more about a person than about a subject
STATUSES = ("open", "taken", "dismissed")


def fold(text: str) -> str:
    """Case, digits and punctuation folded away: "Moi!!" and "moi" are one."""
    return " ".join(re.findall(r"[^\W\d_]+|#", re.sub(r"\d+", "#", text.lower())))[:300]


async def note(session: AsyncSession, text: str, language: str, suggested: list[str], now: datetime) -> None:
    """Count a message that was not understood; the same words again only raise the count."""
    masked = mask(" ".join(text.split()))
    folded = fold(masked)
    if not folded or len(masked) > LONGEST:
        return
    known = await session.scalar(sa.select(ReviewItem).where(
        ReviewItem.language == language, ReviewItem.folded == folded).with_for_update())
    if known is None:
        session.add(ReviewItem(language=language, folded=folded, text=masked, suggested=suggested, seen=1,
                               first_at=now, last_at=now, status="open"))
    else:
        known.seen, known.last_at, known.suggested = known.seen + 1, now, suggested


async def items(session: AsyncSession, language: str | None = None, limit: int = 50) -> list[ReviewItem]:
    """Open items, the most frequent first."""
    query = sa.select(ReviewItem).where(ReviewItem.status == "open").order_by(
        ReviewItem.seen.desc(), ReviewItem.last_at.desc()).limit(limit)
    if language:
        query = query.where(ReviewItem.language == language)
    return list((await session.scalars(query)).all())


async def settle(session: AsyncSession, item_id: int, status: str) -> ReviewItem:
    """Mark an item as taken (it became an example) or dismissed. Raises Refused 404 when there is none."""
    if status not in STATUSES:
        raise Refused(422, "unknown_status", f"status must be one of {', '.join(STATUSES)}.", "status")
    item = await session.get(ReviewItem, item_id)
    if item is None:
        raise Refused(404, "not_found", f"There is no item {item_id}.")
    item.status = status
    return item

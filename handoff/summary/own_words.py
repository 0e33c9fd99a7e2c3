"""The customer's own words in a handoff, untouched: the engine only ever saw them with identifiers masked.

Phone numbers and e-mail addresses come back, since the nurse has to reach the family. Identity codes stay masked.
"""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Event
from safety.masking import mask, mask_identity_codes


async def restored(session: AsyncSession, conversation_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """The handoff's content with masked words replaced by what the log holds."""
    said = (await session.scalars(
        sa.select(Event.text).where(Event.conversation_id == conversation_id, Event.author == "customer",
                                    Event.kind == "message", Event.text.is_not(None)).order_by(Event.seq))).all()
    originals = {_trim(mask(text)): _trim(mask_identity_codes(text)) for text in said if mask(text) != text}
    return _replace(content, originals) if originals else content


def _trim(text: str) -> str:
    return text.strip().lstrip("/").strip()


def _replace(value: Any, originals: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replace(inner, originals) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replace(inner, originals) for inner in value]
    if isinstance(value, str):
        return originals.get(value.strip(), value)
    return value

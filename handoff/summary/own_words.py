"""The customer's own words, untouched, where the engine only ever saw them with identifiers masked.

Phone numbers and e-mail addresses come back: the parent checks what the nurse will read, and the nurse has to reach
the family. Identity codes stay masked.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Event
from safety.masking import EMAIL, PHONE, mask, mask_identity_codes

# Answers and remarks carry the number of the customer's message they came from, so that two messages which look
# alike when masked (a wrong phone number and the right one) are told apart.
TURN = "turn"


async def restored(session: AsyncSession, conversation_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """The handoff's content with masked words replaced by what the log holds."""
    return _without_codes(_replace(content, await _said(session, conversation_id), None))


async def restored_in_reply(session: AsyncSession, conversation_id: str, reply: Mapping[str, Any]) -> dict[str, Any]:
    """A reply of the engine as the family sees it: their phone number as they typed it."""
    told = json.dumps(reply, ensure_ascii=False)
    if "handoff" in reply or not any(mark in told for mark in (PHONE, EMAIL)):
        return dict(reply)
    return _replace(dict(reply), await _said(session, conversation_id), None)


async def _said(session: AsyncSession, conversation_id: str) -> dict[int, tuple[str, str]]:
    """Masked and own form of the customer's messages that hold an identifier, by number."""
    rows = await session.execute(
        sa.select(Event.seq, Event.text).where(
            Event.conversation_id == conversation_id, Event.author == "customer", Event.kind == "message",
            Event.text.is_not(None)).order_by(Event.seq))
    return {seq: (_trim(mask(text)), _trim(mask_identity_codes(text))) for seq, text in rows if mask(text) != text}


def _trim(text: str) -> str:
    return text.strip().lstrip("/").strip()


def _replace(value: Any, said: dict[int, tuple[str, str]], turn: int | None) -> Any:
    if isinstance(value, dict):
        turn = value.get(TURN, turn)
        return {name: _replace(inner, said, turn) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replace(inner, said, turn) for inner in value]
    if isinstance(value, str) and (PHONE in value or EMAIL in value):
        # The message itself first, then the newest; whole messages before those that stand inside another one.
        order = sorted(said, key=lambda seq: (seq != turn, -len(said[seq][0]), -seq))
        whole = next((said[seq][1] for seq in order if said[seq][0] == value.strip()), None)
        if whole is not None:
            return whole
        for seq in order:
            value = value.replace(*said[seq])
    return value


def _without_codes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_codes(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_codes(inner) for inner in value]
    return mask_identity_codes(value) if isinstance(value, str) else value

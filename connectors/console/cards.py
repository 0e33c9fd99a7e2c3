"""Conversations as the desk's lists show them."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import answers
from handoff.models import Conversation, Event, Nurse
from safety.masking import mask_identity_codes

SHOWN_CHARACTERS = 120

# Every open stream asks these at every change: the statements are made once.
_IDS = sa.bindparam("ids", expanding=True)
# What somebody wrote tells more than the button pressed last ("Send"); buttons only where nothing else was said.
_WRITTEN = sa.case((Event.body["data"]["choice"].as_string().is_(None), Event.seq))
_NEWEST = (sa.select(Event.conversation_id, sa.func.coalesce(sa.func.max(_WRITTEN), sa.func.max(Event.seq)).label("seq"))
           .where(Event.conversation_id.in_(_IDS), Event.author.in_(("customer", "nurse")),
                  Event.kind.in_(("message", "attachment")))
           .group_by(Event.conversation_id).subquery())
_LAST = sa.select(Event).join(_NEWEST, sa.and_(
    Event.conversation_id == _NEWEST.c.conversation_id, Event.seq == _NEWEST.c.seq))
# What came before the nurse did, answers to the bot's questions above all, is read with the whole, not piece by piece.
_UNREAD = (sa.select(Event.conversation_id, sa.func.count())
           .join(Conversation, Conversation.id == Event.conversation_id)
           .where(Event.conversation_id.in_(_IDS), Event.author == "customer", Event.seq > Conversation.nurse_read_seq,
                  Event.at >= Conversation.claimed_at)
           .group_by(Event.conversation_id))
_NURSES = sa.select(Nurse).where(Nurse.id.in_(_IDS))


async def cards(session: AsyncSession, conversations: list[Conversation], now: datetime) -> list[dict[str, Any]]:
    """A card for each conversation, in the order given."""
    if not conversations:
        return []
    ids = [conversation.id for conversation in conversations]
    last = {event.conversation_id: event for event in await session.scalars(_LAST, {"ids": ids})}
    unread = dict((await session.execute(_UNREAD, {"ids": ids})).tuples().all())
    served_by = list({conversation.nurse_id for conversation in conversations if conversation.nurse_id})
    nurses = {nurse.id: nurse for nurse in await session.scalars(_NURSES, {"ids": served_by})} if served_by else {}
    return [_card(conversation, last.get(conversation.id), unread.get(conversation.id, 0),
                  nurses.get(conversation.nurse_id or ""), now) for conversation in conversations]


def _card(conversation: Conversation, last: Event | None, unread: int, nurse: Nurse | None,
          now: datetime) -> dict[str, Any]:
    topic = answers.library.get().answers.get(conversation.topic or "")
    since = conversation.queued_at or conversation.created_at
    return {
        "conversation_id": conversation.id, "state": conversation.state, "channel": conversation.channel,
        "queue": conversation.queue, "language": conversation.language,
        "topic": conversation.topic, "topic_titles": topic.title if topic else None,
        "queued_at": _iso(conversation.queued_at), "claimed_at": _iso(conversation.claimed_at),
        "waited_seconds": max(0, int(((conversation.claimed_at or now) - since).total_seconds())),
        "answer_by": _iso(conversation.answer_by), "overdue": bool(
            conversation.answer_by and conversation.answer_by < now and conversation.answered_at is None
            and conversation.state != "closed"),
        "returned": conversation.returned_at is not None, "answered_at": _iso(conversation.answered_at),
        "nurse": {"id": nurse.id, "name": nurse.name} if nurse else None,
        "unread": unread, "last_seq": conversation.last_seq, "last_at": _iso(conversation.last_at),
        "last_text": mask_identity_codes(last.text or "")[:SHOWN_CHARACTERS] if last else "",
        "read_by_customer": conversation.customer_read_seq, "got_by_customer": conversation.customer_got_seq,
        "flags": [name for name, on in (("emergency", conversation.emergency),
                                        ("violence", conversation.sensitive)) if on],
        "closed_at": _iso(conversation.closed_at), "close_reason": conversation.close_reason,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

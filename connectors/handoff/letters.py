"""Events of the log as letters. A note between nurses, and what the other side wrote itself, are not sent."""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.handoff.interface import Letter
from content import LANGUAGES
from handoff.attachments import Store
from handoff.conversations import log
from handoff.models import Conversation, Event, Handoff
from handoff.outbox.services import HELD
from handoff.summary import services as summary
from handoff.summary.fhir import Names

HISTORY = 500           # events before a handoff that go along


def own_client_id(connector: str, key: str) -> str:
    """Under which a connector's message stands in the log; the same request again finds it there."""
    return "c:" + hashlib.sha256(f"{connector}\n{key}".encode()).hexdigest()[:60]


class Writer:
    """`held` says whether a queue is served by a connector."""

    def __init__(self, connector: str, names: Names, store: Store, held: Callable[[str | None], bool]) -> None:
        self.connector, self._names, self._store, self._held = connector, names, store, held

    def yours(self, conversation: Conversation) -> bool:
        """Whether the connector's side serves the conversation now."""
        return conversation.state in HELD and self._held(conversation.queue)

    def silent(self, event: Event) -> bool:
        """Not for the other side."""
        return event.kind == "note" or bool(event.author == "nurse" and (event.client_id or "").startswith("c:"))

    async def letter(self, session: AsyncSession, conversation: Conversation, event: Event) -> Letter:
        """The letter of one event. An event of kind `summary` carries the whole handoff."""
        body: dict[str, Any] = {
            "type": "event", "connector": self.connector, "conversation_id": conversation.id, "seq": event.seq,
            "state": conversation.state, "queue": conversation.queue, "channel": conversation.channel,
            "language": conversation.language, "yours": self.yours(conversation), "event": log.public(event),
        }
        if event.kind == "summary":
            body["type"] = "handoff"
            body["handoff"] = await self._handoff(session, conversation, event)
        return Letter(f"{conversation.id}:{event.seq}", conversation.id, event.seq, body)

    async def _handoff(self, session: AsyncSession, conversation: Conversation, event: Event) -> dict[str, Any]:
        row = await session.get_one(Handoff, event.body["data"]["handoff_id"])
        before = (await session.scalars(sa.select(Event).where(
            Event.conversation_id == conversation.id, Event.seq < event.seq, Event.kind != "note")
            .order_by(Event.seq.desc()).limit(HISTORY))).all()
        desk = row.language if row.language in ("fi", "sv") else "fi"      # nurses read Finnish or Swedish
        return {
            "id": row.id, "at": log.iso(row.at), "channel": row.channel, "queue": row.queue,
            "queue_titles": summary.queue_title(row.queue), "topic": row.topic, "language": row.language,
            "answer_by": log.iso(conversation.answer_by) if conversation.answer_by else None,
            "flags": [name for name, on in (("emergency", conversation.emergency),
                                            ("violence", conversation.sensitive)) if on],
            "summary": {code: await summary.text(session, conversation, row, code) for code in LANGUAGES},
            "fhir": await summary.as_fhir(session, conversation, row, desk, self._names, self._store),
            "history": [log.public(each) for each in reversed(before)],
        }

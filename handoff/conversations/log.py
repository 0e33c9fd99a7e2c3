"""The event log: gap-free numbers, one transaction per change. Nothing in it is ever edited."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content.texts import Localised
from handoff.models import Conversation, Event

MOST = 500      # events of one look
# Every open stream asks this at every change: the statement is made once.
_AFTER = (sa.select(Event).where(Event.conversation_id == sa.bindparam("id"), Event.seq > sa.bindparam("after"))
          .order_by(Event.seq).limit(sa.bindparam("most")))


@dataclass(frozen=True)
class NewEvent:
    """An event that has no number yet."""

    author: str                              # customer | bot | nurse | system
    kind: str
    text: str | None = None
    lang: str | None = None
    texts: Localised | None = None
    choices: tuple[dict[str, Any], ...] = ()      # {id, titles, payload}
    data: dict[str, Any] = field(default_factory=dict)
    name: str | None = None
    client_id: str | None = None


async def append(session: AsyncSession, conversation_id: str, now: datetime, *events: NewEvent) -> list[Event]:
    """Add events with the next numbers. The row of the conversation stays locked until the transaction ends."""
    if not events:
        return []
    last = (await session.execute(
        sa.update(Conversation).where(Conversation.id == conversation_id)
        .values(last_seq=Conversation.last_seq + len(events), last_at=now)
        .returning(Conversation.last_seq)
        .execution_options(synchronize_session=False)
    )).scalar_one()
    rows = [_row(conversation_id, last - len(events) + 1 + index, now, event) for index, event in enumerate(events)]
    session.add_all(rows)
    await session.flush()
    return rows


def _row(conversation_id: str, seq: int, now: datetime, new: NewEvent) -> Event:
    body: dict[str, Any] = {}
    private: dict[str, Any] = {}
    if new.texts:
        body["texts"] = new.texts
    if new.choices:
        body["choices"] = [{"id": choice["id"], "titles": choice["titles"]} for choice in new.choices]
        private["payloads"] = {choice["id"]: choice.get("payload") for choice in new.choices}
    if new.data:
        body["data"] = new.data
    if new.name:
        body["name"] = new.name
    return Event(conversation_id=conversation_id, seq=seq, at=now, author=new.author, kind=new.kind,
                 text=new.text, lang=new.lang, client_id=new.client_id, body=body, private=private)


async def events_after(session: AsyncSession, conversation_id: str, after: int, limit: int = MOST) -> list[Event]:
    """Events with a number above `after`, in order."""
    return list((await session.scalars(_AFTER, {"id": conversation_id, "after": after, "most": limit})).all())


async def offered_choice(session: AsyncSession, conversation_id: str, choice: str) -> tuple[Localised, str] | None:
    """Title and payload of a button that was offered, newest first; None when it never was."""
    rows = await session.scalars(
        sa.select(Event).where(Event.conversation_id == conversation_id, Event.author != "customer")
        .order_by(Event.seq.desc())
    )
    for event in rows:
        payloads = event.private.get("payloads") or {}
        if choice in payloads:
            titles = next(entry["titles"] for entry in event.body["choices"] if entry["id"] == choice)
            return titles, payloads[choice]
    return None


async def open_question(session: AsyncSession, conversation_id: str) -> Event | None:
    """The newest event with buttons, unless the customer has written or pressed something after it."""
    rows = await session.scalars(
        sa.select(Event).where(Event.conversation_id == conversation_id).order_by(Event.seq.desc()).limit(20))
    for event in rows:
        if event.author == "customer" and event.kind == "message":
            return None
        if event.body.get("choices"):
            return event
    return None


def choices_of(event: Event) -> tuple[dict[str, Any], ...]:
    """The buttons of an event, to be offered once more."""
    payloads = event.private.get("payloads") or {}
    return tuple({**choice, "payload": payloads.get(choice["id"])} for choice in event.body.get("choices") or ())


def iso(moment: datetime) -> str:
    """UTC with a Z."""
    return moment.isoformat().replace("+00:00", "Z")


def public(event: Event, language: str | None = None) -> dict[str, Any]:
    """An event as browsers see it; `language` picks among the fixed texts."""
    shown: dict[str, Any] = {
        "seq": event.seq, "at": iso(event.at),
        "author": event.author, "kind": event.kind,
    }
    texts = event.body.get("texts")
    text = texts[language] if texts and language else event.text
    if text is not None:
        shown["text"] = text
        shown["lang"] = language if texts and language else event.lang
    if texts:
        shown["texts"] = texts
    for choice in event.body.get("choices", ()):
        code = language or event.lang or "fi"
        shown.setdefault("choices", []).append(
            {"id": choice["id"], "title": choice["titles"][code], "titles": choice["titles"]})
    for key in ("data", "name"):
        if key in event.body:
            shown[key] = event.body[key]
    if event.client_id and event.author == "customer":
        shown["client_id"] = event.client_id
    return shown

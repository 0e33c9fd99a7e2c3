"""Drafts and keeps the record text. Internal notes never go into it."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content.texts import date_text, time_text
from handoff.conversations import log
from handoff.errors import Refused
from handoff.models import Conversation, Event, Nurse, Record
from handoff.record.words import REASONS, WORDS
from handoff.summary import services as summary

LONGEST = 20_000        # characters that are kept
EVENTS = 5_000


async def draft(session: AsyncSession, conversation: Conversation, language: str, reason: str | None = None) -> str:
    """ISBAR of what was passed on, the course with its times, the nurse's own messages, and how it ended."""
    words = WORDS[language]
    events = await log.events_after(session, conversation.id, 0, limit=EVENTS)
    said = [event for event in events if event.author == "nurse" and event.kind == "message" and event.text]
    parts = [
        await _isbar(session, conversation, language),
        "\n".join([words["course"], *_course(events, language), "- " + _count(events, language)]),
        "\n".join([words["advice"], *(_said(event, language) for event in said)] if said
                  else [words["advice"], f"- {words['none']}"]),
        f"{words['end']}\n- {REASONS[language][reason]}" if reason else "",
    ]
    text = "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"
    return text if len(text) <= LONGEST else text[:LONGEST - len(words["cut"]) - 2] + "\n" + words["cut"] + "\n"


async def _isbar(session: AsyncSession, conversation: Conversation, language: str) -> str:
    try:
        return await summary.current_text(session, conversation, language)
    except Refused:
        return ""


def _course(events: Sequence[Event], language: str) -> Iterator[str]:
    words, day = WORDS[language], ""
    for event in events:
        what = words["began"] if event.seq == 1 else _deed(event, language)
        if not what:
            continue
        today = date_text(event.at, language)
        stamp = time_text(event.at, language)
        yield f"- {stamp if today == day else f'{today} {stamp}'} {what}"
        day = today


def _deed(event: Event, language: str) -> str | None:
    words, data = WORDS[language], event.body.get("data") or {}
    if event.kind == "state":
        name = (data.get("nurse") or {}).get("name")
        return words[data["state"]].format(name=name) if data.get("state") in words and (
            name or data["state"] != "with_nurse") else None
    if event.kind == "emergency":
        return words["emergency"]
    if event.kind == "attachment":
        if event.author == "customer":
            return words["picture"]
        return words["sent_file"].format(name=data["name"]) if data.get("name") else words["sent_picture"]
    return words["video"] if data.get("video") else None


def _count(events: Sequence[Event], language: str) -> str:
    def of(author: str) -> int:
        return sum(event.author == author and event.kind == "message" for event in events)
    return WORDS[language]["count"].format(customer=of("customer"), nurse=of("nurse"))


def _said(event: Event, language: str) -> str:
    """A nurse's message as she wrote it; what was said in three languages (an invitation) in hers."""
    own = (event.body.get("texts") or {}).get(language) or event.text or ""
    lines = own.splitlines()
    return "\n".join([f"- {time_text(event.at, language)} {event.body.get('name') or ''}: {lines[0]}",
                      *(f"  {line}" for line in lines[1:])])


async def keep(session: AsyncSession, conversation: Conversation, nurse: Nurse, now: datetime,
               text: str | None = None) -> Record:
    """Keep the text that the nurse left, or the draft where she left none."""
    assert conversation.close_reason
    row = Record(conversation_id=conversation.id, at=now, nurse_id=nurse.id, reason=conversation.close_reason,
                 language=nurse.language,
                 text=text or await draft(session, conversation, nurse.language, conversation.close_reason))
    session.add(row)
    return row


async def kept(session: AsyncSession, conversation_id: str) -> Record | None:
    """The newest kept text."""
    return await session.scalar(sa.select(Record).where(Record.conversation_id == conversation_id)
                                .order_by(Record.id.desc()).limit(1))

"""Makes rooms, invitations and calendar files. Nothing in an address or a calendar tells what the meeting is about."""
from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from icalendar import Calendar
from icalendar import Event as CalendarEvent
from sqlalchemy.exc import IntegrityError

from handoff import audit
from handoff.conversations.log import NewEvent
from handoff.conversations.speech import Speaker
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Event, Meeting, Nurse
from handoff.queues.work import Work

ROOM = "{room}"
LONGEST = timedelta(hours=2)
FARTHEST = timedelta(days=60)


@dataclass(frozen=True)
class Wish:
    """Now when `starts_at` is None."""

    client_id: str
    starts_at: datetime | None = None
    minutes: int = 30


async def invite(work: Work, template: str | None, conversation_id: str, nurse: Nurse, wish: Wish) -> tuple[int, str]:
    """Invite the family to a room of its own; returns the event's number and the meeting's id.

    Raises Refused 409 `no_video` where the county has set no provider, 422 for a time that cannot be. The same
    client_id again gives the same room.
    """
    if not template:
        raise Refused(409, "no_video", "No video provider has been set (NEUVO_VIDEO_URL).")
    speaker = work.conversations.speaker(work.clock.now())
    if wish.starts_at is not None and not speaker.now < wish.starts_at <= speaker.now + FARTHEST:
        raise Refused(422, "out_of_range", f"The meeting must be within the next {FARTHEST.days} days.", "at")
    try:
        async with work.database.write() as session:
            conversation = await work.own(session, conversation_id, nurse)
            known = await session.scalar(sa.select(Meeting).where(
                Meeting.conversation_id == conversation_id, Meeting.client_id == wish.client_id))
            if known is None:
                row = Meeting(
                    id=str(uuid.uuid4()), conversation_id=conversation_id, nurse_id=nurse.id, client_id=wish.client_id,
                    url=template.replace(ROOM, secrets.token_urlsafe(24)), created_at=speaker.now, starts_at=wish.starts_at,
                    ends_at=wish.starts_at + timedelta(minutes=wish.minutes) if wish.starts_at else None)
                session.add(row)
                await audit.record(session, speaker.now, nurse.username, "invite_to_video", conversation_id,
                                   {"meeting": row.id, "at": row.starts_at.isoformat() if row.starts_at else None})
                return await work.tell(session, conversation, speaker.now, _invitation(
                    conversation, speaker, nurse, row)), row.id
    except IntegrityError:
        pass            # two requests with one client_id at the same moment: the other one was first
    async with work.database.read() as session:
        row_id = await session.scalar(sa.select(Meeting.id).where(
            Meeting.conversation_id == conversation_id, Meeting.client_id == wish.client_id))
        seq = await session.scalar(sa.select(Event.seq).where(
            Event.conversation_id == conversation_id, Event.client_id == wish.client_id))
    assert row_id and seq
    return seq, row_id


def _invitation(conversation: Conversation, speaker: Speaker, nurse: Nurse, row: Meeting) -> NewEvent:
    words = (speaker.phrase("video_at", name=nurse.name, at={"day_time": row.starts_at.isoformat()}) if row.starts_at
             else speaker.phrase("video_now", name=nurse.name))
    consent = speaker.phrase("video_consent")
    return NewEvent("nurse", "message", words[conversation.language], conversation.language, words, client_id=row.client_id,
                    name=nurse.name, data={"role": nurse.role, "video": {
                        "id": row.id, "url": row.url, "consent": consent, "hours": speaker.phrase("video_hours"),
                        "at": row.starts_at.isoformat() if row.starts_at else None,
                        "until": row.ends_at.isoformat() if row.ends_at else None}})


async def one(work: Work, conversation_id: str, meeting_id: str) -> Meeting:
    """A scheduled meeting of this conversation; raises Refused 404 for any other."""
    async with work.database.read() as session:
        row = await session.get(Meeting, meeting_id)
    if row is None or row.conversation_id != conversation_id or row.starts_at is None:
        raise not_found()
    return row


def calendar(row: Meeting, speaker: Speaker, language: str) -> bytes:
    """The meeting as an .ics file (RFC 5545). It says neither clinic nor reason: others see a family's calendar."""
    event = CalendarEvent()
    event.add("uid", f"{row.id}@neuvo")
    event.add("dtstamp", row.created_at)
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("summary", speaker.phrase("video_calendar")[language])
    event.add("location", row.url)
    event.add("url", row.url)
    event.add("class", "PRIVATE")
    made = Calendar()
    made.add("prodid", "-//Neuvo//video//EN")
    made.add("version", "2.0")
    made.add_component(event)
    return made.to_ical()

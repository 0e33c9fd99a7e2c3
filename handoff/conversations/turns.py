"""The engine's turns: which messages wait for a reply, and what a reply does to the conversation.

A turn's replies and its end are one transaction, so a reply is in the log exactly once.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff import review
from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import WAITING, Conversations, check_language, locked
from handoff.models import Conversation, Event, Turn
from handoff.queues.services import Queues
from handoff.summary import own_words
from handoff.wake import lists_of
from safety import danger


@dataclass(frozen=True)
class Waiting:
    """A turn that waits, with what the engine is told."""

    conversation_id: str
    seq: int
    language: str
    text: str | None
    payload: str | None
    alarm: bool
    municipality: str | None
    created_at: datetime
    state: str = "bot"
    form: bool = False                   # it belongs to a form that is filled while waiting for a nurse
    attachments: tuple[str, ...] = ()     # pictures that had come before this message, oldest first
    engine: str | None = None       # the engine that this conversation is with


class Turns:
    def __init__(self, conversations: Conversations, queues: Queues) -> None:
        self.conversations, self.queues = conversations, queues
        self.database, self.clock, self.hub = conversations.database, conversations.clock, conversations.hub

    async def conversations_waiting(self, older_than: timedelta = timedelta(0)) -> list[str]:
        """Conversations with a turn that waits: asked at start, after a crash, and from time to time."""
        async with self.database.read() as session:
            return list((await session.scalars(
                sa.select(Turn.conversation_id).where(
                    Turn.status == "pending", Turn.created_at <= self.clock.now() - older_than).distinct())).all())

    async def next(self, conversation_id: str) -> Waiting | None:
        """The oldest waiting turn of a conversation."""
        async with self.database.read() as session:
            row = (await session.execute(
                sa.select(Turn, Event, Conversation)
                .join(Event, sa.and_(Event.conversation_id == Turn.conversation_id, Event.seq == Turn.seq))
                .join(Conversation, Conversation.id == Turn.conversation_id)
                .where(Turn.conversation_id == conversation_id, Turn.status == "pending")
                .order_by(Turn.seq).limit(1))).first()
            if row is None:
                return None
            turn, event, conversation = row
            pictures = await session.scalars(
                sa.select(Event).where(Event.conversation_id == conversation_id, Event.kind == "attachment",
                                       Event.author == "customer", Event.seq < turn.seq).order_by(Event.seq))
            attachments = tuple(picture.body["data"]["id"] for picture in pictures)
        payload = event.private.get("payload")
        return Waiting(conversation_id, turn.seq, conversation.language, None if payload else event.text, payload,
                       bool(event.private.get("alarm")), conversation.municipality, turn.created_at,
                       conversation.state, bool(event.private.get("form")), attachments,
                       conversation.engine)

    async def stay_with(self, waiting: Waiting, engine: str | None) -> Waiting:
        """Remember which engine this conversation is with, so that a release does not change it in the middle."""
        async with self.database.write() as session:
            await session.execute(sa.update(Conversation).where(Conversation.id == waiting.conversation_id)
                                  .values(engine=engine))
        return replace(waiting, engine=engine)

    async def human_wanted_after(self, waiting: Waiting) -> int | None:
        """Number of a later press of "talk to a nurse" that waits behind this turn."""
        async with self.database.read() as session:
            rows = await session.scalars(
                sa.select(Event).join(Turn, sa.and_(
                    Event.conversation_id == Turn.conversation_id, Event.seq == Turn.seq))
                .where(Turn.conversation_id == waiting.conversation_id, Turn.status == "pending",
                       Turn.seq > waiting.seq).order_by(Turn.seq))
            return next((row.seq for row in rows if row.private.get("payload") == "/human_please"), None)

    async def finish(self, waiting: Waiting, replies: Sequence[Mapping[str, Any]], form_open: bool = False) -> bool:
        """Write the replies and end the turn. False where somebody else had ended it: nothing is written then.

        A family that waits goes on with the bot only in a form; replies to anything else are dropped then.
        """
        now = self.clock.now()
        async with self.database.write() as session:
            conversation = await locked(session, waiting.conversation_id)
            before = conversation.state
            heard = before == "bot" or (conversation.state in WAITING and waiting.form)
            if not await self._end(session, waiting, now, "done" if heard else "dropped"):
                return False
            if heard:
                conversation.form_open = form_open
                for reply in replies:
                    reply = await own_words.restored_in_reply(session, conversation.id, reply)
                    await self._apply(session, conversation, reply, waiting, now)
            moved = before != conversation.state
            await self.hub.announce(session, waiting.conversation_id, *lists_of(conversation, moved))
        return True

    async def not_understood(self, waiting: Waiting, suggested: Sequence[str], language: str | None) -> None:
        """Keep the masked words for the editors (handoff.review)."""
        async with self.database.write() as session:
            await review.note(session, waiting.text or "", language or waiting.language, list(suggested),
                              self.clock.now())

    async def look_alone(self, waiting: Waiting) -> Waiting:
        """The engine is away: what would have been left to its look for danger is looked at here, once."""
        alarm = danger.find(waiting.text, waiting.language) if waiting.text and not waiting.alarm else None
        if alarm is None:
            return waiting
        now = self.clock.now()
        async with self.database.write() as session:
            conversation = await locked(session, waiting.conversation_id)
            event = await session.get_one(Event, (waiting.conversation_id, waiting.seq))
            if conversation.state != "bot" or event.private.get("alarm"):
                return waiting
            event.private = {**event.private, "alarm": True}
            await self.conversations.show_danger(session, conversation, alarm.instructions, now)
            await self.hub.announce(session, conversation.id)
        return replace(waiting, alarm=True)

    async def say(self, waiting: Waiting, phrase: str, choices: tuple[str, ...] = ()) -> None:
        """A word of the system while a turn still waits (the engine is away)."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await locked(session, waiting.conversation_id)
            if conversation.state != "bot":
                return
            before = await session.scalars(sa.select(Event).where(
                Event.conversation_id == conversation.id, Event.seq > waiting.seq, Event.author == "system"))
            if any(event.text in speaker.phrase(phrase).values() for event in before):
                return      # another replica has said it
            await log.append(session, conversation.id, now, speaker.say(
                phrase, conversation.language, choices=speaker.choices(choices), author="system"))
            await self.hub.announce(session, conversation.id)

    async def _end(self, session: AsyncSession, waiting: Waiting, now: datetime, status: str) -> bool:
        result = await session.execute(
            sa.update(Turn).where(Turn.conversation_id == waiting.conversation_id, Turn.seq == waiting.seq,
                                  Turn.status == "pending").values(status=status, done_at=now))
        return result.rowcount == 1

    async def _apply(self, session: AsyncSession, conversation: Conversation, reply: Mapping[str, Any],
                     waiting: Waiting, now: datetime) -> None:
        speaker = self.conversations.speaker(now)
        spoken = speaker.reply(reply, conversation.language, waiting.seq)
        if spoken is not None:
            await log.append(session, conversation.id, now, spoken)
            topic = spoken.data.get("answer")
            if topic:
                conversation.topic = topic
        elif "emergency" in reply:
            await self._emergency(session, conversation, reply, waiting, now)
        elif "handoff" in reply:
            await self.queues.hand_over(session, conversation, reply["handoff"], speaker)
        elif "language" in reply:
            check_language(reply["language"])
            await self.conversations.change_language(session, conversation, reply["language"], now)
        elif reply.get("quick_exit"):
            conversation.sensitive = True
            await log.append(session, conversation.id, now, NewEvent("system", "notice", data={"quick_exit": True}))
        elif reply.get("close"):
            words = speaker.phrase("feedback_ask")
            await log.append(session, conversation.id, now, NewEvent(
                "bot", "feedback", words[conversation.language], conversation.language, words))
        else:
            raise ValueError(f"a reply of a kind that the service does not know: {sorted(reply)}")

    async def _emergency(self, session: AsyncSession, conversation: Conversation, reply: Mapping[str, Any],
                         waiting: Waiting, now: datetime) -> None:
        if not waiting.alarm:       # otherwise the card was shown when the message came
            await self.conversations.show_danger(session, conversation, [reply["emergency"], *(reply.get("also") or [])], now)

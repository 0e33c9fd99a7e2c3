"""From the bot to a human, and what a waiting family can do. Each change of hands is one transaction: a conversation
is always in exactly one place. The nurses' deeds are in `work`, the clock's in `keeper`."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import queues as queue_table
from content import service
from handoff import audit
from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import WAITING, Conversations, locked
from handoff.conversations.speech import Speaker
from handoff.errors import Refused
from handoff.models import Conversation, Event, Handoff, Turn
from handoff.queues import duty, waits
from handoff.queues.events import state_event, told_date, told_day
from handoff.summary import own_words
from handoff.summary import services as summary
from handoff.wake import DESK

# Buttons that the service itself answers: they never reach the engine.
AS_MESSAGE, CARRY_YES, CARRY_NO, WITHDRAW = "/wait_as_message", "/carry_yes", "/carry_no", "/withdraw_message"


class Queues:
    def __init__(self, conversations: Conversations, rules: duty.Rules | None = None) -> None:
        self.conversations, self.rules = conversations, rules or duty.Rules()
        self.database, self.clock, self.hub = conversations.database, conversations.clock, conversations.hub
        conversations.own_payloads.update({
            AS_MESSAGE: self._pressed_as_message, CARRY_YES: self._pressed_carry, CARRY_NO: self._pressed_carry,
            WITHDRAW: self._pressed_withdraw})
        conversations.after_words.append(self._family_wrote)

    # from the bot to a queue

    async def hand_over(self, session: AsyncSession, conversation: Conversation, handoff: Mapping[str, Any],
                        speaker: Speaker) -> None:
        """Store what is passed on and put the conversation in its queue.

        A chat that is asked for when nobody is there is not queued: the customer is told when the chat
        opens and is offered a message, and nothing that was given is thrown away.
        """
        if conversation.state in WAITING:
            await self._add(session, conversation, handoff, speaker)
            return
        channel = "message" if handoff.get("channel") == "message" else "chat"
        if channel == "chat" and not speaker.hours.is_open(speaker.now):
            today = (handoff.get("booking") or {}).get("when") == "today"      # never left to a three-day message
            await log.append(session, conversation.id, speaker.now, speaker.say(
                "booking_today_shut" if today else "chat_closed", conversation.language,
                choices=speaker.choices(["hours"] if today else ["message", "not_now"])))
            return
        queue = self._route(conversation, channel, handoff)
        await self._store(session, conversation, handoff, queue.id, channel, speaker)
        conversation.form_open = False
        if channel == "message":
            await self.as_message(session, conversation, speaker, "message_taken", queue.id)
        else:
            await self._join_chat(session, conversation, queue.id, speaker)
        await audit.record(session, speaker.now, "customer", "handoff", conversation.id,
                           {"queue": queue.id, "topic": conversation.topic})
        await self.announce_queue(session, conversation.queue)

    def _route(self, conversation: Conversation, channel: str, handoff: Mapping[str, Any]) -> queue_table.Queue:
        """By language, patient-system area, municipality and living elsewhere; never by what is wrong.

        A nurse needs access to the place's records: the municipality told in booking guidance counts.
        """
        county = service.county.get()
        named = (handoff.get("booking") or {}).get("municipality") or conversation.municipality or ""
        known = county.by_name(named) if named else None
        elsewhere = bool(named and not known) or handoff.get("topic") == "out_of_area"
        return queue_table.queues.get().route(channel, conversation.language, known.id if known else None, elsewhere)

    async def _join_chat(self, session: AsyncSession, conversation: Conversation, queue: str,
                         speaker: Speaker) -> None:
        self._into(conversation, "queued", "chat", queue, speaker)
        await session.flush()
        place, _ = await self.place(session, conversation)
        await waits.begin(session, conversation, speaker.now, place)
        phrase = "queue_joined_first" if place == 1 else "queue_joined"
        events = [state_event(conversation, speaker, phrase, {"place": place}, place=place)]
        if speaker.hours.closes_soon(speaker.now):
            conversation.carry = "asked"
            events.append(closing_card(conversation, speaker))
        elif not await duty.anybody(session, conversation, speaker.now, self.rules):
            events.append(speaker.say("queue_nobody", conversation.language, kind="card",
                                      choices=own_choices(speaker, ("as_message", AS_MESSAGE, "choice_as_message"))))
        await log.append(session, conversation.id, speaker.now, *events)

    def _into(self, conversation: Conversation, state: str, channel: str, queue: str, speaker: Speaker,
              since: datetime | None = None) -> None:
        conversation.state, conversation.channel, conversation.queue = state, channel, queue
        conversation.queued_at, conversation.nurse_id = speaker.now, None
        conversation.first_answer_at = conversation.claimed_at = conversation.answered_at = None
        conversation.returned_at = conversation.carry = None
        conversation.answer_by = speaker.hours.answer_by(since or speaker.now) if channel == "message" else None

    async def as_message(self, session: AsyncSession, conversation: Conversation, speaker: Speaker, phrase: str,
                         queue: str | None = None, choices: tuple[dict[str, Any], ...] = (),
                         since: datetime | None = None) -> None:
        """Into the message channel, with the date by which it is answered. Nothing has to be written again.

        `since`: when the matter came to us, if that was earlier than now; the date is counted from it.
        """
        queue = queue or self._route(conversation, "message", {"topic": conversation.topic}).id
        # The answer can be read for as long as a new conversation could be.
        life = self.conversations.settings.token_life
        conversation.token_expires_at = max(conversation.token_expires_at, speaker.now + life)
        self._into(conversation, "message", "message", queue, speaker, since)
        await waits.begin(session, conversation, speaker.now)
        await log.append(session, conversation.id, speaker.now, state_event(
            conversation, speaker, phrase, told_date(conversation), choices=choices, **told_day(conversation)))

    async def _add(self, session: AsyncSession, conversation: Conversation, handoff: Mapping[str, Any],
                   speaker: Speaker) -> None:
        """Another summary for the nurse that the family already waits for; the place in the queue stays."""
        topic = conversation.topic
        assert conversation.queue is not None and conversation.channel is not None
        await self._store(session, conversation, handoff, conversation.queue, conversation.channel, speaker)
        conversation.topic = topic or conversation.topic
        await self._family_wrote(session, conversation, speaker.now)    # an answered thread waits for a nurse again
        amended = bool((handoff.get("preinfo") or {}).get("amended"))
        await log.append(session, conversation.id, speaker.now, state_event(
            conversation, speaker, "answers_changed" if amended else "summary_added", {"added": True}))
        await audit.record(session, speaker.now, "customer", "handoff_added", conversation.id,
                           {"queue": conversation.queue, "amended": amended})

    async def _store(self, session: AsyncSession, conversation: Conversation, handoff: Mapping[str, Any],
                     queue: str, channel: str, speaker: Speaker) -> None:
        if handoff.get("topic"):
            conversation.topic = handoff["topic"]
        row = Handoff(id=str(uuid.uuid4()), conversation_id=conversation.id, at=speaker.now, channel=channel,
                      queue=queue, topic=conversation.topic, language=conversation.language,
                      content=await own_words.restored(session, conversation.id, dict(handoff)))
        summary.keep_names(conversation, row)
        row.questionnaire_sha = await summary.keep_questionnaire(session, row, speaker.now)
        session.add(row)
        await session.flush()
        text = await summary.text(session, conversation, row, conversation.language)
        await log.append(session, conversation.id, speaker.now, NewEvent(
            "system", "summary", text, conversation.language, data={
                "handoff_id": row.id, **({"amended": True} if (handoff.get("preinfo") or {}).get("amended") else {})}))

    async def hand_over_without_engine(self, conversation_id: str, turn_seq: int) -> None:
        """"Talk to a nurse" works also while the engine is away: open -> chat queue, closed -> message."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            ended = await session.execute(sa.update(Turn).where(
                Turn.conversation_id == conversation_id, Turn.seq <= turn_seq, Turn.status == "pending",
            ).values(status="done", done_at=now))
            if conversation.state != "bot" or not ended.rowcount:
                return
            channel = "chat" if speaker.hours.is_open(now) else "message"
            first = await session.scalar(
                sa.select(Event.text).where(Event.conversation_id == conversation_id, Event.author == "customer")
                .order_by(Event.seq).limit(1))
            await self.hand_over(session, conversation, {"channel": channel, "topic": "human_please",
                                                         "first_words": first or ""}, speaker)
            await self.hub.announce(session, conversation_id, DESK)

    # place and wait

    async def place(self, session: AsyncSession, conversation: Conversation) -> tuple[int, int]:
        """Place in the queue (1 = next) and how many wait there."""
        rows = (await session.scalars(
            sa.select(Conversation.id).where(Conversation.queue == conversation.queue, Conversation.state == "queued")
            .order_by(*in_order()))).all()
        return (rows.index(conversation.id) if conversation.id in rows else len(rows)) + 1, len(rows)

    async def standing(self, session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
        """What a waiting family sees: place, how many wait, and the wait in minutes where it can be told honestly."""
        now = self.clock.now()
        place, waiting = await self.place(session, conversation)
        shown: dict[str, Any] = {"position": place, "waiting": waiting}
        if not await duty.anybody(session, conversation, now, self.rules):
            return {**shown, "nobody": True}
        told = await waits.estimate(session, conversation, place, now)
        return {**shown, **(told.shown() if told else {})}

    async def announce_queue(self, session: AsyncSession, queue: str | None) -> None:
        """Those who wait in a queue see their new place at once; woken when the transaction has been committed."""
        ids = (await session.scalars(sa.select(Conversation.id).where(
            Conversation.queue == queue, Conversation.state == "queued"))).all()
        await self.hub.announce(session, *ids)

    async def presence_changed(self) -> None:
        """Whether somebody is there has changed for those who wait, and for colleagues' lists."""
        async with self.database.write() as session:
            ids = (await session.scalars(sa.select(Conversation.id).where(Conversation.state == "queued"))).all()
            await self.hub.announce(session, *ids, DESK)

    # the family's own deeds

    async def leave(self, conversation_id: str) -> None:
        """The customer leaves the queue and is back with the bot."""
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            if conversation.state != "queued":
                raise Refused(409, "not_queued", "This conversation is not waiting in a queue.")
            await self.back_to_bot(session, conversation, speaker, "queue_left", "left", ["nurse", "message"])
            await self.hub.announce(session, conversation_id, DESK)

    async def back_to_bot(self, session: AsyncSession, conversation: Conversation, speaker: Speaker, phrase: str,
                          ended_as: str, choices: list[str]) -> None:
        """Out of the queue; everything that was said and sent stays."""
        queue = conversation.queue
        await waits.mark(session, conversation, "ended_at", speaker.now, ended_as)
        conversation.state, conversation.queue, conversation.queued_at = "bot", None, None
        conversation.channel = conversation.answer_by = conversation.returned_at = conversation.carry = None
        conversation.nurse_id = conversation.claimed_at = conversation.answered_at = None
        await log.append(session, conversation.id, speaker.now,
                         state_event(conversation, speaker, phrase, choices=speaker.choices(choices)))
        await self.announce_queue(session, queue)

    async def wait_as_message(self, conversation_id: str) -> None:
        """The wait in the chat queue becomes a message: what was sent and written goes along as it is."""
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            if conversation.state != "queued":
                raise Refused(409, "not_queued", "This conversation is not waiting in a queue.")
            await self._turn_into_message(session, conversation, speaker)
            await self.hub.announce(session, conversation_id, DESK)

    async def _turn_into_message(self, session: AsyncSession, conversation: Conversation, speaker: Speaker,
                                 phrase: str = "queue_as_message", ended_as: str = "message",
                                 choices: tuple[dict[str, Any], ...] = ()) -> None:
        left = conversation.queue
        await waits.mark(session, conversation, "ended_at", speaker.now, ended_as)
        # The date told before closing holds after it: the matter came when it was queued.
        await self.as_message(session, conversation, speaker, phrase, choices=choices,
                              since=conversation.queued_at if ended_as == "carried" else None)
        await audit.record(session, speaker.now, "customer" if ended_as == "message" else "system",
                           "to_message", conversation.id, {"from": left, "queue": conversation.queue})
        await self.announce_queue(session, left)

    async def carry_over(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> None:
        """Closing time: a chat that still waits becomes a message, unless the family has said no."""
        if conversation.carry == "no":
            await self.back_to_bot(session, conversation, speaker, "closing_not_carried", "left", ["message", "not_now"])
            return
        asked = conversation.carry == "yes"
        await self._turn_into_message(
            session, conversation, speaker, "closing_carried" if asked else "closing_carried_unasked", "carried",
            () if asked else own_choices(speaker, ("withdraw", WITHDRAW, "choice_withdraw")))

    async def _family_wrote(self, session: AsyncSession, conversation: Conversation, now: datetime) -> None:
        """In a message thread that has been answered, the family's words begin a new wait with a date of its own."""
        answered, conversation.answered_at = conversation.answered_at, None
        if conversation.channel != "message" or answered is None:
            return
        speaker = self.conversations.speaker(now)
        await waits.mark(session, conversation, "ended_at", now, "closed")
        conversation.answer_by = speaker.hours.answer_by(now)
        if conversation.state == "with_nurse":
            await waits.begin(session, conversation, now)
            await waits.mark(session, conversation, "claimed_at", now)
            return
        await self.as_message(session, conversation, speaker, "message_again", conversation.queue)

    # buttons that the service answers

    async def _pressed_as_message(self, session: AsyncSession, conversation: Conversation, payload: str) -> None:
        if conversation.state == "queued":
            await self._turn_into_message(session, conversation, self.conversations.speaker())

    async def _pressed_carry(self, session: AsyncSession, conversation: Conversation, payload: str) -> None:
        if conversation.state != "queued":
            return
        speaker = self.conversations.speaker()
        conversation.carry = "yes" if payload == CARRY_YES else "no"
        words = "closing_said_yes" if payload == CARRY_YES else "closing_said_no"
        await log.append(session, conversation.id, speaker.now,
                         speaker.say(words, conversation.language, author="system", kind="notice"))

    async def _pressed_withdraw(self, session: AsyncSession, conversation: Conversation, payload: str) -> None:
        """Only before a nurse has answered: what she has written belongs to the family."""
        if conversation.state == "message" and conversation.answered_at is None:
            await self.back_to_bot(session, conversation, self.conversations.speaker(), "message_withdrawn", "left",
                                   ["nurse", "message"])
            await audit.record(session, self.clock.now(), "customer", "withdraw", conversation.id)


# Who waits for a nurse.
CHATS = Conversation.state == "queued"
MESSAGES = sa.and_(Conversation.state == "message", Conversation.answered_at.is_(None))


@dataclass(frozen=True)
class Count:
    """How many wait in a queue, how many of them past the day that was told, and since when the first one."""

    waiting: int = 0
    overdue: int = 0
    oldest: datetime | None = None


async def counts(session: AsyncSession, now: datetime, where: sa.ColumnElement[bool] = sa.true()) -> dict[str | None, Count]:
    """By queue, those in which somebody waits."""
    late = sa.func.sum(sa.case((Conversation.answer_by < now, 1), else_=0))
    rows = await session.execute(
        sa.select(Conversation.queue, sa.func.count(), late, sa.func.min(Conversation.queued_at))
        .where(where, sa.or_(CHATS, MESSAGES)).group_by(Conversation.queue))
    return {queue: Count(waiting, int(overdue), oldest) for queue, waiting, overdue, oldest in rows}


def in_order() -> tuple[Any, ...]:
    """The order of a queue: those whose nurse vanished or had to go first, then strictly by time of coming."""
    return Conversation.returned_at.is_(None), Conversation.queued_at, Conversation.id


def place_in_order(conversation: Conversation) -> tuple[Any, ...]:
    """The same order, of rows that have been read."""
    return conversation.returned_at is None, conversation.queued_at or conversation.created_at, conversation.id


def own_choices(speaker: Speaker, *buttons: tuple[str, str, str]) -> tuple[dict[str, Any], ...]:
    """Buttons (id, payload, phrase) that the service itself answers."""
    return tuple({"id": name, "titles": speaker.phrase(phrase), "payload": payload} for name, payload, phrase in buttons)


def closing_card(conversation: Conversation, speaker: Speaker) -> NewEvent:
    """Closing time comes near: what happens to the matter then is the family's choice."""
    return speaker.say("closing_ask", conversation.language, kind="card", choices=own_choices(
        speaker, ("carry_yes", CARRY_YES, "choice_carry_yes"), ("carry_no", CARRY_NO, "choice_carry_no")))

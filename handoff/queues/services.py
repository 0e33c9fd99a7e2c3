"""From the bot to a human. Each change of hands is one transaction: a conversation is always in exactly one place."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from content import queues as queue_table
from handoff import audit
from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import WAITING, Conversations, locked
from handoff.conversations.speech import Speaker
from handoff.errors import Refused
from handoff.models import Conversation, Event, Handoff, Nurse, Turn
from handoff.summary import own_words
from handoff.summary import services as summary
from handoff.wake import DESK

CLOSE_REASONS = ("advice_given", "booked", "guided_elsewhere", "no_answer", "other")


class Queues:
    def __init__(self, conversations: Conversations) -> None:
        self.conversations = conversations
        self.database, self.clock, self.hub = conversations.database, conversations.clock, conversations.hub

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
        # A nurse needs access to the place's records: the municipality told in booking guidance counts.
        place = (handoff.get("booking") or {}).get("municipality") or conversation.municipality
        queue = queue_table.queues.get().route(channel, conversation.language, place)
        await self._store(session, conversation, handoff, queue.id, channel, speaker)
        conversation.channel, conversation.queue, conversation.form_open = channel, queue.id, False
        conversation.queued_at, conversation.nurse_id = speaker.now, None
        conversation.first_answer_at = conversation.claimed_at = None
        if channel == "message":
            conversation.state = "message"
            conversation.answer_by = speaker.hours.answer_by(speaker.now)
            event = self._state(conversation, speaker, "message_taken",
                                {"answer_by": conversation.answer_by.isoformat()})
        else:
            conversation.state = "queued"
            await session.flush()
            place, _ = await self.place(session, conversation)
            phrase = "queue_joined_first" if place == 1 else "queue_joined"
            event = self._state(conversation, speaker, phrase, {"place": place}, place=place)
        await log.append(session, conversation.id, speaker.now, event)
        await audit.record(session, speaker.now, "customer", "handoff", conversation.id,
                           {"queue": queue.id, "topic": conversation.topic})

    async def _add(self, session: AsyncSession, conversation: Conversation, handoff: Mapping[str, Any],
                   speaker: Speaker) -> None:
        """Another summary for the nurse that the family already waits for; the place in the queue stays."""
        topic = conversation.topic
        assert conversation.queue is not None and conversation.channel is not None
        await self._store(session, conversation, handoff, conversation.queue, conversation.channel, speaker)
        conversation.topic = topic or conversation.topic
        amended = bool((handoff.get("preinfo") or {}).get("amended"))
        await log.append(session, conversation.id, speaker.now, self._state(
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

    def _state(self, conversation: Conversation, speaker: Speaker, phrase: str, data: dict[str, Any] | None = None,
               /, nurse: Nurse | None = None, **params: Any) -> NewEvent:
        words = speaker.phrase(phrase, **params)
        data = {"state": conversation.state, **(data or {})}
        if nurse is not None:
            data["nurse"] = {"name": nurse.name, "role": nurse.role}
        return NewEvent("system", "state", words[conversation.language], conversation.language, words, data=data)

    async def place(self, session: AsyncSession, conversation: Conversation) -> tuple[int, int]:
        """Place in the queue (1 = next) and how many wait there."""
        waiting = sa.and_(Conversation.queue == conversation.queue, Conversation.state == "queued")
        before = sa.or_(Conversation.queued_at < conversation.queued_at,
                        sa.and_(Conversation.queued_at == conversation.queued_at,
                                Conversation.id < conversation.id))
        ahead = await session.scalar(sa.select(sa.func.count()).select_from(Conversation).where(waiting, before))
        total = await session.scalar(sa.select(sa.func.count()).select_from(Conversation).where(waiting))
        return (ahead or 0) + 1, total or 0

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
        self.hub.wake(conversation_id, DESK)

    async def leave(self, conversation_id: str) -> None:
        """The customer leaves the queue and is back with the bot."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            if conversation.state != "queued":
                raise Refused(409, "not_queued", "This conversation is not waiting in a queue.")
            conversation.state, conversation.queue, conversation.queued_at = "bot", None, None
            words = speaker.phrase("queue_left")
            await log.append(session, conversation_id, now, NewEvent(
                "system", "state", words[conversation.language], conversation.language, words,
                speaker.choices(["nurse"]), {"state": "bot"}))
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)

    # the nurse's work

    async def claim(self, conversation_id: str, nurse: Nurse) -> Conversation:
        """Take a waiting conversation. Of many who try at once, exactly one gets it; the others get Refused 409."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            won = await session.execute(
                sa.update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.state.in_(("queued", "message")))
                .values(state="with_nurse", nurse_id=nurse.id, claimed_at=now))
            if won.rowcount != 1:
                await self._explain_lost_claim(session, conversation_id, nurse)
            conversation = await locked(session, conversation_id)
            await log.append(session, conversation_id, now,
                             self._state(conversation, speaker, "nurse_joined", nurse=nurse, name=nurse.name))
            if conversation.form_open:
                conversation.form_open = False
                words = speaker.phrase("form_left_open")
                await log.append(session, conversation_id, now, NewEvent(
                    "system", "notice", words[conversation.language], conversation.language, words))
            await audit.record(session, now, nurse.username, "claim", conversation_id)
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)
        return conversation

    async def _explain_lost_claim(self, session: AsyncSession, conversation_id: str, nurse: Nurse) -> None:
        conversation = await locked(session, conversation_id)
        if conversation.state == "with_nurse" and conversation.nurse_id == nurse.id:
            raise Refused(409, "already_yours", "You already have this conversation.")
        if conversation.state == "with_nurse":
            raise Refused(409, "already_claimed", "Another nurse has taken this conversation.")
        raise Refused(409, "not_waiting", "This conversation is not waiting for a nurse.")

    async def next_waiting(self, nurse: Nurse, queue: str | None = None) -> str | None:
        """The conversation that has waited longest in the chat queues that this nurse serves."""
        async with self.database.read() as session:
            query = sa.select(Conversation.id).where(Conversation.state == "queued").order_by(
                Conversation.queued_at, Conversation.id).limit(1)
            if queue:
                query = query.where(Conversation.queue == queue)
            elif nurse.queues:
                query = query.where(Conversation.queue.in_(nurse.queues))
            return await session.scalar(query)

    async def write(self, conversation_id: str, nurse: Nurse, client_id: str, text: str) -> int:
        """A nurse's message to the family. The same client_id again gives the same number."""
        now = self.clock.now()
        try:
            async with self.database.write() as session:
                conversation = await self._own(session, conversation_id, nurse)
                known = await session.scalar(sa.select(Event.seq).where(
                    Event.conversation_id == conversation_id, Event.client_id == client_id))
                if known is not None:
                    return known
                [row] = await log.append(session, conversation_id, now, NewEvent(
                    "nurse", "message", text, conversation.language, client_id=client_id, name=nurse.name,
                    data={"role": nurse.role}))
                conversation.first_answer_at = conversation.first_answer_at or now
                await self.hub.announce(session, conversation_id, DESK)
        except IntegrityError:
            return await self._seq_of(conversation_id, client_id)
        self.hub.wake(conversation_id, DESK)
        return row.seq

    async def _seq_of(self, conversation_id: str, client_id: str) -> int:
        async with self.database.read() as session:
            return (await session.scalars(sa.select(Event.seq).where(
                Event.conversation_id == conversation_id, Event.client_id == client_id))).one()

    async def _own(self, session: AsyncSession, conversation_id: str, nurse: Nurse) -> Conversation:
        conversation = await locked(session, conversation_id)
        if conversation.state != "with_nurse" or conversation.nurse_id != nurse.id:
            raise Refused(409, "not_yours", "You do not have this conversation.")
        return conversation

    async def read_up_to(self, conversation_id: str, nurse: Nurse, seq: int) -> None:
        async with self.database.write() as session:
            conversation = await self._own(session, conversation_id, nurse)
            if conversation.nurse_read_seq < seq <= conversation.last_seq:
                conversation.nurse_read_seq = seq
                await self.hub.announce(session, conversation_id)
        self.hub.wake(conversation_id)

    async def release(self, conversation_id: str, nurse: Nurse) -> None:
        """Back to the front of its queue (its waiting time goes on), with its history."""
        await self._move(conversation_id, nurse, "returned_to_queue", "release")

    async def transfer(self, conversation_id: str, nurse: Nurse, queue_id: str | None, nurse_id: str | None,
                       note: str | None) -> None:
        """To another queue, or straight to another nurse; the note is for colleagues only."""
        if (queue_id is None) == (nurse_id is None):
            raise Refused(422, "bad_target", "Name a queue or a nurse, one of them.", "queue")
        await self._move(conversation_id, nurse, "transferred", "transfer", queue_id, nurse_id, note)

    async def _move(self, conversation_id: str, nurse: Nurse, phrase: str, deed: str, queue_id: str | None = None,
                    nurse_id: str | None = None, note: str | None = None) -> None:
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await self._own(session, conversation_id, nurse)
            receiver = None
            if nurse_id is not None:
                receiver = await session.get(Nurse, nurse_id)
                if receiver is None or not receiver.active:
                    raise Refused(422, "unknown_nurse", "There is no such nurse.", "nurse")
                conversation.nurse_id, conversation.claimed_at = receiver.id, now
                event = self._state(conversation, speaker, "nurse_joined", nurse=receiver, name=receiver.name)
            else:
                self._requeue(conversation, queue_id)
                event = self._state(conversation, speaker, phrase)
            if note:
                await log.append(session, conversation_id, now, NewEvent(
                    "nurse", "note", note, nurse.language, name=nurse.name))
            await log.append(session, conversation_id, now, event)
            await audit.record(session, now, nurse.username, deed, conversation_id,
                               {"queue": conversation.queue, "nurse": receiver.username if receiver else None})
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)

    def _requeue(self, conversation: Conversation, queue_id: str | None) -> None:
        if queue_id is not None:
            queue = queue_table.queues.get().get(queue_id)
            if queue is None:
                raise Refused(422, "unknown_queue", "There is no such queue.", "queue")
            conversation.queue, conversation.channel = queue.id, queue.channel
        conversation.state = "message" if conversation.channel == "message" else "queued"
        conversation.nurse_id = conversation.claimed_at = None

    async def to_bot(self, conversation_id: str, nurse: Nurse) -> None:
        """Back to the bot, for a booking for example."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await self._own(session, conversation_id, nurse)
            conversation.state, conversation.nurse_id = "bot", None
            conversation.queue = conversation.queued_at = conversation.channel = None
            event = self._state(conversation, speaker, "back_to_bot")
            await log.append(session, conversation_id, now, NewEvent(
                event.author, event.kind, event.text, event.lang, event.texts,
                speaker.choices(["book", "nurse"]), event.data))
            await audit.record(session, now, nurse.username, "to_bot", conversation_id)
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)

    async def close(self, conversation_id: str, nurse: Nurse, reason: str, note: str | None = None) -> None:
        """The matter is done: the family is thanked and asked for feedback."""
        if reason not in CLOSE_REASONS:
            raise Refused(422, "unknown_reason", f"reason must be one of {', '.join(CLOSE_REASONS)}.", "reason")
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await self._own(session, conversation_id, nurse)
            conversation.state, conversation.closed_at = "closed", now
            conversation.close_reason, conversation.close_note = reason, note
            words = speaker.phrase("feedback_ask")
            await log.append(
                session, conversation_id, now, self._state(conversation, speaker, "closed_by_nurse", name=nurse.name),
                NewEvent("bot", "feedback", words[conversation.language], conversation.language, words))
            await audit.record(session, now, nurse.username, "close", conversation_id, {"reason": reason})
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)

    async def reopen(self, conversation_id: str, nurse: Nurse) -> None:
        """Open again what this nurse closed, while it is still kept."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            if conversation.state != "closed" or conversation.nurse_id != nurse.id:
                raise Refused(409, "not_yours", "You have not closed this conversation.")
            conversation.state, conversation.closed_at = "with_nurse", None
            await log.append(session, conversation_id, now,
                             self._state(conversation, speaker, "reopened", nurse=nurse, name=nurse.name))
            await audit.record(session, now, nurse.username, "reopen", conversation_id)
            await self.hub.announce(session, conversation_id, DESK)
        self.hub.wake(conversation_id, DESK)

"""The nurses' deeds. Each is one transaction: whatever is killed in the middle, a conversation is in exactly one place."""
from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from content import queues as queue_table
from handoff import audit, record
from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import locked
from handoff.conversations.speech import Speaker
from handoff.errors import Refused
from handoff.models import Conversation, Event, Feedback, Nurse, Returned
from handoff.queues import duty, waits
from handoff.queues.events import state_event, told_date, told_day
from handoff.queues.services import Queues, in_order
from handoff.wake import DESK, lists_of, nurse_topic

CLOSE_REASONS = ("advice_given", "booked", "guided_elsewhere", "no_answer", "other")


class Work:
    def __init__(self, queues: Queues) -> None:
        self.queues, self.conversations, self.rules = queues, queues.conversations, queues.rules
        self.database, self.clock, self.hub = queues.database, queues.clock, queues.hub

    # taking

    async def claim(self, conversation_id: str, nurse: Nurse) -> Conversation:
        """Take a waiting conversation. Of many who try at once, exactly one gets it; the others get Refused 409.

        Refused 409 `chats_full` where the nurse has as many live chats as she has set.
        """
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        async with self.database.write() as session:
            await self._room(session, nurse, conversation_id)
            won = await session.execute(
                sa.update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.state.in_(("queued", "message")))
                .values(state="with_nurse", nurse_id=nurse.id, claimed_at=now, returned_at=None, carry=None))
            if won.rowcount != 1:
                await self._explain_lost_claim(session, conversation_id, nurse)
            conversation = await locked(session, conversation_id)
            await waits.mark(session, conversation, "claimed_at", now)
            await session.execute(sa.update(Returned).where(
                Returned.conversation_id == conversation_id, Returned.seen_at.is_(None),
                Returned.nurse_id == nurse.id).values(seen_at=now))
            await log.append(session, conversation_id, now,
                             state_event(conversation, speaker, "nurse_joined", nurse=nurse, name=nurse.name))
            if conversation.form_open:
                conversation.form_open = False
                words = speaker.phrase("form_left_open")
                await log.append(session, conversation_id, now, NewEvent(
                    "system", "notice", words[conversation.language], conversation.language, words))
            await audit.record(session, now, nurse.username, "claim", conversation_id)
            await self.moved(session, conversation_id, conversation.queue)
        return conversation

    async def _room(self, session: AsyncSession, nurse: Nurse, conversation_id: str) -> None:
        """Her row is locked, so that two claims at once cannot both take the last place."""
        most = await session.scalar(sa.select(Nurse.max_chats).where(Nurse.id == nurse.id)
                                    .with_for_update(key_share=True))
        wanted = await session.get(Conversation, conversation_id)
        if wanted is None or wanted.state != "queued":
            return
        if await duty.live_chats(session, nurse.id) >= (most or 0):
            raise Refused(409, "chats_full", f"You have {most} chats already. Close one, or raise the number.")

    async def _explain_lost_claim(self, session: AsyncSession, conversation_id: str, nurse: Nurse) -> None:
        conversation = await locked(session, conversation_id)
        if conversation.state == "with_nurse" and conversation.nurse_id == nurse.id:
            raise Refused(409, "already_yours", "You already have this conversation.")
        if conversation.state == "with_nurse":
            raise Refused(409, "already_claimed", "Another nurse has taken this conversation.")
        raise Refused(409, "not_waiting", "This conversation is not waiting for a nurse.")

    async def next_waiting(self, nurse: Nurse, queue: str | None = None) -> str | None:
        """The chat that has waited longest in this nurse's queues and languages; a returned one comes first."""
        query = sa.select(Conversation.id).where(
            Conversation.state == "queued", Conversation.language.in_(nurse.languages)).order_by(*in_order()).limit(1)
        # Another chat system's queue is taken from by hand only, when that system fails.
        elsewhere = [each.id for each in queue_table.queues.get().queues if each.connector]
        if elsewhere:
            query = query.where(Conversation.queue.not_in(elsewhere))
        if queue:
            query = query.where(Conversation.queue == queue)
        if nurse.queues:
            query = query.where(Conversation.queue.in_(nurse.queues))
        async with self.database.read() as session:
            return await session.scalar(query)

    # talking

    async def write(self, conversation_id: str, nurse: Nurse, client_id: str, text: str) -> int:
        """A nurse's message to the family. The same client_id again gives the same number."""
        now = self.clock.now()
        try:
            async with self.database.write() as session:
                conversation = await self.own(session, conversation_id, nurse)
                known = await session.scalar(sa.select(Event.seq).where(
                    Event.conversation_id == conversation_id, Event.client_id == client_id))
                if known is not None:
                    return known
                seq = await self.tell(session, conversation, now, NewEvent(
                    "nurse", "message", text, conversation.language, client_id=client_id, name=nurse.name,
                    data={"role": nurse.role}))
        except IntegrityError:
            return await self.seq_of(conversation_id, client_id)
        return seq

    async def tell(self, session: AsyncSession, conversation: Conversation, now: datetime, event: NewEvent) -> int:
        """A nurse's words, picture or invitation in the log: the family has been answered."""
        [row] = await log.append(session, conversation.id, now, event)
        first = conversation.answered_at is None        # a message is answered now, and the service levels change
        conversation.first_answer_at = conversation.first_answer_at or now
        conversation.answered_at = now
        await waits.mark(session, conversation, "answered_at", now)
        await self.hub.announce(session, conversation.id, *lists_of(conversation, moved=first))
        return row.seq

    async def seq_of(self, conversation_id: str, client_id: str) -> int:
        async with self.database.read() as session:
            return (await session.scalars(sa.select(Event.seq).where(
                Event.conversation_id == conversation_id, Event.client_id == client_id))).one()

    async def own(self, session: AsyncSession, conversation_id: str, nurse: Nurse) -> Conversation:
        conversation = await locked(session, conversation_id)
        if conversation.state != "with_nurse" or conversation.nurse_id != nurse.id:
            raise Refused(409, "not_yours", "You do not have this conversation.")
        return conversation

    async def moved(self, session: AsyncSession, conversation_id: str, *queues: str | None) -> None:
        """Tell those who watch the conversation, the desk, and those whose place in a queue has changed."""
        await self.hub.announce(session, conversation_id, DESK)
        for queue in {queue for queue in queues if queue}:
            await self.queues.announce_queue(session, queue)

    async def read_up_to(self, conversation_id: str, nurse: Nurse, seq: int) -> None:
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            if conversation.nurse_read_seq < seq <= conversation.last_seq:
                conversation.nurse_read_seq = seq
                await self.hub.announce(session, conversation_id, nurse_topic(nurse.id))

    async def note(self, conversation_id: str, nurse: Nurse, client_id: str, text: str) -> int:
        """A note for colleagues: never shown to the family. The same client_id again gives the same number."""
        now = self.clock.now()
        try:
            async with self.database.write() as session:
                await locked(session, conversation_id)
                known = await session.scalar(sa.select(Event.seq).where(
                    Event.conversation_id == conversation_id, Event.client_id == client_id))
                if known is not None:
                    return known
                [row] = await log.append(session, conversation_id, now, NewEvent(
                    "nurse", "note", text, nurse.language, client_id=client_id, name=nurse.name))
                await audit.record(session, now, nurse.username, "note", conversation_id)
                await self.hub.announce(session, conversation_id)
        except IntegrityError:
            return await self.seq_of(conversation_id, client_id)
        return row.seq

    # passing on

    async def release(self, conversation_id: str, nurse: Nurse) -> None:
        """Back to the front of its queue (its waiting time goes on), with its history."""
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            await self.give_back(session, conversation, speaker, "returned_to_queue", "message_returned")
            await audit.record(session, speaker.now, nurse.username, "release", conversation_id,
                               {"queue": conversation.queue})

    async def give_back(self, session: AsyncSession, conversation: Conversation, speaker: Speaker, chat_phrase: str,
                        message_phrase: str) -> None:
        """To the front of the queue where it was; an answered message thread waits for the family instead."""
        answered = conversation.channel == "message" and conversation.answered_at is not None
        conversation.nurse_id = conversation.claimed_at = None
        if conversation.channel == "message":
            conversation.state = "message"
            phrase = None if answered else message_phrase
        else:
            conversation.state, conversation.returned_at = "queued", speaker.now
            phrase = chat_phrase
        if phrase:
            await log.append(session, conversation.id, speaker.now, state_event(
                conversation, speaker, phrase, told_date(conversation), **told_day(conversation)))
        await self.moved(session, conversation.id, conversation.queue)

    async def wait_for_family(self, conversation_id: str, nurse: Nurse) -> None:
        """An answered message thread is left open: it comes back to its queue when the family writes."""
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            if conversation.channel != "message" or conversation.answered_at is None:
                raise Refused(409, "not_answered", "Answer the message first.")
            speaker = self.conversations.speaker(self.clock.now())
            conversation.state, conversation.nurse_id, conversation.claimed_at = "message", None, None
            conversation.answer_by = None
            await log.append(session, conversation_id, speaker.now,
                             state_event(conversation, speaker, "thread_open", {"answered": True}, name=nurse.name))
            await audit.record(session, speaker.now, nurse.username, "leave_open", conversation_id)
            await self.moved(session, conversation_id)

    async def transfer(self, conversation_id: str, nurse: Nurse, queue_id: str | None, nurse_id: str | None,
                       note: str | None) -> None:
        """To another queue, or straight to another nurse; the note is for colleagues only."""
        if (queue_id is None) == (nurse_id is None):
            raise Refused(422, "bad_target", "Name a queue or a nurse, one of them.", "queue")
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            left = conversation.queue
            event, receiver = (await self.to_nurse(session, conversation, speaker, nurse_id) if nurse_id
                               else (await self.to_queue(session, conversation, speaker, queue_id or ""), None))
            if note:
                await log.append(session, conversation_id, speaker.now, NewEvent(
                    "nurse", "note", note, nurse.language, name=nurse.name))
            await log.append(session, conversation_id, speaker.now, event)
            await audit.record(session, speaker.now, nurse.username, "transfer", conversation_id,
                               {"queue": conversation.queue, "nurse": receiver.username if receiver else None})
            await self.moved(session, conversation_id, left, conversation.queue)

    async def to_nurse(self, session: AsyncSession, conversation: Conversation, speaker: Speaker,
                        nurse_id: str) -> tuple[NewEvent, Nurse]:
        receiver = await session.get(Nurse, nurse_id)
        if receiver is None or not receiver.active or receiver.role not in duty.SERVING_ROLES:
            raise Refused(422, "unknown_nurse", "There is no such nurse.", "nurse")
        there = duty.there if conversation.channel == "chat" else duty.reachable    # a message waits for one who is busy
        if not there(receiver, speaker.now, self.rules):
            raise Refused(409, "nurse_away", "That nurse is not there now. Pass it to a queue.", "nurse")
        conversation.nurse_id, conversation.claimed_at = receiver.id, speaker.now
        return state_event(conversation, speaker, "nurse_changed", nurse=receiver, name=receiver.name), receiver

    async def to_queue(self, session: AsyncSession, conversation: Conversation, speaker: Speaker,
                        queue_id: str) -> NewEvent:
        """Its time of coming goes along. A message gets the date by which it is answered, and the family is told."""
        queue = queue_table.queues.get().get(queue_id)
        if queue is None:
            raise Refused(422, "unknown_queue", "There is no such queue.", "queue")
        fresh = conversation.channel != "message" or conversation.answered_at is not None
        conversation.queue, conversation.channel = queue.id, queue.channel
        conversation.nurse_id = conversation.claimed_at = conversation.answered_at = None
        if queue.channel == "chat":
            conversation.state, conversation.answer_by = "queued", None
            return state_event(conversation, speaker, "transferred")
        conversation.state = "message"
        if fresh or conversation.answer_by is None:
            await waits.mark(session, conversation, "ended_at", speaker.now, "message")
            conversation.queued_at, conversation.answer_by = speaker.now, speaker.hours.answer_by(speaker.now)
            await waits.begin(session, conversation, speaker.now)
        phrase = "transferred_site" if queue.kind == "site" else "transferred_message"
        return state_event(conversation, speaker, phrase, told_date(conversation), **told_day(conversation))

    async def to_bot(self, conversation_id: str, nurse: Nurse) -> None:
        """Back to the bot, for a booking for example. Refused 409 `new_words` where the family has written what she has not
        read: the bot does not hear it either."""
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            if await session.scalar(sa.select(sa.exists().where(
                    Event.conversation_id == conversation_id, Event.author == "customer",
                    Event.seq > conversation.nurse_read_seq, Event.at > conversation.claimed_at))):
                raise Refused(409, "new_words", "The family has just written. Read it first.")
            await self.queues.back_to_bot(session, conversation, speaker, "back_to_bot", "bot", ["book", "nurse"])
            await audit.record(session, speaker.now, nurse.username, "to_bot", conversation_id)
            await self.moved(session, conversation_id)

    # the end

    async def close(self, conversation_id: str, nurse: Nurse, reason: str, note: str | None = None,
                    record_text: str | None = None) -> None:
        """The matter is done: the text for the patient record is kept, the family is thanked and asked for feedback."""
        if reason not in CLOSE_REASONS:
            raise Refused(422, "unknown_reason", f"reason must be one of {', '.join(CLOSE_REASONS)}.", "reason")
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await self.own(session, conversation_id, nurse)
            await self.end(session, conversation, speaker, state_of="closed_by_nurse", reason=reason, note=note,
                           name=nurse.name)
            await record.keep(session, conversation, nurse, speaker.now, record_text)
            await audit.record(session, speaker.now, nurse.username, "close", conversation_id, {"reason": reason})

    async def end(self, session: AsyncSession, conversation: Conversation, speaker: Speaker, *, state_of: str,
                  reason: str, note: str | None = None, **params: str) -> None:
        conversation.state, conversation.closed_at = "closed", speaker.now
        conversation.close_reason, conversation.close_note = reason, note
        await waits.mark(session, conversation, "ended_at", speaker.now, "closed")
        await log.append(session, conversation.id, speaker.now, state_event(conversation, speaker, state_of, **params))
        if await session.get(Feedback, conversation.id) is None:        # asked once, also after a second closing
            words = speaker.phrase("feedback_ask")
            await log.append(session, conversation.id, speaker.now, NewEvent(
                "bot", "feedback", words[conversation.language], conversation.language, words))
        await self.moved(session, conversation.id)

    async def reopen(self, conversation_id: str, nurse: Nurse) -> None:
        """Open again what this nurse closed, within the set time. Refused 409 `too_late` after it."""
        speaker = self.conversations.speaker(self.clock.now())
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            if conversation.state != "closed" or conversation.nurse_id != nurse.id:
                raise Refused(409, "not_yours", "You have not closed this conversation.")
            if not self.rules.may_reopen(conversation, speaker.now):
                raise Refused(409, "too_late", "The time for reopening is over. The family can start a new conversation.")
            conversation.state, conversation.closed_at = "with_nurse", None
            await waits.unmark_end(session, conversation)
            await log.append(session, conversation_id, speaker.now,
                             state_event(conversation, speaker, "reopened", nurse=nurse, name=nurse.name))
            await audit.record(session, speaker.now, nurse.username, "reopen", conversation_id)
            await self.moved(session, conversation_id)

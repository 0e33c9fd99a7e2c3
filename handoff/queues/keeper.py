"""What time does to waiting families: closing, nurses who vanish, queues that are no more, threads that fall quiet.

Looks again every few seconds in every process. Each deed is a transaction that first looks under lock whether it is
still to be done, so that many keepers do it once.
"""
from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import queues as queue_table
from handoff import audit
from handoff.conversations import log
from handoff.conversations.services import locked
from handoff.conversations.speech import Speaker
from handoff.models import Conversation, Nurse, Returned
from handoff.queues import duty
from handoff.queues.services import closing_card
from handoff.queues.work import Work
from handoff.wake import DESK

logger = logging.getLogger("neuvo.keeper")
Deed = Callable[[AsyncSession, Conversation, Speaker], Awaitable[bool]]


class Keeper:
    def __init__(self, work: Work) -> None:
        self.work, self.queues, self.conversations, self.rules = work, work.queues, work.conversations, work.rules
        self.database, self.clock, self.hub = work.database, work.clock, work.hub

    async def look(self) -> int:
        """Do everything whose time has come; returns how many conversations were touched."""
        now = self.clock.now()
        speaker = self.conversations.speaker(now)
        done = 0
        for where, deed in self._due(speaker):
            async with self.database.read() as session:
                ids = (await session.scalars(sa.select(Conversation.id).where(where)
                                             .order_by(Conversation.queued_at, Conversation.id))).all()
            for conversation_id in ids:
                try:
                    done += await self._do(conversation_id, deed)
                except Exception as error:      # one that cannot be served now must not stop the others
                    logger.error("the keeper stumbled over %s", type(error).__name__, extra={"conversation": conversation_id})
        return done

    def _due(self, speaker: Speaker) -> list[tuple[sa.ColumnElement[bool], Deed]]:
        now = speaker.now
        gone = sa.select(Nurse.id).where(duty.gone(now, self.rules))
        known = [queue.id for queue in queue_table.queues.get().queues]
        waiting = Conversation.state == "queued"
        due: list[tuple[sa.ColumnElement[bool], Deed]] = [
            (sa.and_(Conversation.state == "with_nurse", Conversation.nurse_id.in_(gone)), self._vanished),
            (sa.and_(Conversation.state.in_(("queued", "message")), Conversation.queue.not_in(known)), self._lost),
            (sa.and_(Conversation.state == "message", Conversation.answered_at < now - self.rules.quiet_thread),
             self._quiet),
        ]
        if not speaker.hours.is_open(now):
            due.append((waiting, self._closing))
        elif speaker.hours.closes_soon(now):
            due.append((sa.and_(waiting, Conversation.carry.is_(None)), self._ask))
        return due

    async def _do(self, conversation_id: str, deed: Deed) -> bool:
        """By the hour at which it is done: a look over many conversations takes a while."""
        async with self.database.write() as session:
            speaker = self.conversations.speaker(self.clock.now())
            done = await deed(session, await locked(session, conversation_id), speaker)
            if done:
                await self.hub.announce(session, conversation_id, DESK)
        return done

    async def _vanished(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> bool:
        """Her browser has been silent too long: the family does not wait for somebody who is not there."""
        nurse = await session.get(Nurse, conversation.nurse_id) if conversation.nurse_id else None
        silent = nurse is None or (nurse.connector is None and not duty.reachable(nurse, speaker.now, self.rules))
        if conversation.state != "with_nurse" or not silent:
            return False
        left = nurse is None or nurse.last_seen_at is None      # logged out, not cut off
        await self.work.give_back(session, conversation, speaker, "returned_to_queue" if left else "nurse_vanished",
                                  "message_returned")
        if nurse is not None:
            session.add(Returned(nurse_id=nurse.id, conversation_id=conversation.id, at=speaker.now))
        await audit.record(session, speaker.now, "system", "nurse_vanished", conversation.id,
                           {"queue": conversation.queue, "nurse": nurse.username if nurse else None})
        return True

    async def _lost(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> bool:
        """Its queue has been taken out of queues.yml: on to the default, with its time of coming."""
        table = queue_table.queues.get()
        if conversation.state not in ("queued", "message") or table.get(conversation.queue) is not None:
            return False
        left = conversation.queue
        conversation.queue = table.default[conversation.channel or "message"]
        await audit.record(session, speaker.now, "system", "queue_gone", conversation.id,
                           {"from": left, "queue": conversation.queue})
        await self.queues.announce_queue(session, conversation.queue)
        return True

    async def _quiet(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> bool:
        """The nurse has answered and the family has had nothing more to say: the thread ends."""
        answered: datetime | None = conversation.answered_at
        if conversation.state != "message" or answered is None or answered >= speaker.now - self.rules.quiet_thread:
            return False
        await self.work.end(session, conversation, speaker, state_of="thread_closed", reason="no_answer")
        await audit.record(session, speaker.now, "system", "close_quiet", conversation.id)
        return True

    async def _ask(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> bool:
        if conversation.state != "queued" or conversation.carry is not None:
            return False
        conversation.carry = "asked"
        await log.append(session, conversation.id, speaker.now, closing_card(conversation, speaker))
        return True

    async def _closing(self, session: AsyncSession, conversation: Conversation, speaker: Speaker) -> bool:
        if conversation.state != "queued" or speaker.hours.is_open(speaker.now):
            return False
        await self.queues.carry_over(session, conversation, speaker)
        return True

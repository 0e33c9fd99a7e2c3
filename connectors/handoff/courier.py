"""Takes letters to the connectors: one at a time per conversation, in order, again and again until they are taken.

What is due stands in the database, so a restart or a kill at any moment forgets nothing; a letter that was on its way
is sent again with the same key.
"""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from connectors import metrics
from connectors.handoff.interface import Connector, Letter, Undelivered
from connectors.handoff.letters import Writer
from content import queues as queue_table
from handoff.clock import Clock
from handoff.database import Database
from handoff.models import Conversation, Event
from handoff.outbox.models import Outbox
from handoff.outbox.services import Deliveries
from handoff.wake import ANYTHING, Hub

log = logging.getLogger("neuvo.connectors")

TOGETHER = 16           # conversations on their way at once: a slow receiver holds up its own conversation only
LOOK_EVERY = 2.0        # seconds between looks when nothing wakes us


class Courier:
    """`clock` is the machine's own: signatures and pauses are about real time."""

    def __init__(self, database: Database, hub: Hub, deliveries: Deliveries, connectors: Mapping[str, Connector],
                 writers: Mapping[str, Writer], clock: Clock) -> None:
        self._database, self._hub, self._deliveries, self._clock = database, hub, deliveries, clock
        self._connectors, self._writers = connectors, writers
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def queues(self) -> dict[str, str]:
        """Connector of each queue that has one which is set up here; every other queue is the desk's."""
        return {queue.id: queue.connector for queue in queue_table.queues.get().queues
                if queue.connector in self._connectors}

    async def start(self) -> None:
        if self._connectors:
            self._loop = asyncio.create_task(self._for_ever())

    async def stop(self) -> None:
        tasks = [*([self._loop] if self._loop else []), *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connector in self._connectors.values():
            await connector.close()

    def wake(self) -> None:
        """Look at once: who listens to anything hears also a wake-up without a topic."""
        self._hub.wake()

    async def _for_ever(self) -> None:
        with self._hub.listen(ANYTHING) as signal:
            while True:
                signal.clear()
                try:
                    await self.look()
                except Exception as error:      # the next look tries again; its text could hold content
                    log.error("looking for letters failed: %s", type(error).__name__)
                try:
                    await asyncio.wait_for(signal.wait(), LOOK_EVERY)
                except TimeoutError:
                    pass

    async def look(self) -> None:
        """Adopt what has come into a connector's queue and send what is due."""
        now = self._clock.now()
        await self._deliveries.adopt(self.queues(), now)
        room = TOGETHER - len(self._running)
        if room <= 0:
            return
        for conversation_id in await self._deliveries.due(list(self._connectors), now, room, list(self._running)):
            task = asyncio.create_task(self._serve(conversation_id))
            self._running[conversation_id] = task
            task.add_done_callback(lambda done, name=conversation_id: self._ended(name, done))

    def _ended(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._running.pop(conversation_id, None)
        if not task.cancelled() and task.exception():
            log.error("sending letters failed: %s", type(task.exception()).__name__,
                      extra={"conversation": conversation_id})
        self.wake()                 # there is room for another, and this one may have got more meanwhile

    async def _serve(self, conversation_id: str) -> None:
        row = await self._deliveries.lease(conversation_id, self._clock.now())
        if row is None:
            return
        connector, writer = self._connectors[row.connector], self._writers[row.connector]
        while True:
            try:
                found = await self._next(row, writer)
            except NoResultFound:       # deleted meanwhile
                return
            except Exception as error:  # seen by people as a late letter, never as silence
                await self._not_taken(row, Undelivered(f"here: {type(error).__name__}"))
                return
            if isinstance(found, bool):
                await self._deliveries.let_go(conversation_id, ended=found)
                return
            letter, seq, over, more = found
            if letter is not None:
                try:
                    await connector.deliver(letter)
                except Undelivered as failure:
                    await self._not_taken(row, failure)
                    return
                metrics.LETTERS.labels(connector.name, "taken").inc()
            await self._deliveries.delivered(conversation_id, seq, self._clock.now(), over, more)
            if over or not more:
                return
            row.sent_seq, row.attempts, row.failing_since = seq, 0, None

    async def _next(self, row: Outbox, writer: Writer) -> tuple[Letter | None, int, bool, bool] | bool:
        """The next letter (None: an event that is not for the other side), its number, whether the conversation is
        over for the other side after it, and whether more follow. A bool instead: nothing to send, and is it over?"""
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, row.conversation_id)
            rows = (await session.scalars(
                sa.select(Event).where(Event.conversation_id == row.conversation_id, Event.seq > row.sent_seq)
                .order_by(Event.seq).limit(2))).all()
            yours = writer.yours(conversation)
            if not rows:
                return not yours
            event, more = rows[0], len(rows) > 1
            # Once it has been told that the conversation has gone elsewhere, the rest is not its business.
            over = not yours and (not more or event.kind == "state")
            letter = None if writer.silent(event) else await writer.letter(session, conversation, event)
            return letter, event.seq, over, more

    async def _not_taken(self, row: Outbox, failure: Undelivered) -> None:
        now: datetime = self._clock.now()
        status = await self._deliveries.failed(row, failure.reason, failure.gone, failure.wait, now)
        metrics.LETTERS.labels(row.connector, "dead" if status == "dead" else "refused").inc()
        log.log(logging.ERROR if status == "dead" else logging.WARNING,
                "a letter to %s was not taken (%s)%s", row.connector, failure.reason,
                ", it is dead: ./neuvo letters" if status == "dead" else f", try {row.attempts + 1}",
                extra={"conversation": row.conversation_id})

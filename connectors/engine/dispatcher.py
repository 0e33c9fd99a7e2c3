"""Takes waiting turns to the engine, one at a time per conversation, and writes the replies back.

A turn that fails is asked again until it succeeds; the engine answers a repeated turn with the same replies.
"""
from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from connectors import metrics
from connectors.engine.client import Answered, EngineAway, EngineRefused
from connectors.engine.engines import Engines
from content import hours
from handoff.conversations.turns import Turns, Waiting
from handoff.queues.services import Queues

log = logging.getLogger("neuvo.engine")

PATIENCE = 6.0          # seconds before the customer is told that the assistant is away
LONGEST_PAUSE = 5.0     # seconds between tries
LEFT = timedelta(seconds=30)    # a turn that has waited longer, and that no task here serves, is taken up
HUMAN = "/human_please"
CONFUSED = Answered([{"say": "engine_confused", "choices": [{"id": "nurse"}]}])


class Dispatcher:
    def __init__(self, turns: Turns, queues: Queues, engines: Engines, allow_drafts: bool) -> None:
        self._turns, self._queues, self._engines, self._allow_drafts = turns, queues, engines, allow_drafts
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def kick(self, conversation_id: str) -> None:
        """See to this conversation's waiting turns, now if nobody is at it, otherwise right after."""
        if conversation_id in self._running:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._serve(conversation_id))
        self._running[conversation_id] = task
        task.add_done_callback(lambda done: self._ended(conversation_id, done))

    def thinking(self, conversation_id: str) -> bool:
        """Whether a reply is being made."""
        return conversation_id in self._running

    async def start(self) -> None:
        """Take up what was waiting when the last process ended."""
        for conversation_id in await self._turns.conversations_waiting():
            self.kick(conversation_id)

    async def look(self) -> None:
        """Take up what nobody here is at, however it was left: a kick that was lost, a turn that failed, a replica that died."""
        for conversation_id in await self._turns.conversations_waiting(older_than=LEFT):
            if conversation_id not in self._running:
                self.kick(conversation_id)

    async def stop(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._running.pop(conversation_id, None)
        self._turns.hub.wake(conversation_id)       # the "thinking" mark goes
        if not task.cancelled() and task.exception():
            log.error("a turn failed", exc_info=task.exception(), extra={"conversation": conversation_id})
            metrics.TURNS.labels("failed").inc()
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.kick(conversation_id)

    async def _serve(self, conversation_id: str) -> None:
        while (waiting := await self._turns.next(conversation_id)) is not None:
            await self._take(waiting)

    async def _take(self, waiting: Waiting) -> None:
        started, told, pause = time.monotonic(), False, 0.2
        while True:
            try:
                name, engine = self._engines.choose(waiting.engine)
                if name != waiting.engine:
                    waiting = await self._turns.stay_with(waiting, name)
                answered = await engine.turn(waiting, self._turns.clock.now(), hours.hours.get(), self._allow_drafts)
                break
            except EngineAway as reason:
                log.warning("the engine is away (%s)", reason)
                waiting = await self._turns.look_alone(waiting)
                if waiting.payload == HUMAN:
                    await self._queues.hand_over_without_engine(waiting.conversation_id, waiting.seq)
                    return
                if not told and time.monotonic() - started > PATIENCE:
                    told = True
                    await self._turns.say(waiting, "engine_away", ("nurse",))
                await asyncio.sleep(pause)
                pause = min(pause * 1.7, LONGEST_PAUSE)
                newest = await self._turns.next(waiting.conversation_id)
                if newest is None:
                    return
                if await self._nurse_wanted(waiting):
                    return
            except EngineRefused as reason:
                log.error("the engine refused a turn (%s)", reason)
                answered = CONFUSED
                break
        if await self._finish(waiting, answered):
            if answered.unsure_of is not None and waiting.text and not waiting.alarm:
                await self._turns.not_understood(waiting, answered.unsure_of, answered.language)
            metrics.TURNS.labels("done").inc()
            metrics.TURN_SECONDS.observe(time.monotonic() - started)

    async def _finish(self, waiting: Waiting, answered: Answered) -> bool:
        """Write the replies. One that cannot be put into words becomes an apology and the way to a nurse: a turn
        never waits for ever."""
        try:
            return await self._turns.finish(waiting, answered.replies, answered.form_open)
        except (KeyError, ValueError, TypeError) as error:
            log.error("a reply could not be put into words", exc_info=error)
            metrics.TURNS.labels("failed").inc()
            return await self._turns.finish(waiting, CONFUSED.replies)

    async def _nurse_wanted(self, waiting: Waiting) -> bool:
        """While the engine is away, a later press of "talk to a nurse" goes past the waiting turn."""
        seq = await self._turns.human_wanted_after(waiting)
        if seq is None:
            return False
        await self._queues.hand_over_without_engine(waiting.conversation_id, seq)
        return True

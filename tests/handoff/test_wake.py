"""Wake-ups: who is woken by what, only after the commit, and what another replica hears."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from handoff.database import Database, migrate
from handoff.models import Conversation
from handoff.wake import ANYTHING, DESK, NOTICE, Hub, lists_of, nurse_topic
from tests import databases


class Replica:
    """One process's hub, and which of the topics it has been woken on."""

    def __init__(self, url: str, *topics: str) -> None:
        self.hub, self.topics = Hub(url), topics
        self._stack = ExitStack()
        self._signals = {topic: self._stack.enter_context(self.hub.listen(topic)) for topic in topics}

    async def woken(self, *topics: str) -> set[str]:
        """Waits until these are woken (at most five seconds) and a little longer; forgets all."""
        for topic in topics:
            await asyncio.wait_for(self._signals[topic].wait(), 5)
        await asyncio.sleep(0.05)
        found = {topic for topic, signal in self._signals.items() if signal.is_set()}
        for signal in self._signals.values():
            signal.clear()
        return found

    async def start(self) -> None:
        """Listen to PostgreSQL; whoever begins to listen may have missed something and wakes everybody once."""
        await self.hub.start()
        await self.woken(*self.topics)

    async def stop(self) -> None:
        self._stack.close()
        await self.hub.stop()


@pytest.fixture(params=databases.KINDS)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    with databases.fresh(request.param, tmp_path) as url:
        migrate(url)
        yield url


async def test_listeners_are_woken_after_the_commit_and_never_by_what_was_undone(url: str) -> None:
    database, replica = Database(url), Replica(url, "one", "two")
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await replica.hub.announce(session, "one")
            raise RuntimeError
    async with database.write() as session:
        await replica.hub.announce(session, "two")
        assert await replica.woken() == set()
    assert await replica.woken("two") == {"two"}
    await replica.stop()
    await database.close()


async def test_a_message_wakes_its_nurse_only_and_a_change_of_hands_every_desk() -> None:
    def conversation(state: str, nurse: str | None = None) -> Conversation:
        return Conversation(id="c", state=state, nurse_id=nurse)
    assert lists_of(conversation("bot")) == () == lists_of(conversation("closed", "n"))
    assert lists_of(conversation("queued")) == (DESK,) == lists_of(conversation("message"))
    assert lists_of(conversation("with_nurse", "n")) == (nurse_topic("n"),)


async def test_who_listens_to_anything_hears_every_topic(url: str) -> None:
    replica = Replica(url, ANYTHING, "one")
    replica.hub.wake("two")
    assert await replica.woken(ANYTHING) == {ANYTHING}
    await replica.stop()


async def test_another_replica_hears_many_topics_and_a_process_does_not_hear_itself() -> None:
    with databases.fresh("postgresql", Path()) as url:
        many = [f"{number:036}" for number in range(3 * NOTICE // 36)]
        database, here, there = Database(url), Replica(url, many[0], many[-1]), Replica(url, many[0], many[-1], "other")
        await here.start()
        await there.start()
        async with database.write() as session:
            await here.hub.announce(session, *many)
        assert await here.woken(many[0], many[-1]) == {many[0], many[-1]}
        assert await there.woken(many[0], many[-1]) == {many[0], many[-1]}
        assert await here.woken() == set()      # its own notice has come back meanwhile
        for replica in (here, there):
            await replica.stop()
        await database.close()

"""A customer's turn reaches the engine and its reply the log, whatever stumbled in between."""
from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from connectors.engine import dispatcher as dispatching
from connectors.engine.client import Answered, Engine, EngineRefused
from connectors.engine.dispatcher import Dispatcher
from handoff.conversations.turns import Turns
from tests.handoff.queues.conftest import Room, address, room  # noqa: F401  (fixtures)

ECHO = Answered([{"texts": dict.fromkeys(("fi", "sv", "en"), "kaiku")}])


class OneEngine:
    """Answers every turn alike."""

    asked = 0

    def choose(self, name: str | None) -> tuple[str, Any]:
        return "one", self

    async def turn(self, *_: Any) -> Answered:
        self.asked += 1
        return ECHO


async def answered(room: Room, family: str) -> int:  # noqa: F811
    return sum(event.text == "kaiku" for event in await room.log(family))


async def settled(dispatcher: Dispatcher) -> None:
    while tasks := list(dispatcher._running.values()):
        await asyncio.wait(tasks)
        await asyncio.sleep(0)


async def test_a_turn_whose_writing_failed_is_taken_up_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    turns, family = Turns(room.conversations, room.queues), await room.family()
    dispatcher = Dispatcher(turns, room.queues, OneEngine(), True)     # type: ignore[arg-type]
    write, failures = turns.finish, iter([sa.exc.OperationalError("", {}, Exception("away"))])

    async def finish(*asked: Any) -> bool:
        for failure in failures:
            raise failure
        return await write(*asked)

    monkeypatch.setattr(turns, "finish", finish)
    await room.say(family, "hei")
    dispatcher.kick(family)
    await settled(dispatcher)
    assert await answered(room, family) == 0
    await dispatcher.look()                     # too soon: another replica may be at it
    assert not dispatcher.thinking(family)
    room.clock.later(seconds=dispatching.LEFT.total_seconds())
    await dispatcher.look()
    await settled(dispatcher)
    assert await answered(room, family) == 1
    await dispatcher.look()
    assert not dispatcher.thinking(family)


async def test_the_same_message_again_asks_for_a_reply_that_has_not_come(room: Room) -> None:  # noqa: F811
    """The line broke after the message was stored and before the engine was asked."""
    family, client_id = await room.family(), str(uuid.uuid4())
    seq, turn = await room.conversations.post(family, client_id, "hei")
    assert turn is True
    assert await room.conversations.post(family, client_id, "hei") == (seq, True)
    turns, engine = Turns(room.conversations, room.queues), OneEngine()
    dispatcher = Dispatcher(turns, room.queues, engine, True)       # type: ignore[arg-type]
    dispatcher.kick(family)
    await settled(dispatcher)
    assert (await answered(room, family), engine.asked) == (1, 1)
    assert await room.conversations.post(family, client_id, "hei") == (seq, False)


async def test_that_the_engine_is_away_is_said_once_by_many_replicas(room: Room) -> None:  # noqa: F811
    turns, family = Turns(room.conversations, room.queues), await room.family()
    await room.say(family, "hei")
    waiting = await turns.next(family)
    assert waiting is not None
    for _ in range(2):
        await turns.say(waiting, "engine_away", ("nurse",))
    assert [event.author for event in await room.log(family)].count("system") == 1


@pytest.mark.parametrize("body", ["not JSON", "[]", "{}", "null"])
async def test_an_answer_without_replies_is_a_refusal(room: Room, body: str) -> None:  # noqa: F811
    turns, family = Turns(room.conversations, room.queues), await room.family()
    await room.say(family, "hei")
    waiting = await turns.next(family)
    assert waiting is not None
    engine = Engine("http://engine", "key")
    engine._client = httpx.AsyncClient(base_url="http://engine", transport=httpx.MockTransport(
        lambda request: httpx.Response(200, text=body)))
    with pytest.raises(EngineRefused):
        await engine.turn(waiting, room.clock.now(), room.conversations.speaker().hours, True)
    await engine.close()

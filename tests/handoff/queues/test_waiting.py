"""The wait in the chat queue: place, honest estimate, leaving, and turning it into a message."""
from __future__ import annotations

from datetime import datetime

import pytest

from handoff.errors import Refused
from handoff.queues import waits
from tests.handoff.queues.conftest import Room


async def test_without_enough_real_waits_there_is_no_number(room: Room) -> None:
    await room.nurse()
    await room.past_waits("chat-fi", [5] * (waits.FEWEST - 1))
    family = await room.waiting()
    assert await room.standing(family) == {"position": 1, "waiting": 1}


async def test_the_estimate_is_the_quartiles_of_real_waits_of_the_same_queue(room: Room) -> None:
    await room.nurse()
    await room.past_waits("chat-fi", [2, 3, 4, 5, 6, 7, 8, 9, 10])      # quartiles 4 and 8
    await room.past_waits("chat-sv", [60] * 20)
    assert (await room.standing(await room.waiting()))["estimate"] == {"from": 4, "to": 8}
    second = await room.waiting()
    assert await room.standing(second) == {"position": 2, "waiting": 2, "estimate": {"from": 8, "to": 16}}


async def test_past_waits_count_by_the_place_they_began_at(room: Room) -> None:
    await room.nurse()
    await room.past_waits("chat-fi", [12] * 10, place=4)        # three minutes a place
    assert (await room.standing(await room.waiting()))["estimate"] == {"from": 3, "to": 4}


async def test_only_the_newest_claims_of_two_weeks_count(room: Room) -> None:
    nurse = await room.nurse()
    await room.past_waits("chat-fi", [2] * waits.NEWEST + [90] * 50)
    family = await room.waiting()
    assert (await room.standing(family))["estimate"] == {"from": 2, "to": 3}
    room.clock.later(days=15)
    await room.seen(nurse)
    assert "estimate" not in await room.standing(family)


async def test_a_wait_longer_than_most_gets_no_number_that_would_not_be_true(room: Room) -> None:
    nurse = await room.nurse()
    await room.past_waits("chat-fi", [4] * 10)
    family = await room.waiting()
    room.clock.later(minutes=6)
    await room.seen(nurse)
    assert await room.standing(family) == {"position": 1, "waiting": 1, "late": True}


async def test_nobody_on_duty_is_told_before_the_wait_and_gives_no_number(room: Room) -> None:
    await room.past_waits("chat-fi", [4] * 10)
    family = await room.waiting()
    assert (await room.of(family)).state == "queued"            # the place is kept
    told = await room.last(family)
    assert "ei ole vapaana" in told.text and [c["id"] for c in told.body["choices"]] == ["as_message"]
    assert await room.standing(family) == {"position": 1, "waiting": 1, "nobody": True}


@pytest.mark.parametrize("more", [{"presence": "away"}, {"active": False}, {"queues": ["chat-sv"]},
                                  {"languages": ["sv", "en"]}, {"role": "editor"}, {"there": False}])
async def test_a_nurse_who_does_not_serve_this_queue_is_nobody(room: Room, more: dict) -> None:
    await room.nurse(**more)
    assert "nobody" in await room.standing(await room.waiting())


async def test_a_busy_nurse_is_somebody_and_a_silent_one_is_not(room: Room) -> None:
    await room.nurse(presence="busy")
    family = await room.waiting()
    assert "nobody" not in await room.standing(family)
    assert (await room.last(family)).kind == "state"
    room.clock.later(minutes=3)
    assert "nobody" in await room.standing(family)


async def test_those_behind_move_up_and_are_woken_at_once(room: Room) -> None:
    nurse = await room.nurse()
    first, second = await room.waiting(), await room.waiting()
    with room.hub.listen(second) as signal:
        await room.work.claim(first, nurse)
        assert signal.is_set()
    assert (await room.standing(second))["position"] == 1


async def test_leaving_the_queue_ends_the_wait_and_wakes_the_rest(room: Room) -> None:
    first, second = await room.waiting(), await room.waiting()
    with room.hub.listen(second) as signal:
        await room.queues.leave(first)
        assert signal.is_set()
    assert [(w.ended_as, w.claimed_at) for w in await room.waits(first)] == [("left", None)]
    assert (await room.of(first)).state == "bot"
    with pytest.raises(Refused, match="not_queued"):
        await room.queues.leave(first)


async def test_a_wait_becomes_a_message_with_everything_and_a_date(room: Room) -> None:
    family = await room.family("sv")
    await room.say(family, "babyn har feber")
    await room.ask(family, first_words="babyn har feber")
    await room.say(family, "39 grader nu")
    room.clock.later(minutes=1)
    await room.queues.wait_as_message(family)
    now = await room.of(family)
    assert (now.state, now.channel, now.queue) == ("message", "message", "message-sv")
    assert now.answer_by.date().isoformat() == "2026-11-26"
    last = await room.last(family)
    assert "torsdag 26.11" in last.text
    assert datetime.fromisoformat(last.body["data"]["answer_by"]) == now.answer_by
    assert [e.text for e in await room.log(family) if e.author == "customer"] == ["babyn har feber", "39 grader nu"]
    assert [(w.channel, w.ended_as) for w in await room.waits(family)] == [("chat", "message"), ("message", None)]
    with pytest.raises(Refused, match="not_queued"):
        await room.queues.wait_as_message(family)


async def test_the_button_turns_the_wait_into_a_message_and_the_engine_hears_nothing(room: Room) -> None:
    family = await room.waiting()                           # nobody is there: the button was offered
    assert await room.press(family, "as_message") is False
    assert (await room.of(family)).state == "message"
    assert await room.press(family, "as_message") is False      # pressed again: nothing more happens
    assert len(await room.waits(family)) == 2


async def test_levels_count_both_readings_of_seven_minutes(room: Room) -> None:
    nurse = await room.nurse()
    quick, slow, waiting = await room.waiting(), await room.waiting(), await room.waiting()
    room.clock.later(minutes=3)
    await room.work.claim(quick, nurse)
    await room.answer(quick, nurse)
    room.clock.later(minutes=3)
    await room.work.close(quick, nurse, "advice_given")         # six minutes from joining to the end
    room.clock.later(minutes=4)
    await room.work.claim(slow, nurse)
    await room.answer(slow, nurse)
    await room.answer(slow, nurse)                              # the first answer counts
    async with room.database.read() as session:
        told = await waits.levels(session, room.conversations.speaker().hours, room.clock.now())
    assert told["chat"] == {"target_seconds": 420, "answer": {"count": 2, "within": 1},
                            "lead": {"count": 1, "within": 1}, "waiting": 1, "waiting_over": 1}
    assert (await room.of(waiting)).state == "queued"

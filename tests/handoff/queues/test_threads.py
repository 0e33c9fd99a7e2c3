"""The message channel: a date that holds, replies both ways, and coming back to it."""
from __future__ import annotations

import pytest

from handoff.errors import Refused
from handoff.queues import waits
from tests.handoff.queues.conftest import Room


@pytest.mark.parametrize(("moment", "day"), [
    ("2026-11-23T22:00:00+02:00", "2026-11-27"),    # after closing counts from Tuesday
    ("2026-12-03T12:00:00+02:00", "2026-12-08"),    # a weekend; Independence Day is its Sunday
    ("2026-12-22T12:00:00+02:00", "2026-12-29"),    # Christmas
    ("2027-03-24T12:00:00+02:00", "2027-03-31"),    # Easter
    ("2027-06-23T12:00:00+03:00", "2027-06-29"),    # Midsummer Eve
])
async def test_the_date_knows_holidays_and_is_told(room: Room, moment: str, day: str) -> None:
    room.clock.at(moment)
    family = await room.waiting(channel="message")
    assert (await room.of(family)).answer_by.date().isoformat() == day
    assert (await room.last(family)).body["data"]["answer_by"].startswith(day)


async def test_replies_go_both_ways_and_each_question_has_a_date_of_its_own(room: Room) -> None:
    nurse = await room.nurse()
    family = await room.waiting("sv", "message")
    await room.work.claim(family, nurse)
    with pytest.raises(Refused, match="not_answered"):
        await room.work.wait_for_family(family, nurse)
    await room.answer(family, nurse, "Hej, prova med saltvatten.")
    await room.work.wait_for_family(family, nurse)
    assert "skriv" in (await room.last(family)).text and (await room.of(family)).nurse_id is None
    room.clock.at("2026-11-25T10:00:00+02:00")
    await room.say(family, "tack, det hjälpte inte")
    now = await room.of(family)
    assert (now.state, now.queue, now.answered_at) == ("message", "message-sv", None)
    assert now.answer_by.date().isoformat() == "2026-11-30" and "måndag 30.11" in (await room.last(family)).text
    await room.say(family, "en sak till")
    assert [w.ended_as for w in await room.waits(family)] == ["closed", None]     # one wait, however many words
    await room.work.claim(family, nurse)
    await room.answer(family, nurse, "Då bokar vi en tid.")
    assert [e.text for e in await room.log(family) if e.author == "nurse"] == [
        "Hej, prova med saltvatten.", "Då bokar vi en tid."]


async def test_a_picture_in_an_answered_thread_is_a_question_too(room: Room) -> None:
    nurse = await room.nurse()
    family = await room.waiting(channel="message")
    await room.work.claim(family, nurse)
    await room.answer(family, nurse)
    await room.work.wait_for_family(family, nurse)
    async with room.database.write() as session:
        await room.conversations.record_attachment(session, family, "p1", {"id": "x"}, room.clock.now())
    assert (await room.of(family)).answered_at is None and (await room.of(family)).answer_by is not None


async def test_overdue_messages_are_counted_and_those_due_today(room: Room) -> None:
    nurse = await room.nurse()
    for _ in range(3):
        await room.waiting(channel="message")
    answered = await room.waiting(channel="message")
    await room.work.claim(answered, nurse)
    await room.answer(answered, nurse)

    async def told() -> dict:
        async with room.database.read() as session:
            return (await waits.levels(session, room.conversations.speaker().hours, room.clock.now()))["message"]

    assert await told() == {"target_days": 3, "waiting": 3, "overdue": 0, "due_today": 0,
                            "answered": {"count": 1, "within": 1}}
    room.clock.at("2026-11-26T15:59:00+02:00")
    assert (await told())["due_today"] == 3
    room.clock.at("2026-11-26T16:01:00+02:00")
    assert (await told())["overdue"] == 3 and (await told())["due_today"] == 0


async def test_a_quiet_thread_ends_by_itself_after_two_weeks_and_an_unanswered_one_never(room: Room) -> None:
    nurse = await room.nurse()
    answered, unanswered = await room.waiting(channel="message"), await room.waiting(channel="message")
    await room.work.claim(answered, nurse)
    await room.answer(answered, nurse)
    await room.work.wait_for_family(answered, nurse)
    room.clock.later(days=13)
    assert await room.keeper.look() == 0
    room.clock.later(days=2)
    assert await room.keeper.look() == 1
    assert (await room.of(answered)).state == "closed" and (await room.of(unanswered)).state == "message"
    room.clock.later(days=200)
    assert await room.keeper.look() == 0


async def test_a_message_may_be_left_open_only_by_its_nurse(room: Room) -> None:
    nurse, other = await room.nurse(), await room.nurse("Toinen")
    family, chat = await room.waiting(channel="message"), await room.waiting()
    await room.work.claim(family, nurse)
    await room.answer(family, nurse)
    with pytest.raises(Refused, match="not_yours"):
        await room.work.wait_for_family(family, other)
    await room.work.claim(chat, nurse)
    await room.answer(chat, nurse)
    with pytest.raises(Refused, match="not_answered"):
        await room.work.wait_for_family(chat, nurse)

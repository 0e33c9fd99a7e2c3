"""Closing time by the clock: 15:55, 15:59, 16:00, Midsummer Eve. Nobody who waits is dropped."""
from __future__ import annotations

import pytest

from tests.handoff.queues.conftest import Room

MONDAY = "2026-11-23T{}:00+02:00"


async def ids(room: Room, family: str) -> list[str]:
    return [choice["id"] for choice in (await room.last(family)).body.get("choices", ())]


@pytest.mark.parametrize("time", ["15:45", "15:55", "15:59"])
async def test_near_closing_it_is_said_before_the_wait(room: Room, time: str) -> None:
    await room.nurse()
    room.clock.at(MONDAY.format(time))
    family = await room.waiting()
    assert (await room.of(family)).state == "queued"
    last = await room.last(family)
    assert "sulkeutuu tänään klo 16.00" in last.text and "torstaina 26.11" in last.text and "116117" in last.text
    assert await ids(room, family) == ["carry_yes", "carry_no"]


async def test_earlier_nothing_is_said_of_closing(room: Room) -> None:
    room.clock.at(MONDAY.format("15:44"))
    await room.nurse()
    family = await room.waiting()
    assert (await room.last(family)).kind == "state"
    assert await room.keeper.look() == 0


@pytest.mark.parametrize("moment", ["2026-11-23T16:00:00+02:00", "2026-06-19T12:00:00+03:00", "2026-12-24T12:00:00+02:00"])
async def test_when_closed_nobody_is_queued_and_a_message_is_offered(room: Room, moment: str) -> None:
    room.clock.at(moment)
    family = await room.waiting()
    assert (await room.of(family)).state == "bot"
    assert "Chat on nyt kiinni" in (await room.last(family)).text and "message" in await ids(room, family)


async def test_those_who_already_wait_are_asked_once_a_quarter_before_closing(room: Room) -> None:
    await room.nurse()
    room.clock.at(MONDAY.format("15:30"))
    family = await room.waiting("sv")
    room.clock.at(MONDAY.format("15:45"))
    assert await room.keeper.look() == 1
    assert await room.keeper.look() == 0
    assert "stänger i dag kl. 16.00" in (await room.last(family)).text
    assert await ids(room, family) == ["carry_yes", "carry_no"]


@pytest.mark.parametrize(("answer", "state", "words"), [
    ("carry_yes", "message", "kuten toivoit. Hoitaja vastaa tähän viimeistään torstaina 26.11."),
    (None, "message", "Jotta asiasi ei katoa, siirsimme sen viestiksi. Hoitaja vastaa tähän viimeistään torstaina 26.11."),
    ("carry_no", "bot", "asiaasi ei siirretty viestiksi. Chat aukeaa tiistaina 24.11. klo 8.00."),
])
async def test_at_closing_those_waiting_are_carried_over_as_they_chose(room: Room, answer: str | None, state: str,
                                                                      words: str) -> None:
    room.clock.at(MONDAY.format("15:59"))
    family = await room.waiting()
    if answer:
        assert await room.press(family, answer) is False
    assert await room.keeper.look() == 0
    assert (await room.of(family)).state == "queued"
    room.clock.at(MONDAY.format("16:00"))
    assert await room.keeper.look() == 1
    assert await room.keeper.look() == 0
    assert (await room.of(family)).state == state
    assert words in (await room.last(family)).text
    assert (await room.waits(family))[0].ended_as == ("left" if state == "bot" else "carried")


async def test_one_who_changes_her_mind_is_heard(room: Room) -> None:
    room.clock.at(MONDAY.format("15:50"))
    family = await room.waiting()
    await room.press(family, "carry_no")
    await room.press(family, "carry_yes")
    room.clock.at(MONDAY.format("16:00"))
    await room.keeper.look()
    assert (await room.of(family)).state == "message"


async def test_a_message_that_nobody_asked_for_can_be_withdrawn_until_it_is_answered(room: Room) -> None:
    nurse = await room.nurse()
    room.clock.at(MONDAY.format("15:59"))
    first, second = await room.waiting(), await room.waiting()
    room.clock.at(MONDAY.format("16:00"))
    await room.keeper.look()
    assert await ids(room, first) == ["withdraw"]
    await room.press(first, "withdraw")
    assert (await room.of(first)).state == "bot" and "withdraw" in await room.deeds(first)
    await room.work.claim(second, nurse)
    await room.answer(second, nurse)
    await room.press(second, "withdraw")
    assert (await room.of(second)).state == "with_nurse"


async def test_before_midsummer_the_date_passes_over_eve_and_weekend(room: Room) -> None:
    room.clock.at("2026-06-18T15:59:00+03:00")          # Thursday; Friday is Midsummer Eve
    family = await room.waiting()
    room.clock.at("2026-06-18T16:00:00+03:00")
    await room.keeper.look()
    last = await room.last(family)
    assert "keskiviikkona 24.6." in last.text           # 22, 23, 24: what was said before closing holds after it
    assert (await room.of(family)).answer_by.isoformat().startswith("2026-06-24")


async def test_a_chat_with_a_nurse_goes_on_after_closing(room: Room) -> None:
    nurse = await room.nurse()
    room.clock.at(MONDAY.format("15:58"))
    await room.seen(nurse)
    family = await room.waiting()
    await room.work.claim(family, nurse)
    room.clock.at(MONDAY.format("16:00"))
    await room.seen(nurse)
    assert await room.keeper.look() == 0
    await room.answer(family, nurse)
    assert (await room.of(family)).state == "with_nurse"


async def test_a_chat_given_back_after_closing_is_carried_over_too(room: Room) -> None:
    nurse = await room.nurse()
    family = await room.waiting()
    await room.work.claim(family, nurse)
    room.clock.at(MONDAY.format("16:05"))
    await room.work.release(family, nurse)
    await room.keeper.look()
    assert (await room.of(family)).state == "message"

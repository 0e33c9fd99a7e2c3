"""Figures: deleted conversations still count, measures are what their names say. Small counts: test_hiding.py."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from content import hours
from handoff import feedback, retention
from handoff.attachments import Store
from handoff.errors import Refused
from handoff.models import Contact, Conversation
from handoff.statistics import Figures, as_csv, report
from handoff.statistics.report import nps
from tests.handoff.queues.conftest import Room, address, room  # noqa: F401  (fixtures)

DAY = Figures(date(2026, 11, 23), 1)


def test_nps_is_promoters_less_detractors_and_needs_five() -> None:
    assert nps([10, 9, 9, 7, 0]) == 40 and nps([10] * 4) is None and nps([6] * 5) == -100


async def a_chat(room: Room, nurse: object, minutes: float, score: int | None = None, language: str = "fi") -> str:  # noqa: F811
    conversation = await room.family(language)
    await room.say(conversation, "apua")
    await room.ask(conversation)
    room.clock.later(minutes=minutes)
    await room.work.claim(conversation, nurse)      # type: ignore[arg-type]
    await room.answer(conversation, nurse)          # type: ignore[arg-type]
    await room.work.close(conversation, nurse, "other")     # type: ignore[arg-type]
    if score is not None:
        await feedback.give(room.conversations, conversation, score, None)
    return conversation


async def figures(room: Room, asked: Figures = DAY) -> dict[tuple[str, str], dict]:  # noqa: F811
    async with room.database.read() as session:
        found = await report(session, hours.hours.get(), room.clock.now(), asked)
    return {(row["part"], row["key"]): row for row in found["rows"]}


async def test_a_day_told_by_hour_language_and_queue(room: Room) -> None:  # noqa: F811
    nurse = await room.nurse(max_chats=50)
    for minutes in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        await a_chat(room, nurse, minutes, score=10)
    for _ in range(5):
        await room.say(await room.family(), "vain robotille")
    await room.family()                                         # nothing written: no contact
    left = await room.waiting()
    await room.queues.leave(left)
    found = await figures(room)
    total = found["total", ""]
    assert (total["contacts"], total["bot"], total["nurse"], total["left"]) == (15, 5, 10, None)
    assert (total["median_seconds"], total["p90_seconds"], total["within_percent"]) == (330, 540, 70)
    assert total["nps"] == 100 and found["queue", "chat-fi"]["nurse"] == 10 and found["queue", "-"]["bot"] == 5
    assert found["language", "fi"]["contacts"] == 15 and found["language", "sv"]["contacts"] == 0
    assert [key for part, key in found if part == "time"] == [f"{hour:02d}" for hour in range(8, 16)]
    assert (await figures(room, Figures(date(2026, 11, 24), 1)))["total", ""]["contacts"] == 0
    week = await figures(room, Figures(date(2026, 11, 23), 7, language="sv"))
    assert week["total", ""]["contacts"] == 0 and ("time", "2026-11-29") in week


async def test_a_deleted_conversation_still_counts_and_names_nobody(room: Room, tmp_path: Path) -> None:  # noqa: F811
    nurse = await room.nurse(max_chats=50)
    made = [await a_chat(room, nurse, 2, score=9) for _ in range(6)]
    before = await figures(room)
    room.clock.later(days=31)
    deleted = await retention.sweep(room.database, Store(tmp_path), room.clock.now(), retention.Times())
    assert set(made) <= set(deleted.conversations)
    after = await figures(room)
    for name in ("contacts", "nurse", "feedback", "nps", "median_seconds"):
        assert after["total", ""][name] == before["total", ""][name] is not None
    async with room.database.read() as session:
        rows = list(await session.scalars(sa.select(Contact)))
        assert not list(await session.scalars(sa.select(Conversation).where(Conversation.id.in_(made))))
    assert all(row.hour.minute == row.hour.second == 0 for row in rows)
    assert {column.name for column in Contact.__table__.columns} == {
        "id", "hour", "language", "queue", "guided", "booked", "score"}


async def test_booking_guidance_that_worked_is_counted(room: Room) -> None:  # noqa: F811
    from handoff.conversations import log
    from handoff.conversations.log import NewEvent
    from handoff.conversations.services import locked
    titles = dict.fromkeys(("fi", "sv", "en"), "x")
    for n in range(5):
        conversation = await room.family()
        async with room.database.write() as session:
            await locked(session, conversation)
            await log.append(session, conversation, room.clock.now(), NewEvent(
                "bot", "choices", "?", "fi", titles, ({"id": "booking:worked:yes", "titles": titles, "payload": "/booking"},)))
        if n < 5:
            await room.press(conversation, "booking:worked:yes")
    total = (await figures(room))["total", ""]
    assert total["guided"] == total["booked"] == total["bot"] == 5


async def test_open_messages_are_told_by_age(room: Room) -> None:  # noqa: F811
    for _ in range(6):
        await room.waiting(channel="message")
    room.clock.later(days=2)
    async with room.database.read() as session:
        found = await report(session, hours.hours.get(), room.clock.now(), DAY)
    ages = {row["age"]: row["count"] for row in found["open_messages"]}
    assert ages["under_3"] == 6 and ages["older"] == 0


def test_a_cell_that_looks_like_a_formula_is_text_in_the_csv() -> None:
    assert as_csv.table(("a",), [("=HYPERLINK(1)",), ("-",), (-5,)]).splitlines() == ["a", "'=HYPERLINK(1)", "-", "-5"]


def test_only_days_and_whole_weeks_and_one_filter_are_asked() -> None:
    monday = date(2026, 11, 23)
    for asked in ({"days": 2}, {"days": 28}, {"first": date(2026, 11, 24), "days": 7}, {"language": "fi", "queue": "chat-fi"}):
        with pytest.raises(Refused):
            Figures(**{"first": monday, "days": 1, **asked})

"""The day and week view: one row of figures for the whole, and one for each hour or day, language and queue."""
from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import LANGUAGES
from content.hours import Hours
from content.texts import HELSINKI
from handoff.errors import Refused
from handoff.models import Wait
from handoff.statistics.contacts import Fact, between
from handoff.statistics.hiding import FEWEST
from handoff.statistics.week import DAY, WEEK, Cell, Week

COUNTS = ("contacts", "bot", "nurse", "guided", "booked", "left", "chats_answered", "messages_answered", "feedback")
# Each measure is about so many: it is told only where that count is.
MEASURES = {"median_seconds": "chats_answered", "p90_seconds": "chats_answered", "within_percent": "chats_answered",
            "message_hours": "messages_answered", "message_within_percent": "messages_answered", "nps": "feedback"}


@dataclass(frozen=True)
class Figures:
    """What one look is about: a Finnish day, or a week from its Monday; all of it, one language or one queue."""

    first: date
    days: int
    language: str | None = None
    queue: str | None = None

    def __post_init__(self) -> None:
        """Raises Refused 422 for anything else: week.py says why."""
        if self.days not in (1, 7):
            raise Refused(422, "out_of_range", "days must be 1 or 7.", "days")
        if self.days == 7 and self.first != self.monday:
            raise Refused(422, "out_of_range", "A week begins on a Monday.", "from")
        if self.language and self.queue:
            raise Refused(422, "out_of_range", "Ask by language or by queue, one at a time.", "queue")

    @property
    def monday(self) -> date:
        return self.first - self.first.weekday() * DAY

    @property
    def cell(self) -> Cell:
        part = "language" if self.language else "queue" if self.queue else "all"
        return Cell(WEEK if self.days == 7 else self.first.isoformat(), part, self.language or self.queue or "")


async def report(session: AsyncSession, hours: Hours, now: datetime, asked: Figures) -> dict[str, Any]:
    """All figures as rows of one shape: `{part: total|time|language|queue, key, <counts>, <measures>}`.

    A None stands for what is hidden or cannot be told. First answer: from joining the queue to the nurse's first
    message. Left: the family left the chat queue before a nurse came. `bot`: never passed to a human. Of one language
    or queue there are the whole and, in a week, its days.
    """
    start, end = (datetime.combine(asked.monday + n * DAY, time(), HELSINKI) for n in (0, 7))
    waits = (await session.scalars(sa.select(Wait).where(Wait.began_at >= start, Wait.began_at < end))).all()
    week = Week(asked.monday, await between(session, start, end), waits)
    hidden = week.hidden(lambda group: _counts(*group), COUNTS)

    def row(part: str, key: str, cell: Cell) -> dict[str, Any]:
        facts, own = week.of(cell)
        counts = {name: None if hidden(name, cell) else count for name, count in _counts(facts, own).items()}
        measures = {name: None if hidden(MEASURES[name], cell) else value
                    for name, value in _measures(facts, own, hours).items()}
        return {"part": part, "key": key, **counts, **measures}
    return {"from": asked.first.isoformat(), "days": asked.days, "fewest": FEWEST,
            "rows": [row(*each) for each in _rows(week, asked)],
            "target_seconds": int(hours.chat_answer.total_seconds()),
            "open_messages": await _open_messages(session, now) if asked.cell.part == "all" else []}


def _rows(week: Week, asked: Figures) -> list[tuple[str, str, Cell]]:
    """Part, key and cell of each row that this look has."""
    whole = asked.cell
    found = [("total", "", whole)]
    if asked.days == 7:
        found += [("time", day, whole._replace(time=day)) for day in week.days]
    if whole.part != "all":
        return found
    if asked.days == 1:
        seen = [int(hour[-2:]) for hour in week.hours(whole.time)]
        found += [("time", f"{hour:02d}", Cell(f"{whole.time}T{hour:02d}"))
                  for hour in range(min([8, *seen]), max([15, *seen]) + 1)]
    found += [("language", key, Cell(whole.time, "language", key)) for key in LANGUAGES]
    return found + [("queue", key, Cell(whole.time, "queue", key)) for key in week.keys(whole.time, "queue")]


def _counts(facts: list[Fact], waits: list[Wait]) -> dict[str, int]:
    return {
        "contacts": len(facts), "bot": sum(fact.queue is None for fact in facts),
        "nurse": sum(fact.queue is not None for fact in facts), "guided": sum(fact.guided for fact in facts),
        "booked": sum(fact.booked for fact in facts), "left": sum(wait.ended_as == "left" for wait in waits),
        "chats_answered": len(_answered(waits, "chat")), "messages_answered": len(_answered(waits, "message")),
        "feedback": sum(fact.score is not None for fact in facts),
    }


def _answered(waits: list[Wait], channel: str) -> list[timedelta]:
    return [wait.answered_at - wait.began_at for wait in waits if wait.channel == channel and wait.answered_at]


def _measures(facts: list[Fact], waits: list[Wait], hours: Hours) -> dict[str, float | int | None]:
    """Measures over fewer than five are hidden like the counts."""
    chats = sorted(span.total_seconds() for span in _answered(waits, "chat"))
    messages = [span.total_seconds() / 3600 for span in _answered(waits, "message")]
    in_time = [wait for wait in waits if wait.channel == "message" and wait.answered_at]
    scores = [fact.score for fact in facts if fact.score is not None]
    return {
        "median_seconds": round(statistics.median(chats)) if len(chats) >= FEWEST else None,
        "p90_seconds": round(chats[math.ceil(0.9 * len(chats)) - 1]) if len(chats) >= FEWEST else None,
        "within_percent": _percent([span <= hours.chat_answer.total_seconds() for span in chats]),
        "message_hours": round(statistics.median(messages), 1) if len(messages) >= FEWEST else None,
        "message_within_percent": _percent([wait.due_at is None or wait.answered_at <= wait.due_at for wait in in_time]),
        "nps": nps(scores),
    }


def _percent(hits: list[bool]) -> int | None:
    return round(100 * sum(hits) / len(hits)) if len(hits) >= FEWEST else None


def nps(scores: list[int]) -> int | None:
    """Net promoter score: percent of 9–10 less percent of 0–6; None for fewer than five answers."""
    if len(scores) < FEWEST:
        return None
    return round(100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / len(scores))


async def _open_messages(session: AsyncSession, now: datetime) -> list[dict[str, Any]]:
    """How old the messages are that nobody has answered yet, now. There is no sum that could tell a hidden one."""
    rows = (await session.scalars(sa.select(Wait).where(
        Wait.channel == "message", Wait.answered_at.is_(None), Wait.ended_at.is_(None)))).all()
    ages = [(now - wait.began_at) / DAY for wait in rows]
    limits = (("under_1", 0, 1), ("under_3", 1, 3), ("under_7", 3, 7), ("older", 7, math.inf))
    counts = {name: sum(low <= age < high for age in ages) for name, low, high in limits}
    return [{"age": name, "count": None if 0 < count < FEWEST else count} for name, count in counts.items()]

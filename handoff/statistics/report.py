"""The day and week view: one row of figures for the whole, and one for each hour or day, language and queue."""
from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import LANGUAGES
from content.hours import Hours
from content.texts import HELSINKI
from handoff.models import Wait
from handoff.statistics.contacts import Fact, between
from handoff.statistics.hiding import FEWEST, hide

BOT_ONLY = "-"              # the queue of those who needed none
COUNTS = ("contacts", "bot", "nurse", "guided", "booked", "left", "chats_answered", "messages_answered", "feedback")
MEASURES = ("median_seconds", "p90_seconds", "within_percent", "message_hours", "message_within_percent", "nps")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """What one look is about. Days are Finnish days."""

    first: date
    days: int
    language: str | None = None
    queue: str | None = None

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), HELSINKI)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.first + self.days * DAY, time(), HELSINKI)

    def bucket(self, at: datetime) -> str:
        """The hour of a day view (`09`), the date of a longer one."""
        local = at.astimezone(HELSINKI)
        return f"{local.hour:02d}" if self.days == 1 else local.date().isoformat()

    def fits(self, each: Fact | Wait) -> bool:
        return self.language in (None, each.language) and self.queue in (None, each.queue or BOT_ONLY)


async def report(session: AsyncSession, hours: Hours, now: datetime, asked: Figures) -> dict[str, Any]:
    """All figures as rows of one shape: `{part: total|time|language|queue, key, <counts>, <measures>}`.

    A None stands for what is hidden or cannot be told. First answer: from joining the queue to the nurse's first
    message. Left: the family left the chat queue before a nurse came. `bot`: never passed to a human.
    """
    facts = [fact for fact in await between(session, asked.start, asked.end) if asked.fits(fact)]
    rows = (await session.scalars(sa.select(Wait).where(Wait.began_at >= asked.start, Wait.began_at < asked.end))).all()
    waits = [wait for wait in rows if asked.fits(wait)]
    parts: dict[str, tuple[Callable[[Any], Hashable], Sequence[str]]] = {
        "total": (lambda each: "", [""]),
        "time": (lambda each: asked.bucket(_at(each)), _times(asked, [*facts, *waits])),
        "language": (lambda each: each.language, LANGUAGES),
        "queue": (lambda each: each.queue or BOT_ONLY, sorted({each.queue or BOT_ONLY for each in (*facts, *waits)})),
    }
    found = []
    for part, (key_of, keys) in parts.items():
        groups = [([f for f in facts if key_of(f) == key], [w for w in waits if key_of(w) == key]) for key in keys]
        counts = hide([_counts(*group) for group in groups], [("contacts", ("bot", "nurse"))])
        found += [{"part": part, "key": key, **shown, **_measures(*group, hours)}
                  for key, group, shown in zip(keys, groups, counts, strict=True)]
    return {"from": asked.first.isoformat(), "days": asked.days, "fewest": FEWEST, "rows": found,
            "target_seconds": int(hours.chat_answer.total_seconds()),
            "open_messages": await _open_messages(session, now, asked)}


def _at(each: Fact | Wait) -> datetime:
    return each.at if isinstance(each, Fact) else each.began_at


def _times(asked: Figures, seen: Iterable[Fact | Wait]) -> list[str]:
    if asked.days > 1:
        return [(asked.first + n * DAY).isoformat() for n in range(asked.days)]
    hours = [int(asked.bucket(_at(each))) for each in seen]
    return [f"{hour:02d}" for hour in range(min([8, *hours]), max([15, *hours]) + 1)]


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


async def _open_messages(session: AsyncSession, now: datetime, asked: Figures) -> list[dict[str, Any]]:
    """How old the messages are that nobody has answered yet, now."""
    rows = (await session.scalars(sa.select(Wait).where(
        Wait.channel == "message", Wait.answered_at.is_(None), Wait.ended_at.is_(None)))).all()
    ages = [(now - wait.began_at) / DAY for wait in rows if asked.fits(wait)]
    limits = (("under_1", 0, 1), ("under_3", 1, 3), ("under_7", 3, 7), ("older", 7, math.inf))
    counts = hide([{"count": sum(low <= age < high for age in ages)} for _, low, high in limits])
    return [{"age": name, **count} for (name, _, _), count in zip(limits, counts, strict=True)]

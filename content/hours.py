"""When nurses are there: weekly periods, Finnish public holidays, closed and shorter days.

Reads data/service/hours.yml. Asks no clock: every function is given the moment (aware).
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import holidays

from content.files import Document, Watched, data_dir, load
from content.texts import HELSINKI

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Period = tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """Opening periods by weekday (0 = Monday), and the days that differ."""

    weekly: Mapping[int, tuple[Period, ...]]
    closed_days: frozenset[tuple[int, int]]          # (month, day) closed every year beside public holidays
    special: Mapping[date, tuple[Period, ...]]       # a date of its own hours; empty = closed
    closed_names: frozenset[str]                     # movable eves: "midsummer_eve"
    closing_soon: timedelta = timedelta(minutes=15)
    message_days: int = 3
    chat_answer: timedelta = timedelta(minutes=7)

    def periods(self, day: date) -> tuple[Period, ...]:
        """Opening periods of one day, local time in Helsinki; empty when closed."""
        if day in self.special:
            return self.special[day]
        if is_holiday(day) or (day.month, day.day) in self.closed_days:
            return ()
        if "midsummer_eve" in self.closed_names and is_midsummer_eve(day):
            return ()
        return self.weekly.get(day.weekday(), ())

    def is_open(self, moment: datetime) -> bool:
        """True from opening up to, not including, the closing minute."""
        local = moment.astimezone(HELSINKI)
        return any(start <= local.time() < end for start, end in self.periods(local.date()))

    def closes_at(self, moment: datetime) -> datetime | None:
        """End of the period that is open at `moment`, or None when closed."""
        local = moment.astimezone(HELSINKI)
        for start, end in self.periods(local.date()):
            if start <= local.time() < end:
                return datetime.combine(local.date(), end, HELSINKI)
        return None

    def closes_soon(self, moment: datetime) -> datetime | None:
        """The end of the open period when it is at most `closing_soon` away."""
        end = self.closes_at(moment)
        return end if end and end - moment <= self.closing_soon else None

    def opens_at(self, moment: datetime) -> datetime | None:
        """The next opening after `moment`; None when nothing opens within 60 days."""
        local = moment.astimezone(HELSINKI)
        for ahead in range(61):
            day = local.date() + timedelta(days=ahead)
            for start, _ in self.periods(day):
                opening = datetime.combine(day, start, HELSINKI)
                if opening > local:
                    return opening
        return None

    def answer_by(self, moment: datetime) -> datetime:
        """When a message left at `moment` is answered at the latest: `message_days` working days, end of the day.

        A message that comes after the day's closing, or on a closed day, counts from the next working day.
        """
        local = moment.astimezone(HELSINKI)
        day = local.date()
        last = max((end for _, end in self.periods(day)), default=None)
        if last is None or local.time() >= last:
            day = self._next_working_day(day)
        for _ in range(self.message_days):
            day = self._next_working_day(day)
        return datetime.combine(day, max(end for _, end in self.periods(day)), HELSINKI)

    def _next_working_day(self, day: date) -> date:
        for ahead in range(1, 61):
            if self.periods(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise ValueError("no opening hours within 60 days: see data/service/hours.yml")


@lru_cache(maxsize=32)
def _finnish_holidays(year: int) -> frozenset[date]:
    names = holidays.country_holidays("FI", years=year)
    return frozenset(day for day in names if not is_midsummer_eve(day))


def is_holiday(day: date) -> bool:
    """Public holiday in Finland (the `holidays` library)."""
    return day in _finnish_holidays(day.year)


def is_midsummer_eve(day: date) -> bool:
    """The Friday before Midsummer Day, which is the Saturday of 20–26 June."""
    return day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25


def path() -> Path:
    return data_dir() / "service" / "hours.yml"


def read_hours() -> Hours:
    """Load hours.yml; raises ContentError with file and line when it cannot be used."""
    document = load(path())
    weekly = {}
    for name, periods in (document.data.get("weekly") or {}).items():
        if name not in WEEKDAYS:
            raise document.error(("weekly", name), f'"{name}" is not a weekday', f"use one of {', '.join(WEEKDAYS)}")
        weekly[WEEKDAYS.index(name)] = _periods(document, ("weekly", name), periods)
    special = {}
    for index, entry in enumerate(document.data.get("special") or []):
        day = entry.get("date")
        if not isinstance(day, date):
            raise document.error(("special", index), "a special day has no date", "write `date: 2026-12-31`")
        special[day] = _periods(document, ("special", index), entry.get("open") or [])
    closed = set()
    for index, entry in enumerate(document.data.get("closed_every_year") or []):
        try:
            day, month = (int(part) for part in str(entry).strip().rstrip(".").split("."))
            closed.add((date(2028, month, day).month, day))
        except ValueError:
            raise document.error(("closed_every_year", index), f'"{entry}" is not a day',
                                 'write day and month, e.g. "24.12."') from None
    return Hours(
        weekly=weekly, closed_days=frozenset(closed), special=special,
        closed_names=frozenset(document.data.get("closed_eves") or []),
        closing_soon=timedelta(minutes=int(document.data.get("closing_soon_minutes", 15))),
        message_days=int(document.data.get("message_working_days", 3)),
        chat_answer=timedelta(minutes=int(document.data.get("chat_answer_minutes", 7))),
    )


def _periods(document: Document, key: tuple, value: list) -> tuple[Period, ...]:
    found = []
    for text in value or []:
        try:
            start, end = (time.fromisoformat(_clock(part)) for part in str(text).split("-"))
        except ValueError:
            raise document.error(key, f'"{text}" is not a period', 'write it as "08:00-16:00"') from None
        if end <= start:
            raise document.error(key, f'the period "{text}" ends before it begins', "swap the times")
        found.append((start, end))
    return tuple(sorted(found))


def _clock(text: str) -> str:
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    return f"{int(hour):02d}:{int(minute or 0):02d}"


hours: Watched[Hours] = Watched(lambda: [path()], read_hours)

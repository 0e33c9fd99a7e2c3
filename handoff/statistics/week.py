"""Everything that can be asked about one week, as cells that hang together.

Told are the week and each of its days, in all, by language and by queue; and the hours of a day, in all. Nothing else:
a filter of two kinds, days that are no whole week or hours of one queue would be ever more sums of the same few
people, and hardly a count could be shown without giving another away.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from content.texts import HELSINKI
from handoff.models import Wait
from handoff.statistics.contacts import Fact
from handoff.statistics.hiding import Line, hidden

WEEK, BOT_ONLY = "", "-"        # the time of the whole week; the queue of those who needed none
CONTACTS = ("contacts", "bot", "nurse")
DAY = timedelta(days=1)

Group = tuple[list[Fact], list[Wait]]
Counts = Mapping[str, int]


class Cell(NamedTuple):
    """`time`: WEEK, a day `2026-11-23` or an hour of it `2026-11-23T09`; `part`: all, language or queue."""

    time: str
    part: str = "all"
    key: str = ""


class Week:
    """One week's contacts and waits, sorted into cells."""

    def __init__(self, monday: date, facts: Iterable[Fact], waits: Iterable[Wait]) -> None:
        self.days = [(monday + n * DAY).isoformat() for n in range(7)]
        self.groups: dict[Cell, Group] = {}
        for fact in facts:
            for cell in _cells(fact, fact.at):
                self.of(cell)[0].append(fact)
        for wait in waits:
            for cell in _cells(wait, wait.began_at):
                self.of(cell)[1].append(wait)

    def of(self, cell: Cell) -> Group:
        return self.groups.setdefault(cell, ([], []))

    def keys(self, time: str, part: str) -> list[str]:
        """The languages or queues that the time has anything of."""
        return sorted(cell.key for cell in self.groups if cell.time == time and cell.part == part)

    def hours(self, day: str) -> list[str]:
        return sorted(cell.time for cell in self.groups if cell.part == "all" and cell.time.startswith(f"{day}T"))

    def lines(self) -> list[Line]:
        """What is the sum of what."""
        found = [self._split(time, part) for time in (WEEK, *self.days) for part in ("language", "queue")]
        found += [Line(Cell(day), tuple(Cell(hour) for hour in self.hours(day))) for day in self.days]
        return found + [Line(cell, tuple(cell._replace(time=day) for day in self.days))
                        for cell in self.groups if cell.time == WEEK]

    def _split(self, time: str, part: str) -> Line:
        return Line(Cell(time), tuple(Cell(time, part, key) for key in self.keys(time, part)))

    def hidden(self, counts: Callable[[Group], Counts], names: Iterable[str]) -> Callable[[str, Cell], bool]:
        """Whether a cell's count of this name is hidden."""
        table = {cell: counts(group) for cell, group in self.groups.items()}
        lines = self.lines()
        gone = {name: hidden({cell: row[name] for cell, row in table.items()}, lines)
                for name in names if name not in CONTACTS}
        together = hidden({_contacts(name, cell): row[name] for cell, row in table.items() for name in CONTACTS},
                          self._lines_of_contacts(lines))
        return lambda name, cell: _contacts(name, cell) in together if name in CONTACTS else cell in gone[name]

    def _lines_of_contacts(self, lines: list[Line]) -> list[Line]:
        """Contacts, those with the bot alone and those with a nurse are the sum of each other, too."""
        found = [Line(_contacts("contacts", cell), (_contacts("bot", cell), _contacts("nurse", cell)))
                 for cell in self.groups if cell.part != "queue"]
        found += [Line(_contacts(name, line.whole), tuple(_contacts(name, cell) for cell in line.parts))
                  for name in CONTACTS for line in lines]
        return [line for line in dict.fromkeys(found) if line.whole not in line.parts]


def _contacts(name: str, cell: Cell) -> tuple[str, Cell]:
    """One count has one name, in whatever row it stands: those with the bot alone are the contacts without a queue."""
    if name == "bot" and cell.part == "all" and "T" not in cell.time:
        return "contacts", cell._replace(part="queue", key=BOT_ONLY)
    if cell.part == "queue" and (name == "bot") == (cell.key == BOT_ONLY):
        return "contacts", cell
    return name, cell


def _cells(each: Fact | Wait, at: datetime) -> list[Cell]:
    local = at.astimezone(HELSINKI)
    day = local.date().isoformat()
    kinds = (("all", ""), ("language", each.language), ("queue", each.queue or BOT_ONLY))
    return [Cell(f"{day}T{local.hour:02d}"), *(Cell(time, *kind) for time in (WEEK, day) for kind in kinds)]

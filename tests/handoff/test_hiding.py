"""Small counts stay hidden however figures are compared: filters, days and weeks, languages and queues, parts and sums."""
from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import hours
from content.texts import HELSINKI
from handoff.models import Contact
from handoff.statistics import Figures, report
from handoff.statistics.contacts import Fact
from handoff.statistics.hiding import FEWEST, Line, hidden, worked_out
from handoff.statistics.report import COUNTS, _counts
from handoff.statistics.week import CONTACTS, WEEK, Cell, Week
from tests.handoff.queues.conftest import Room, address, room  # noqa: F401  (fixtures)

MONDAY = date(2026, 11, 23)
LANGUAGES, QUEUES, HOURS, DAYS = ("fi", "sv", "en"), (None, "chat-fi", "chat-sv"), (9, 10), (0, 1, 2)
PRIME = 1_000_003
Figure = tuple[str, Cell]      # a name of CONTACTS and where it stands


def fact(day: int, hour: int = 9, language: str = "fi", queue: str | None = "chat-fi") -> Fact:
    at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, tzinfo=HELSINKI) + timedelta(days=day)
    return Fact(at, language, queue, False, False, None)


# --- what a comparison revealed before, in the figures themselves ---

async def told(room: Room, contacts: list[tuple[int, str, str | None, int]]):  # type: ignore[no-untyped-def]  # noqa: F811
    """A question to the figures, over contacts given as (day, language, queue, how many)."""
    async with room.database.write() as session:
        session.add_all(Contact(hour=fact(day).at, language=language, queue=queue)
                        for day, language, queue, count in contacts for _ in range(count))

    async def ask(days: int = 1, day: int = 0, **wish: str) -> dict[tuple[str, str], int | None]:
        async with room.database.read() as session:
            found = await report(session, hours.hours.get(), room.clock.now(),
                                 Figures(MONDAY + timedelta(days=day), days, **wish))
        return {(row["part"], row["key"]): row["contacts"] for row in found["rows"]}
    return ask


async def test_all_languages_less_two_of_them_tells_nothing_of_the_third(room: Room) -> None:  # noqa: F811
    ask = await told(room, [(0, "fi", "chat-fi", 20), (0, "sv", "chat-sv", 10), (0, "en", "chat-en", 3)])
    whole = await ask()
    assert whole["total", ""] == 33 and whole["language", "en"] is None
    shown = {language: (await ask(language=language))["total", ""] for language in LANGUAGES}
    assert shown == {"fi": 20, "sv": None, "en": None}          # 33 - 20 - 10 told the three before
    assert {key: whole["language", key] for key in LANGUAGES} == shown      # the same, whichever way it is asked


async def test_all_queues_less_the_others_tells_nothing_of_the_last(room: Room) -> None:  # noqa: F811
    ask = await told(room, [(0, "fi", "chat-fi", 20), (0, "fi", "message-fi", 9), (0, "fi", None, 4)])
    queues = ("chat-fi", "message-fi", "-")
    assert [(await ask(queue=queue))["total", ""] for queue in queues] == [20, None, None]
    assert [(await ask())["queue", queue] for queue in queues] == [20, None, None]


async def test_a_week_less_its_other_days_tells_nothing_of_one(room: Room) -> None:  # noqa: F811
    ask = await told(room, [(day, "fi", "chat-fi", count) for day, count in enumerate((12, 8, 9, 2, 30))])
    week = await ask(7)
    assert week["total", ""] == 61
    days = [(await ask(day=day))["total", ""] for day in range(5)]
    assert days == [12, None, 9, None, 30]      # 61 - 12 - 8 - 9 - 30 told the two before
    assert days == [week["time", (MONDAY + timedelta(days=day)).isoformat()] for day in range(5)]


async def test_a_language_of_a_day_cannot_be_told_from_the_week_and_the_other_days(room: Room) -> None:  # noqa: F811
    ask = await told(room, [(0, "fi", "chat-fi", 20), (0, "sv", "chat-sv", 2), (1, "fi", "chat-fi", 20), (1, "sv", "chat-sv", 9),
                            (2, "fi", "chat-fi", 7), (2, "sv", "chat-sv", 11)])
    assert (await ask(7))["total", ""] == 69
    seen = {(day, language): (await ask(day=day, language=language))["total", ""] for day in range(3) for language in ("fi", "sv")}
    assert seen[0, "sv"] is None and seen[0, "fi"] is None
    other = [day for day in (1, 2) if seen[day, "sv"] is None]
    assert other and all(seen[day, "fi"] is None for day in other)


# --- the promise itself ---

@st.composite
def weeks(draw: st.DrawFn) -> list[Fact]:
    cells = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(HOURS), st.sampled_from(LANGUAGES),
                                    st.sampled_from(QUEUES), st.integers(1, 9)), max_size=12))
    return [fact(day, hour, language, queue) for day, hour, language, queue, count in cells for _ in range(count)]


def every_cell() -> list[Cell]:
    days = [(MONDAY + timedelta(days=day)).isoformat() for day in DAYS]
    kinds = [("all", ""), *(("language", key) for key in LANGUAGES), *(("queue", key or "-") for key in QUEUES)]
    return [*(Cell(time, *kind) for time in (WEEK, *days) for kind in kinds),
            *(Cell(f"{day}T{hour:02d}") for day in days for hour in HOURS)]


def shown_and_hidden(facts: list[Fact]) -> tuple[dict[Figure, int], list[Figure]]:
    week = Week(MONDAY, facts, [])
    away = week.hidden(lambda group: _counts(*group), COUNTS)
    figures = [(name, cell) for name in CONTACTS for cell in every_cell()]
    return ({(name, cell): _counts(*week.of(cell))[name] for name, cell in figures if not away(name, cell)},
            [(name, cell) for name, cell in figures if away(name, cell)])


def belongs(name: str, cell: Cell, one: tuple[int, int, str, str | None]) -> bool:
    """Whether a contact of this day, hour, language and queue is counted in the figure."""
    day, hour, language, queue = one
    local = (MONDAY + timedelta(days=day)).isoformat()
    return (cell.time in (WEEK, local, f"{local}T{hour:02d}")
            and cell.key in {"all": ("",), "language": (language,), "queue": (queue or "-",)}[cell.part]
            and (name == "contacts" or (name == "bot") == (queue is None)))


def rank(rows: list[list[int]]) -> int:
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((at for at in range(found, len(rows)) if rows[at][column] % PRIME), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverse = pow(rows[found][column], -1, PRIME)
        rows[found] = [value * inverse % PRIME for value in rows[found]]
        for at in range(found + 1, len(rows)):
            factor = rows[at][column]
            if factor:
                rows[at] = [(value - factor * other) % PRIME for value, other in zip(rows[at], rows[found], strict=True)]
        found += 1
    return found


@settings(max_examples=60, deadline=None)
@given(weeks())
def test_no_count_below_five_is_shown_or_can_be_told_from_the_others(facts: list[Fact]) -> None:
    """Told from what the figures are sums of in truth (contacts of an hour, language and queue), not from our lines."""
    shown, gone = shown_and_hidden(facts)
    assert not [figure for figure, count in shown.items() if 0 < count < FEWEST]
    noughts = [figure for figure, count in shown.items() if count == 0]
    kinds = [one for one in product(DAYS, HOURS, LANGUAGES, QUEUES) if not any(belongs(*figure, one) for figure in noughts)]
    known = [[int(belongs(*figure, one)) for one in kinds] for figure, count in shown.items() if count]
    full = rank(known)
    for figure in gone:
        wanted = [int(belongs(*figure, one)) for one in kinds]
        assert not any(wanted) or rank([*known, wanted]) == full + 1, figure


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_what_a_line_hides_together_could_hold_a_count_that_is_not_small(counts: list[int]) -> None:
    table = {**dict(enumerate(counts)), "whole": sum(counts)}
    line = Line("whole", tuple(range(len(counts))))
    gone = hidden(table, [line])
    assert {cell for cell, count in table.items() if 0 < count < FEWEST} <= gone
    parts = [cell for cell in line.parts if cell in gone]
    assert not [cell for cell in gone if table[cell] == 0]
    if "whole" not in gone and parts:
        assert len(parts) > 1 and sum(table[cell] for cell in parts) - (len(parts) - 1) >= FEWEST
    if "whole" in gone:
        assert parts


def test_a_count_between_two_rings_of_hidden_ones_is_found() -> None:
    """Each row and column hides two or more, and yet the middle one follows: the rows of the first ring less its columns."""
    ring = [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("c", 2), ("c", 3), ("d", 2), ("d", 3)]
    middle = ("b", 2)
    lines = [*(Line(f"row {row}", tuple((row, column) for column in range(4))) for row in "abcd"),
             *(Line(f"column {column}", tuple((row, column) for row in "abcd")) for column in range(4))]
    assert worked_out({*ring, middle}, lines) == {middle}
    counts = Counter({(row, column): 20 for row in "abcd" for column in range(4)}) | Counter()
    counts.update({f"row {row}": 80 for row in "abcd"} | {f"column {column}": 80 for column in range(4)})
    for cell in (*ring, middle):
        counts[cell] = 4
    assert not worked_out(hidden(counts, lines), lines)


@pytest.mark.parametrize(("counts", "gone"), [
    ({"a": 0, "b": 5, "all": 5}, set()), ({"a": 3, "all": 3}, {"a", "all"}), ({"a": 3, "b": 40, "c": 9, "all": 52}, {"a", "c"}),
    ({"a": 1, "b": 2, "c": 0, "all": 3}, {"a", "b", "all"}), ({"a": 1, "b": 2, "c": 6, "all": 9}, {"a", "b", "c"}),
    ({"a": 2, "b": 4, "c": 60, "all": 66}, {"a", "b"}),
])
def test_as_few_as_are_needed_are_hidden(counts: dict[str, int], gone: set[str]) -> None:
    assert hidden(counts, [Line("all", ("a", "b", "c"))]) == gone

"""Tables of answers: which row is meant for one child, pregnancy, amount of formula or municipality.

A row is looked up by a value that the customer told; nothing is weighed or advised here.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content import clinics, service
from content.files import Document, localised
from content.summary.values import age_text
from content.texts import Localised, number_text, same

NEEDS = ("child_age", "gestation", "formula", "municipality")
CLINICS = "clinics"                 # `rows: clinics`: one row for each municipality, from data/service
DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
UNITS = {"child_age": tuple(DAYS), "gestation": ("weeks",), "formula": ("ml",)}


@dataclass(frozen=True)
class Row:
    """One row: from `start` up to, not including, `end` (days, or ml); of a municipality by `place`."""

    cells: tuple[Localised, ...]
    start: float = 0.0
    end: float | None = None
    place: str | None = None
    lines: tuple[Localised, ...] = ()       # of a municipality: what is known, one thing a line; empty = nothing yet


@dataclass(frozen=True)
class Table:
    need: str
    caption: Localised
    head: tuple[Localised, ...]
    own_rows: tuple[Row, ...]
    note: Localised | None = None           # always said under the one row: safety must not vanish with the rest
    under: float | None = None              # the table concerns children younger than this (days)
    unknown: Localised | None = None        # of a municipality about which nothing is known yet

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.own_rows or tuple(self._place(each) for each in service.county.get().municipalities)

    def row(self, value: Any) -> Row | None:
        """The row of a value in the shape of its need; None where no row holds it."""
        if self.need == "municipality":
            return next((row for row in self.rows if row.place == value), None)
        size = amount(self.need, value)
        return next((row for row in self.rows if row.start <= size and (row.end is None or size < row.end)), None)

    @property
    def is_drawn(self) -> bool:
        """A table in which every row would say that nothing is known is not offered."""
        return bool(self.own_rows) or any(row.lines for row in self.rows)

    def _place(self, place: service.Municipality) -> Row:
        lines = clinics.lines(place)
        unknown = self.unknown or dict.fromkeys(place.name, "–")
        cell = {code: "; ".join(line[code] for line in lines) or unknown[code] for code in place.name}
        return Row((place.name, cell), place=place.id, lines=lines)


def amount(need: str, value: Any) -> float:
    """An age or weeks in days, an amount in ml. Shapes: {"months": 3}, {"weeks": 20, "days": 3}, 600."""
    if isinstance(value, Mapping):
        return sum(DAYS[unit] * number for unit, number in value.items())
    return float(value)


def value_words(need: str, value: Any) -> Localised:
    """The value as it is said back: 3 kuukautta, 20+3, 600 ml, Lohjalla."""
    if need == "child_age":
        return age_text(value)
    if need == "gestation":
        return same(f"{value['weeks']}+{value.get('days', 0)}")
    if need == "municipality":
        place = service.county.get().get(value)
        return place.within if place else same(str(value))
    return {code: f"{number_text(value, code)} ml" for code in ("fi", "sv", "en")}


def read(document: Document) -> Table | None:
    """`depends_on` and `table` of an answer's file; raises ContentError with line and cure."""
    data = document.data
    table, need = data.get("table"), data.get("depends_on")
    if table is None and need is None:
        return None
    if need not in NEEDS:
        raise document.error(("depends_on",), f'depends_on is "{need}"', f"write one of {', '.join(NEEDS)}")
    if not isinstance(table, dict):
        raise document.error(("depends_on",), "depends_on stands without a table", "add `table:`, or take it away")
    head = tuple(localised(document, "table", "head", index) for index in range(len(table.get("head") or ())))
    if not 2 <= len(head) <= 3:
        raise document.error(("table",), f"the table has {len(head)} headings", "write two or three under `head:`")
    return Table(need, localised(document, "table", "caption"), head, _rows(document, need, len(head)),
                 localised(document, "table", "note", required=False), _under(document),
                 localised(document, "table", "unknown", required=False))


def _under(document: Document) -> float | None:
    limit = document.data["table"].get("under")
    return None if limit is None else _edge(document, ("table", "under"), "child_age", limit)


def _rows(document: Document, need: str, width: int) -> tuple[Row, ...]:
    rows = document.data["table"].get("rows")
    if (rows == CLINICS) != (need == "municipality"):
        raise document.error(("table", "rows"), "rows and depends_on do not belong together",
                             "write `rows: clinics` with `depends_on: municipality`, or a list of rows")
    if rows == CLINICS:
        return ()
    if not isinstance(rows, list) or not rows:
        raise document.error(("table",), "the table has no rows", "write at least one under `rows:`")
    found: list[Row] = []
    for index, row in enumerate(rows):
        key = ("table", "rows", index)
        cells = row.get("cells") if isinstance(row, dict) else None
        if not isinstance(cells, list) or len(cells) != width:
            raise document.error(key, f"the row does not have {width} cells like the head", "write one cell for each heading")
        start = _edge(document, (*key, "from"), need, row.get("from"))
        end = _edge(document, (*key, "to"), need, row["to"]) if row.get("to") is not None else None
        if end is not None and end <= start:
            raise document.error((*key, "to"), "the row ends before it begins", "swap `from` and `to`")
        if found and found[-1].end != start:
            raise document.error((*key, "from"), "the row does not begin where the row above ends",
                                 "write the same value as `to` of the row above")
        found.append(Row(tuple(localised(document, *key, "cells", cell) for cell in range(width)), start, end))
    return tuple(found)


def _edge(document: Document, key: tuple[Any, ...], need: str, value: Any) -> float:
    """`{months: 3}` → days; `{ml: 500}` → ml."""
    units = UNITS[need]
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in units \
            or not isinstance(next(iter(value.values())), (int, float)):
        raise document.error(key, f'"{key[-1]}" is {value!r}', f"write a number and its unit: {{{units[-1]}: 3}}")
    unit, number = next(iter(value.items()))
    return number * DAYS.get(unit, 1.0)

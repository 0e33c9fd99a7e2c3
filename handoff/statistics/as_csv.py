"""The same figures as a file for a spreadsheet."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from handoff.statistics.report import COUNTS, MEASURES

HIDDEN = ".."       # the statisticians' sign for "not told": it need not be a small count


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV (RFC 4180). A cell that a spreadsheet would take for a formula is made text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value != "-" else value


def figures(report: dict[str, Any]) -> str:
    """One line for each row of the report; a hidden count is `..`, a measure that cannot be told is empty."""
    def cells(row: dict[str, Any]) -> list[Any]:
        return [row["part"], row["key"], *(HIDDEN if row[name] is None else row[name] for name in COUNTS),
                *("" if row[name] is None else row[name] for name in MEASURES)]
    return table(["part", "key", *COUNTS, *MEASURES], (cells(row) for row in report["rows"]))

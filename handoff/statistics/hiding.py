"""Small counts are hidden: a count of one to four becomes None, and so does what would give it away."""
from __future__ import annotations

from collections.abc import Sequence

FEWEST = 5

Table = list[dict[str, int | None]]


def hide(rows: Sequence[dict[str, int]], whole: Sequence[tuple[str, tuple[str, ...]]] = ()) -> Table:
    """The rows with small counts as None.

    In a column exactly one hidden count could be told from the column's sum: the next smallest is hidden too.
    `whole` names columns that are the sum of others: where one part is hidden, a second one is.
    """
    hidden: Table = [{name: None if 0 < count < FEWEST else count for name, count in row.items()} for row in rows]
    while (any(_column(rows, hidden, name) for name in (rows[0] if rows else ()))
           or any(_parts(real, row, parts) for real, row in zip(rows, hidden, strict=True) for _, parts in whole)):
        pass        # each round hides one more, so it ends
    return hidden


def _column(rows: Sequence[dict[str, int]], hidden: Table, name: str) -> bool:
    gone = [row for row in hidden if row[name] is None]
    shown = [(real[name], index) for index, (real, row) in enumerate(zip(rows, hidden, strict=True))
             if row[name] is not None]
    if len(gone) != 1 or not shown:
        return False
    # A nought told nothing is better hidden last.
    _, index = min(shown, key=lambda pair: (pair[0] == 0, pair[0]))
    hidden[index][name] = None
    return True


def _parts(real: dict[str, int], row: dict[str, int | None], parts: tuple[str, ...]) -> bool:
    gone = [name for name in parts if row[name] is None]
    if len(gone) != 1:
        return False
    other = min((name for name in parts if row[name] is not None), key=lambda name: (real[name] == 0, real[name]))
    row[other] = None
    return True

"""Which counts stay hidden, so that none of one to four is told or can be worked out from those that are told.

Figures hang together: a `Line` says which count is the sum of which others (a week of its days, a day of its queues).
Whoever sees all but one of a line knows the last one too, whatever filter showed the others. So the choice is made
once for everything that can be asked about a week, never for one answer alone.
"""
from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
_PRIME = 2**61 - 1      # equations between whole numbers are solved modulo this: exact, and no fraction grows

Cell = Hashable


@dataclass(frozen=True)
class Line:
    """`whole` is the sum of `parts`."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def members(self) -> tuple[Cell, ...]:
        return (*self.parts, self.whole)


def hidden(counts: Mapping[Cell, int], lines: Sequence[Line]) -> set[Cell]:
    """The cells to hide. A nought tells of nobody and is always shown; so is a cell that is not in `counts`.

    Hidden are the small counts and as few others as are needed so that (1) no hidden count follows from the shown
    ones by any sums and differences, and (2) what a line hides is enough to hold a count that is not small.
    """
    gone = {cell for cell, count in counts.items() if 0 < count < FEWEST}
    lines = [line for line in lines if any(counts.get(cell) for cell in line.parts)]
    touching: dict[Cell, list[Line]] = {}
    for line in lines:
        for cell in line.members:
            touching.setdefault(cell, []).append(line)

    def hide_one_of(suspects: Iterable[Line]) -> bool:
        """Hide a shown count, the cheapest: one that drags no sum along, a part rather than a sum, one that stands
        with others that are hidden already, a small one."""
        def price(cell: Cell, line: Line) -> tuple[int, bool, int, int]:
            opened = [other for other in touching[cell] if gone.isdisjoint(other.members)]
            alone = sum(cell != other.whole and counts[cell] == counts[other.whole] for other in opened)
            return alone, cell == line.whole, len(opened), counts[cell]
        prices = [(price(cell, line), cell) for line in suspects for cell in line.members
                  if cell not in gone and counts.get(cell)]
        if prices:
            gone.add(min(prices, key=lambda each: each[0])[1])
        return bool(prices)

    while True:         # each round hides one more, so it ends
        telling = next((line for line in lines if _tells(counts, gone, line)), None)
        if telling is not None:
            hide_one_of([telling])
            continue
        told = worked_out(gone, lines)
        if not told or not (hide_one_of(line for cell in told for line in touching[cell])
                            or hide_one_of(line for line in lines if not gone.isdisjoint(line.members))):
            return gone


def _tells(counts: Mapping[Cell, int], gone: set[Cell], line: Line) -> bool:
    """The line gives a hidden count away: it is the only one, or the rest is so little that all of it must be small."""
    away = [counts[cell] for cell in line.parts if cell in gone]
    if line.whole in gone:
        return not away
    # Each hidden count is at least one. Were all the rest in one of them, that one has to be five or more.
    return len(away) == 1 or any(count < FEWEST for count in away) and sum(away) - (len(away) - 1) < FEWEST


def worked_out(gone: set[Cell], lines: Sequence[Line]) -> set[Cell]:
    """The hidden cells whose counts follow from the shown ones: each line is an equation in its hidden cells."""
    solved: dict[Cell, dict[Cell, int]] = {}        # pivot → its row, in which it stands with 1 and other pivots not
    for line in lines:
        row = {cell: 1 for cell in line.parts if cell in gone}
        if line.whole in gone:
            row[line.whole] = _PRIME - 1
        for cell in [cell for cell in row if cell in solved]:
            _subtract(row, solved[cell], row[cell])
        if not row:
            continue
        pivot, factor = next(iter(row.items()))
        inverse = pow(factor, -1, _PRIME)
        row = {cell: value * inverse % _PRIME for cell, value in row.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _subtract(row: dict[Cell, int], other: Mapping[Cell, int], factor: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - factor * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)

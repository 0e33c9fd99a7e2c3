"""JSON lines as measuring programs write them: each line is an object, or is said to be none with its number."""
from __future__ import annotations

import json
from typing import Any, Iterable, Iterator, Mapping, Union


class NotALine(ValueError):
    """What is wrong with one line, in a sentence that names its number."""


def objects(lines: Iterable[str], needed: Mapping[str, type]) -> Iterator[Union[Mapping[str, Any], NotALine]]:
    """Every line that is not empty, in order: its object, or why it is none. `needed`: the fields and what each is."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            yield NotALine(f"line {number} is not JSON: {error}")
            continue
        missing = [name for name, kind in needed.items() if not isinstance(found, dict) or not isinstance(found.get(name), kind)]
        yield NotALine(f"line {number} has no {' and no '.join(missing)}") if missing else found

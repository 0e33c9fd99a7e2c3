"""Numbers that change from year to year (data/service/amounts.yml): each stands there once and is said by its name."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from content.files import Watched, data_dir, load


def path() -> Path:
    return data_dir() / "service" / "amounts.yml"


def read_amounts() -> dict[str, float]:
    """The numbers that may be said; raises ContentError with file and line. An uncertain one is not among them."""
    if not path().exists():
        return {}
    document = load(path())
    found = {}
    for name, entry in (document.data or {}).items():
        for field in ("value", "source", "checked", "certain"):
            if not isinstance(entry, dict) or entry.get(field) is None:
                raise document.error((name,), f'"{field}" is missing for {name}', "add it")
        if entry["certain"] is True and isinstance(entry["value"], (int, float)):
            found[str(name)] = entry["value"]
    return found


amounts: Watched[Mapping[str, float]] = Watched(lambda: [path()], read_amounts)

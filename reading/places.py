"""Municipalities in inflected and colloquial forms, in three languages."""
from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Optional

import yaml

from reading.tables import particulars_folder
from reading.text import fold


@functools.lru_cache(maxsize=2)
def _places(folder: Path) -> list[tuple[re.Pattern[str], str, bool]]:
    """(pattern on folded text, municipality, needs a capital letter)."""
    table = yaml.safe_load((folder / "places.yml").read_text(encoding="utf-8"))
    found = []
    for name, forms in table.items():
        stems = [fold(stem) for stem in (*forms.get("stems", ()), *forms.get("parts", ()))]
        found.append((re.compile(r"\b(?:" + "|".join(sorted(stems, key=len, reverse=True)) + r")\w{0,6}"), name, False))
        if forms.get("own"):
            found.append((re.compile(r"\b(?:" + "|".join(fold(own) for own in forms["own"]) + r")\b"), name, True))
    return found


@functools.lru_cache(maxsize=2)
def _any_place(folder: Path) -> re.Pattern[str]:
    """One look for all of them: most messages name no place."""
    return re.compile("|".join(pattern.pattern for pattern, _, _ in _places(folder)))


def municipality(text: str) -> Optional[str]:
    """The Finnish name of the municipality a message names; None when it names none or several."""
    folded, names = fold(text.lower()), set()
    if not _any_place(particulars_folder()).search(folded):
        return None
    for pattern, name, capital in _places(particulars_folder()):
        if any(not capital or text[found.start()].isupper() for found in pattern.finditer(folded)):
            names.add(name)
    return names.pop() if len(names) == 1 else None

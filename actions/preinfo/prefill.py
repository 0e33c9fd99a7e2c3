"""What a message told in passing, in the shape of answers. Only offered for confirmation, never used by itself."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.typed import read_age

OFFERED = ("temperature_c", "weight_kg", "gestation", "duration", "child_age", "birth_date")
Particulars = Mapping[str, Any]


def offers(particulars: Particulars, words: str | None, language: str) -> dict[str, Any]:
    """Values by the `prefill` names of question items; what was not said is not there. A list: told of two children."""
    found = {name: value for name, value in particulars.items() if value is not None and name in OFFERED}
    if "child_age" not in found:
        found.update(_ages(particulars, words, language))
    if particulars.get("gestation_days") is not None and "gestation" not in found:
        found["gestation"] = dict(zip(("weeks", "days"), divmod(int(particulars["gestation_days"]), 7)))
    return found


def for_sibling(before: Mapping[str, Any]) -> dict[str, Any]:
    """What the form before tells of another child: the ages that were told beside the one it was about."""
    told, used = before["prefill"].get("child_age"), (before["answers"].get("K4") or {}).get("value")
    left = [age for age in told if age != used] if isinstance(told, list) else []
    return {"child_age": left} if left else {}


def _ages(particulars: Particulars, words: str | None, language: str) -> dict[str, Any]:
    """Particulars count in months; an age in days or weeks is read from the words again, for it is kept exactly."""
    if particulars.get("ages_months"):
        ages = [_whole(months) for months in particulars["ages_months"]]
        return {"child_age": ages} if all(ages) else {}
    months = particulars.get("age_months")
    age = None if months is None else _whole(months) or read_age(words or "", language)
    return {"child_age": age} if age else {}


def _whole(months: float) -> dict[str, int] | None:
    if months != int(months) or months < 1:
        return None
    return {"years": int(months) // 12} if months >= 24 and months % 12 == 0 else {"months": int(months)}

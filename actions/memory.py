"""What a conversation remembers of the family: child's age, weeks of pregnancy, formula, municipality.

Told in answer to a question or in passing; always shown back to the customer, never trusted by itself.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.turn import Turn, from_message
from actions.typed import Reader, read_typed
from content import tables
from content.service import County, county

MEMORY = "known"                # the slot
Memory = dict[str, Any]         # {"values": {need: value}, "asked": [need]}
ASKED_AS = {"child_age": {"type": "age"}, "gestation": {"type": "gestation"},
            "formula": {"type": "number", "unit": "mL", "min": 0, "max": 3000}}


def empty() -> Memory:
    return {"values": {}, "asked": []}


def remembered(memory: Memory | None, events: Iterable[Mapping[str, Any]]) -> Memory:
    """What was told in the conversation: in answer to the question (`memory`), or in passing in a message."""
    memory, values = memory or empty(), {}
    for event in events:
        if event.get("event") == "user":
            turn = from_message({"particulars": (event.get("parse_data") or {}).get("particulars")})
            told_now = {need: told(need, turn, county.get(), read_typed) for need in ("child_age", "gestation", "municipality")}
            values.update({need: value for need, value in told_now.items() if value is not None})
    return {**memory, "values": {**values, **memory["values"]}}


def with_place(memory: Memory, place: str) -> Memory:
    return {**memory, "values": {**memory["values"], "municipality": place}}


def told(need: str, turn: Turn, county: County, read: Reader) -> Any:
    """What the message itself says, in the shape of the need; None where it says nothing clear."""
    found = turn.particulars
    if need == "child_age":
        return age_of(found.get("age_months"))
    if need == "gestation" and found.get("gestation_days") is not None:
        return dict(zip(("weeks", "days"), divmod(int(found["gestation_days"]), 7)))
    if need == "municipality":
        place = place_of(turn, county)
        return place or (turn.municipality if county.get(turn.municipality) else None)
    if need == "formula" and turn.text and "ml" in turn.text.casefold():
        value = read(ASKED_AS["formula"], turn.text, turn.language, turn.now)
        return value if isinstance(value, (int, float)) else None
    return None


def age_of(months: float | None) -> dict[str, int] | None:
    if months is None:
        return None
    if months < 1:
        return {"days": round(months * tables.DAYS["months"])}
    whole = round(months)
    return {"years": whole // 12} if whole >= 24 and whole % 12 == 0 else {"months": whole}


def place_of(turn: Turn, county: County) -> str | None:
    """The municipality that a message names, in any of its forms."""
    place = county.by_name(str(turn.particulars.get("municipality") or ""))
    return place.id if place else named_place(turn.text or "", county)


def named_place(text: str, county: County) -> str | None:
    return next((place.id for word in text.replace(",", " ").split() if (place := county.by_name(word.strip(".!?")))), None)

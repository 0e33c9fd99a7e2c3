"""What is being asked, and what an answer may wish instead of answering."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Mapping, Optional

TYPES = ("temperature", "number", "duration", "yesno", "choice", "multi", "gestation", "age", "weight", "time",
         "date", "text")


class Wish(str, Enum):
    SKIP = "skip"
    BACK = "back"
    STOP = "stop"
    WHY = "why"


@dataclass(frozen=True)
class Option:
    id: str
    titles: tuple[str, ...]      # in all languages known
    none: bool = False           # "none of these"


@dataclass(frozen=True)
class Question:
    type: str
    text: str = ""               # as asked; tells "highest", "born", "due"
    unit: Optional[str] = None   # UCUM or plain: Cel, kg, g, h, min, /d …
    options: tuple[Option, ...] = ()
    min: Optional[float] = None
    max: Optional[float] = None
    exact: bool = False          # an age from a date of birth keeps its days: 7 months 12 days

    @staticmethod
    def of(item: Mapping[str, Any]) -> Question:
        """From a questionnaire item (`text`/`title` localised or plain) or a line of the batch program."""
        kind, unit = item["type"], item.get("unit")
        if kind == "number" and unit in ("Cel", "°C", "C"):
            kind = "temperature"
        return Question(
            type=kind, unit=unit, min=item.get("min"), max=item.get("max"),
            exact=bool(item.get("exact")),
            text=" ".join(_texts(item.get("question", item.get("text")) if "options" in item or "question" in item
                                 else item.get("text"))),
            options=tuple(Option(str(option["id"]), tuple(_texts(option.get("title", option.get("titles")))),
                                 bool(option.get("none", kind == "multi" and option["id"] == "none"))) for option in item.get("options") or ()),
        )


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [str(text) for text in value.values()]
    return [str(value)]

"""From a tap or typed words to an answer of the present step, and keeping it. Decides nothing about health."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from actions.preinfo.ask import offered_values
from actions.preinfo.state import OTHER, State
from actions.replies import iso
from actions.turn import Turn
from actions.typed import Reader, is_brief, read_beyond
from content import LANGUAGES
from content.questionnaires import YES_NO, Catalogue, Item
from content.summary import value_text
from content.summary.values import day_text
from content.texts import HELSINKI, Localised
from reading.ages import LAST_WEEK, OLDEST_YEARS

SAFETY_WORDS = {"none": {"fi": "Ei mitään näistä nyt", "sv": "Inget av dessa just nu", "en": "None of these now"},
                "applies": {"fi": "Jokin näistä pätee", "sv": "Något av dessa stämmer", "en": "One of these applies"}}
DONE_WORDS = {"valmis", "valmista", "klart", "klar", "färdig", "done", "ready", "that's all", "siinä kaikki",
              "det var allt"}
BORN = "syntynyt"                 # tells the reader of dates that a day of birth is asked
LIMITS = {"gestation": ({"weeks": 0, "days": 0}, {"weeks": LAST_WEEK, "days": 6}),
          "age": ({"days": 0}, {"years": OLDEST_YEARS})}
CHECK_WORDS = {"send": {"fi": "Lähetä", "sv": "Skicka", "en": "Send"},
               "change": {"fi": "Muuta", "sv": "Ändra", "en": "Change"}}


@dataclass(frozen=True)
class Words:
    """What typed words turned out to be: value, wish, confirm (yes/no to an offer), range, future or unread."""

    kind: str
    value: Any = None
    shown: Localised | None = None       # range and future: what was read, as a text; range: the limits
    low: Localised | None = None
    high: Localised | None = None


@dataclass(frozen=True)
class Taken:
    """What a button of a question meant: value, picked (one of several), keep, confirm, or nothing."""

    kind: str
    value: Any = None
    how: str = "button"


def read_words(state: State, item: Item | None, text: str, turn: Turn, catalogue: Catalogue, read: Reader) -> Words:
    """Read typed words for the present step; what cannot be read safely is `unread` and will be asked again."""
    stage = state["stage"]
    if stage == "items" and item is not None:
        return _for_item(state, item, text, turn, read)
    options = {
        "safety": [{"id": name, "title": words} for name, words in SAFETY_WORDS.items()],
        "subject": [{"id": each.id, "title": each.title} for each in catalogue.about(state["about"])],
        "check": [{"id": name, "title": words} for name, words in CHECK_WORDS.items()],
    }.get(stage, [])
    if not is_brief(text):
        return Words("unread")
    found = _read({"type": "choice", "options": options}, text, turn, read)
    if found.kind == "wish" or (found.kind == "value" and found.value in {each["id"] for each in options}):
        return found
    yes_no = _read({"type": "yesno"}, text, turn, read)
    meaning = {"safety": {"yes": "applies", "no": "none"}, "check": {"yes": "send"}}.get(stage, {})
    if yes_no.kind == "value" and yes_no.value in meaning:
        return Words("value", meaning[yes_no.value])
    return Words("unread")


def _for_item(state: State, item: Item, text: str, turn: Turn, read: Reader) -> Words:
    found = _read(question(item), text, turn, read)
    if state["pending"] and found.kind != "value" and is_brief(text):      # "ei kun 9 kk" is a new value, not a no
        right = _read({"type": "yesno"}, text, turn, read)
        if right.kind == "value" and right.value in ("yes", "no"):
            return Words("confirm", right.value)
    if state["pending"] and found == Words("value", state["pending"]["value"]):
        return Words("confirm", "yes")                                     # the same said once more
    if item.type in ("photo", "multi") and _says_done(text) and (item.type == "photo" or state["picked"]):
        return Words("value", pictures(state, item, turn) if item.type == "photo" else list(state["picked"]))
    if found.kind == "value" and item.type == "photo":
        return Words("value", pictures(state, item, turn)) if found.value == "no" else Words("unread")
    if found.kind == "value":
        return fitting(item, found.value, turn)
    if found.kind == "unread" and (offered := offered_values(state, item)) and len(offered) == 1 and is_brief(text):
        agreed = _read({"type": "yesno"}, text, turn, read)
        if agreed.kind == "value" and agreed.value == "yes":
            return Words("value", offered[0])
    return _outside_limits(item, text, turn, read) if found.kind == "unread" else found


def _outside_limits(item: Item, text: str, turn: Turn, read: Reader) -> Words:
    """A value that was read but cannot be meant is questioned, not called unreadable."""
    if item.type == "age":                          # a date of birth that is still to come
        day = _read({"type": "date", "question": BORN}, text, turn, read) if is_brief(text) else Words("unread")
        if day.kind == "value" and is_future(day.value, turn):
            return Words("future", day.value, day_text(day.value))
    value = read_beyond(question(item), text, _spoken(turn), turn.now)
    if value is None or (item.type in ("number", "weight") and not _outside(item, value)):
        return Words("unread")
    low, high = LIMITS.get(item.type, (item.min, item.max))
    return _range(item, value, low, high)


def _range(item: Item, value: Any, low: Any, high: Any) -> Words:
    return Words("range", value, value_text(item, value),
                 *(value_text(item, limit if limit is not None else value) for limit in (low, high)))


def pictures(state: State, item: Item, turn: Turn) -> list[str]:
    """The pictures that answer this question: those that no other question or earlier form holds."""
    forms = [state["answers"], *(earlier["answers"] for earlier in state["earlier"])]
    taken = {each for number, answers in enumerate(forms) for name, answer in answers.items()
             if number or name != item.link_id if isinstance(answer.get("value"), list) for each in answer["value"]}
    return [each for each in turn.attachments if each not in taken][: int(item.max or 3)]


def _says_done(text: str) -> bool:
    return text.strip().rstrip(".!").casefold() in DONE_WORDS


def _read(asked: dict[str, Any], text: str, turn: Turn, read: Reader) -> Words:
    found = read(asked, text, _spoken(turn), turn.now)
    if found is None:
        return Words("unread")
    if isinstance(found, Enum):
        return Words("wish", found.value)
    return Words("value", found)


def _spoken(turn: Turn) -> str:
    """Who clearly writes in another of our languages is read in that one: "ja" is a yes only in Swedish."""
    return turn.spoken if turn.spoken in LANGUAGES else turn.language


def question(item: Item) -> dict[str, Any]:
    """The item as the reader of typed values knows it."""
    asked: dict[str, Any] = {"type": "yesno" if item.type == "photo" else item.type, "question": item.text,
                             "exact": item.type == "age"}
    if item.unit:
        asked["unit"] = item.unit
    for name in ("min", "max"):
        if getattr(item, name) is not None and item.type in ("number", "weight"):
            asked[name] = getattr(item, name)
    if item.options:
        asked["options"] = [{"id": option.id, "title": option.title, "none": option.none} for option in item.options]
    return asked


def fitting(item: Item, value: Any, turn: Turn) -> Words:
    """A value in the item's own shape; one that cannot be meant is questioned, other shapes are unread."""
    if not has_shape(item, value):
        return Words("unread")
    if item.type in ("number", "weight") and _outside(item, value):
        return _range(item, value, item.min, item.max)
    if item.type == "date" and is_future(value, turn):
        return Words("future", value, day_text(value))
    return Words("value", value)


def is_future(day: str, turn: Turn) -> bool:
    """Every date that is asked has been: a birth, the beginning of something."""
    return date.fromisoformat(day) > turn.now.astimezone(HELSINKI).date()


def has_shape(item: Item, value: Any) -> bool:
    """True when `value` is of the form that docs/architecture.md gives for the item's type."""
    kind = item.type
    if kind in ("number", "weight"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "yesno":
        return value in YES_NO
    if kind == "choice":
        return isinstance(value, str) and item.option(value) is not None
    if kind == "multi":
        return isinstance(value, list) and bool(value) and all(item.option(str(each)) for each in value)
    if kind == "duration":
        return isinstance(value, Mapping) and value.get("unit") in ("min", "h", "d", "wk", "mo") and _number(
            value.get("value"))
    if kind == "age":
        return isinstance(value, Mapping) and bool(value) and set(value) <= {"days", "months", "years"} and all(
            _number(each) and each >= 0 for each in value.values())
    if kind == "gestation":
        return isinstance(value, Mapping) and _number(value.get("weeks")) and 0 <= value.get("days", 0) <= 6
    if kind == "date":
        return isinstance(value, str) and _is_date(value)
    if kind == "photo":
        return isinstance(value, list)
    return isinstance(value, str) and bool(value.strip())


def _outside(item: Item, value: float) -> bool:
    return (item.min is not None and value < item.min) or (item.max is not None and value > item.max)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def take_choice(state: State, item: Item, tapped: Mapping[str, Any], turn: Turn) -> Taken:
    """What a button of this item means. Multi-choice gathers options until "done" or "none of these"."""
    if "ok" in tapped:
        return Taken("confirm", "yes" if tapped["ok"] else "no")
    if tapped.get("keep"):
        return Taken("keep")
    if tapped.get("told"):
        offered = offered_values(state, item)[int(tapped["told"]) - 1:]
        return Taken("value", offered[0], "confirmed") if offered else Taken("nothing")
    if tapped.get("done"):
        if item.type == "photo":
            return Taken("value", pictures(state, item, turn))
        return Taken("value", list(state["picked"])) if state["picked"] else Taken("nothing")
    value = tapped.get("v")
    if item.type == "multi":
        option = item.option(str(value))
        if option is None:
            return Taken("nothing")
        if option.none:
            state["picked"] = []
            return Taken("value", [option.id])
        if option.id in state["picked"]:
            return Taken("nothing")
        state["picked"] = [*state["picked"], option.id]
        return Taken("picked", option.id)
    return Taken("value", value) if has_shape(item, value) else Taken("nothing")


def accept(state: State, item: Item, value: Any, turn: Turn, how: str,
           pending: Mapping[str, Any] | None = None) -> None:
    """Keep an answer: its value, the customer's own words where there were any, when and how.

    `pending` holds the words of an earlier turn that this one confirms.
    """
    answer: dict[str, Any] = {"value": value, "at": iso(turn.now), "how": how}
    if pending is not None:
        answer.update({name: pending[name] for name in ("text", "lang", "turn") if pending.get(name) is not None})
    elif turn.text:
        answer.update(text=turn.text, lang=turn.language, **numbered(turn))
    state["answers"][item.link_id] = answer
    state.update(picked=[], pending=None, misses=0)


def remark(state: State, text: str | None, turn: Turn) -> None:
    """Words that answer no question are kept for the nurse as they are."""
    if text and text.strip():
        state["remarks"].append({"text": text, "lang": turn.language, "at": iso(turn.now), **numbered(turn)})


def numbered(turn: Turn) -> dict[str, int]:
    """Which message words came from: the service puts back what was masked in it."""
    return {} if turn.number is None else {"turn": turn.number}


def is_other_person(item: Item, value: Any) -> bool:
    return item.link_id == "K1" and value == OTHER

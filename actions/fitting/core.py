"""An answer that fits one family, as pure functions: (turn, memory, answer) → (state, memory, replies).

The answer is always given first; the one thing it depends on is asked once in a conversation. Looks rows up only.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.memory import ASKED_AS, Memory, age_of, named_place, place_of, told
from actions.replies import Choice, Reply, choice, emergency, nurse_choice, payload, say
from actions.turn import Turn
from actions.typed import Reader, is_brief
from content import tables
from content.answers import Answer
from content.service import County

State = dict[str, Any]          # {"topic", "asks": bool}
Result = tuple[State, Memory, list[Reply]]
MOST_BUTTONS = 3                # of the answer's own, beside the table and "another"
SHORT_TABLE = 4                 # rows that fit as buttons


def begin(answer: Answer, turn: Turn, memory: Memory, county: County, read: Reader) -> Result:
    """Answer a question of the subject: with the row where the one thing is known, else asking for it once."""
    need = answer.table.need if answer.table else ""
    value = told(need, turn, county, read)
    if value is None and not _is_of_other(answer, turn):
        value = memory["values"].get(need)
    if value is not None and answer.table and answer.table.row(value) is not None:
        return _row(answer, value, memory)
    if answer.table is None or _is_of_other(answer, turn):
        return _state(answer), memory, [say(answer.topic)]
    if need in memory["asked"]:
        return _state(answer), memory, [say(answer.topic, choices=[*_table(answer), _tell(answer), *_own(answer)])]
    return _ask(answer, memory, [say(answer.topic)], county)


def active(state: State | None) -> bool:
    return bool(state) and bool(state["asks"])


def step(state: State, memory: Memory, turn: Turn, answer: Answer, county: County, read: Reader) -> Result | None:
    """One turn after the question, or a button of it; None when it is another matter, for which it makes way."""
    if turn.alarm or (turn.suspected and len((turn.text or "").split()) > 2):
        return _state(answer), memory, [emergency(), say("after_emergency", choices=[nurse_choice()])]
    if turn.choice is not None:
        return _tapped(memory, turn, answer, county) if turn.intent == "fitting" else None
    value = _typed(answer, turn, county, read)
    if value is not None and answer.table and answer.table.row(value) is not None:
        return _row(answer, value, memory)
    return None


def _tapped(memory: Memory, turn: Turn, answer: Answer, county: County) -> Result:
    wish, table = turn.choice or {}, answer.table
    if wish.get("w") == "table":
        return _state(answer), memory, [{"say": answer.topic, "table": True, "choices": [
            _tell(answer) if table and table.need not in memory["values"] else _other(answer), *_own(answer)]}]
    if wish.get("w") == "tell":
        return _ask(answer, memory, [], county)
    if table and wish.get("v") is not None and table.row(wish["v"]) is not None:
        return _row(answer, wish["v"], memory)
    return _state(answer), memory, [say(answer.topic)]


def _is_of_other(answer: Answer, turn: Turn) -> bool:
    """The message is of somebody the table is not about: a pregnant parent, or a child who is too old for it."""
    table = answer.table
    if table is None or table.need not in ("child_age", "formula"):
        return False
    if turn.particulars.get("gestation_days") is not None and turn.particulars.get("age_months") is None:
        return True
    age = age_of(turn.particulars.get("age_months"))
    return table.under is not None and age is not None and tables.amount("child_age", age) >= table.under


def _typed(answer: Answer, turn: Turn, county: County, read: Reader) -> Any:
    """The value in typed words. Words that clearly bring up another subject count only when they hold nothing else."""
    need, text = answer.table.need if answer.table else "", turn.text or ""
    if not is_brief(text):
        return None
    value = _read(need, text, turn, county, read)
    if value is None or turn.intent in (None, answer.topic):
        return value
    words = text.split()
    spare = [word for word in words if not any(letter.isdigit() for letter in word)]
    bare = all(_read(need, " ".join(other for other in words if other is not word), turn, county, read) is None
               for word in spare)
    return value if bare else None


def _read(need: str, text: str, turn: Turn, county: County, read: Reader) -> Any:
    if need == "municipality":
        return place_of(turn, county) if text == turn.text else named_place(text, county)
    value = read(ASKED_AS[need], text, turn.language, turn.now) if text else None
    return value if isinstance(value, (dict, int, float)) else None


def _row(answer: Answer, value: Any, memory: Memory) -> Result:
    need = answer.table.need if answer.table else ""
    memory = {"values": {**memory["values"], need: value}, "asked": sorted({*memory["asked"], need})}
    return _state(answer), memory, [{"say": answer.topic, "for": value,
                                     "choices": [*_table(answer), _other(answer), *_own(answer)]}]


def _ask(answer: Answer, memory: Memory, replies: list[Reply], county: County) -> Result:
    table = answer.table
    assert table is not None        # only answers with a table ask
    memory = {**memory, "asked": sorted({*memory["asked"], table.need})}
    values = _values(answer, county)
    own = _own(answer) if len(values) <= SHORT_TABLE else [nurse_choice()]
    asked = say(f"fitting_ask_{table.need}", choices=[*values, *_table(answer), *own])
    return {**_state(answer), "asks": True}, memory, [*replies, asked]


def _values(answer: Answer, county: County) -> list[Choice]:
    """The values as buttons where they are few: amounts of a short table, municipalities."""
    table = answer.table
    if table is None:
        return []
    if table.need == "municipality":
        return [_value(answer, place.id, place.name) for place in county.municipalities]
    if table.need == "formula" and len(table.own_rows) <= SHORT_TABLE:
        return [_value(answer, row.start, row.cells[0]) for row in table.own_rows]
    return []


def _value(answer: Answer, value: Any, titles: Mapping[str, str]) -> Choice:
    return choice(f"fitting:{answer.topic}:{value}", payload("fitting", q=answer.topic, v=value), titles=dict(titles))


def _table(answer: Answer) -> list[Choice]:
    """The button to the whole table, where there is anything to draw."""
    if answer.table is None or not answer.table.is_drawn:
        return []
    return [choice(f"fitting:{answer.topic}:table", payload("fitting", q=answer.topic, w="table"), phrase="fitting_table")]


def _other(answer: Answer) -> Choice:
    return _again(answer, "other")


def _tell(answer: Answer) -> Choice:
    return _again(answer, "tell")


def _again(answer: Answer, which: str) -> Choice:
    need = answer.table.need if answer.table else ""
    return choice(f"fitting:{answer.topic}:{which}", payload("fitting", q=answer.topic, w="tell"),
                  phrase=f"fitting_{which}_{need}")


def _own(answer: Answer) -> list[Choice]:
    """The answer's own buttons, by id: the service knows their words."""
    return [{"id": name} for name in answer.next[:MOST_BUTTONS]]


def _state(answer: Answer) -> State:
    return {"topic": answer.topic, "asks": False}

"""Fixed instructions that hang on single options. The same text for everyone who chose the option; no scores."""
from __future__ import annotations

from typing import Any

from actions.preinfo import state as states
from actions.preinfo.state import State
from actions.replies import Reply, emergency, instruction_card, iso, say
from actions.turn import Turn
from content.questionnaires import VIOLENCE, Catalogue, Item


def cards_of(state: State, item: Item, values: list[Any], turn: Turn, catalogue: Catalogue) -> list[Reply]:
    """Cards for the chosen options, each instruction once, and a note of every option in `instructions_shown`.

    None where the set has its reactions switched off.
    """
    if not states.questionnaire(state, catalogue).reactions:
        return []
    cards: list[Reply] = []
    seen: set[str] = set()
    for value in values:
        name = _instruction(item, value)
        if name is None:
            continue
        state["instructions_shown"].append(
            {"id": name, "link_id": item.link_id, "answer": value, "at": iso(turn.now)})
        option = item.option(value) if isinstance(value, str) else None
        if option is not None and option.opens == VIOLENCE:
            cards += violence(turn, catalogue)
            seen.add(name)
        if name not in seen:
            seen.add(name)
            cards.append(card(name, turn, catalogue))
    return cards


def card(name: str, turn: Turn, catalogue: Catalogue) -> Reply:
    """I-112 is the emergency card; the others are cards with their own text, by the clock."""
    if name == "I-112":
        return emergency()
    return instruction_card(catalogue.common.instructions[name], turn.is_open)


def violence(turn: Turn, catalogue: Catalogue) -> list[Reply]:
    """Quick exit first, then the answer and the crisis lines."""
    return [{"quick_exit": True}, say("violence"), card("I-CRI", turn, catalogue)]


def _instruction(item: Item, value: Any) -> str | None:
    if item.type == "yesno":
        return item.red_flag if value == "yes" else None
    option = item.option(value) if isinstance(value, str) else None
    return option.red_flag if option else None

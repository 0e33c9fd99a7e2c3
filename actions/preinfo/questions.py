"""An answer to a question: kept, shown back or confirmed, with the fixed text that hangs on the chosen option."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.preinfo import state as states
from actions.preinfo.answering import accept, is_other_person, numbered, take_choice
from actions.preinfo.ask import ask, card_choices, continue_choices
from actions.preinfo.flags import cards_of
from actions.preinfo.paging import advance, onward
from actions.preinfo.state import Result, State
from actions.replies import Reply, iso, say
from actions.turn import Turn
from content.questionnaires import Catalogue, Item
from content.summary import value_text


def tapped(state: State, choice: Mapping[str, Any], turn: Turn, catalogue: Catalogue) -> Result:
    """A button of a question: of the present one, or of an earlier one, whose answer it then changes."""
    if state["stage"] not in ("items", "check", "change"):
        return state, ask(state, catalogue, turn)
    item = next((each for each in states.items(state, catalogue) if each.link_id == choice.get("q")), None)
    if item is None:
        return state, ask(state, catalogue, turn)
    if item.link_id != state["at"] or state["stage"] != "items":
        state["editing"] = state["editing"] or state["stage"] in ("check", "change")
        state.update(stage="items", at=item.link_id, picked=[], pending=None)
    state["paused"] = False
    taken = take_choice(state, item, choice, turn)
    if taken.kind == "confirm":
        return confirmed(state, item, taken.value == "yes", turn, catalogue)
    if taken.kind == "keep":
        return onward(state, [], turn, catalogue)
    if taken.kind == "picked":
        cards = cards_of(state, item, [taken.value], turn, catalogue)
        return state, cards + ask(state, catalogue, turn)
    if taken.kind == "value":
        return keep(state, item, taken.value, turn, catalogue, how=taken.how)
    return state, ask(state, catalogue, turn)


def keep(state: State, item: Item | None, value: Any, turn: Turn, catalogue: Catalogue, how: str) -> Result:
    """Store an answer, say what was understood, show what hangs on the option, and go on."""
    if item is None:
        return state, ask(state, catalogue, turn)
    if item.confirm and how == "typed":
        state["pending"] = {"value": value, "text": turn.text, "lang": turn.language, **numbered(turn)}
        state["misses"] = 0
        return state, ask(state, catalogue, turn)
    already = set(state["picked"])
    accept(state, item, value, turn, how)
    replies: list[Reply] = []
    if how == "typed" and item.type != "text":
        replies.append(say("preinfo_understood", {"label": item.label, "value": value_text(item, value)}))
    if is_other_person(item, value):
        replies.append(say("preinfo_other_person"))
    chosen = [each for each in value if each not in already] if isinstance(value, list) else [value]
    cards = cards_of(state, item, chosen, turn, catalogue)
    _note_symptoms(state, item, value, turn, catalogue)
    if cards:
        state["paused"] = True
        advance(state, catalogue)
        after = say("preinfo_after_card_gently", choices=continue_choices()) if {"quick_exit": True} in cards else say(
            "preinfo_after_card", choices=card_choices())
        return state, [*replies, *cards, after]
    return onward(state, replies, turn, catalogue)


def confirmed(state: State, item: Item | None, right: bool, turn: Turn, catalogue: Catalogue) -> Result:
    """What was understood has been called right, or is asked again."""
    pending = state["pending"]
    state["pending"] = None
    if pending is None or item is None or not right:
        return state, ask(state, catalogue, turn)
    state["misses"] = 0
    accept(state, item, pending["value"], turn, "confirmed", pending)
    return onward(state, [], turn, catalogue)


def left(state: State, item: Item, text: str, turn: Turn, catalogue: Catalogue, replies: list[Reply]) -> Result:
    """Not answered, with the words that were given: "en oo mitannu" tells the nurse something."""
    state["answers"][item.link_id] = {"skipped": True, "text": text, "lang": turn.language, "at": iso(turn.now),
                                      **numbered(turn)}
    return onward(state, replies, turn, catalogue)


def _note_symptoms(state: State, item: Item, value: Any, turn: Turn, catalogue: Catalogue) -> None:
    """Free words at the end may name another symptom: it is noted and offered as a form of its own."""
    if item.link_id != "Z1" or not isinstance(value, str):
        return
    for name in states.by_cues(catalogue, state["about"], value, turn.language):
        if name != state["questionnaire"] and name not in state["later"]:
            state["later"].append(name)

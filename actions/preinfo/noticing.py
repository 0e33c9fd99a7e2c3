"""What the form notices on the way: which subject, which card, another symptom, a question in between.

Chooses texts and topics only; no answer is weighed here.
"""
from __future__ import annotations

from typing import Any

from actions.preinfo import state as states
from actions.preinfo.answering import Words
from actions.preinfo.flags import shown_for
from actions.preinfo.state import State
from actions.replies import Reply
from actions.turn import Turn
from content.questionnaires import Catalogue, Item
from content.summary import value_text


def note_symptoms(state: State, item: Item, value: Any, turn: Turn, catalogue: Catalogue) -> None:
    """Free words at the end may name another symptom: it is noted and offered as a form of its own."""
    if item.link_id != "Z1" or not isinstance(value, str):
        return
    for name in states.by_cues(catalogue, state["about"], value, turn.language):
        if name != state["questionnaire"] and name not in state["later"]:
            state["later"].append(name)


def choose(state: State, name: str, catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaires[name]
    state.update(questionnaire=name, version=questionnaire.version)


def subject_of(about: str, first_words: str | None, turn: Turn, catalogue: Catalogue) -> str | None:
    found = states.by_cues(catalogue, about, first_words or "", turn.language)
    return found[0] if len(found) == 1 else None


def understood(item: Item, value: Any) -> dict[str, Any]:
    return {"label": item.label, "value": value_text(item, value)}


def may_mean_danger(words: Words, item: Item | None, text: str) -> bool:
    """Where understanding only suspects danger, plain answers and bare words are taken as what they are.

    The danger lexicon itself (`turn.alarm`) knows no exceptions.
    """
    if len(text.split()) < 3:
        return False
    return words.kind == "unread" or (item is not None and item.type in ("text", "yesno"))


def is_question(turn: Turn) -> bool:
    """A clear other matter that ends as a question interrupts also where the words could be read as an answer."""
    return turn.intent is not None and (turn.text or "").rstrip().endswith("?")


def cards_of(state: State, item: Item, values: list[Any], turn: Turn, catalogue: Catalogue) -> list[Reply]:
    """The fixed instruction stored with an option; the same for everyone who chose it."""
    if not states.questionnaire(state, catalogue).reactions:
        return []
    return shown_for(state, item, values, turn, catalogue)

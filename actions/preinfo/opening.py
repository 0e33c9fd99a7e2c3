"""Before the questions: the safety list, the same for everyone, then which subject it is."""
from __future__ import annotations

from actions.preinfo import state as states
from actions.preinfo.ask import ask, card_choices
from actions.preinfo.sending import to_nurse
from actions.preinfo.state import OTHER, Result, State
from actions.replies import emergency, iso, say
from actions.turn import Turn
from content.questionnaires import SAFETY, Catalogue

ANSWERS = ("none", "applies", "skipped")


def safety_answered(state: State, answer: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    """One of these applies: 112 at once, with the nurse beside it. Otherwise the form goes on."""
    if state["stage"] != "safety" or answer not in ANSWERS:
        return state, ask(state, catalogue, turn)
    state["safety_answer"] = answer
    state["misses"] = 0
    state["stage"] = "items" if state["questionnaire"] else "subject"
    if state["stage"] == "items":
        state["at"] = states.next_open(state, catalogue)
    if answer == "applies":
        state["instructions_shown"].append({"id": "I-112", "link_id": SAFETY, "at": iso(turn.now)})
        state["paused"] = True
        return state, [emergency(), say("preinfo_after_emergency", choices=card_choices())]
    return state, ask(state, catalogue, turn)


def subject_answered(state: State, name: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    """The question set that was chosen; what no set covers goes to the nurse in the customer's own words."""
    if state["stage"] != "subject":
        return state, ask(state, catalogue, turn)
    state["misses"] = 0
    if name == OTHER or name is None:
        return to_nurse(state, turn, catalogue, "preinfo_no_questions")
    if name not in catalogue.questionnaires:
        return state, ask(state, catalogue, turn)
    choose(state, name, catalogue)
    state["stage"] = "items"
    state["at"] = states.next_open(state, catalogue)
    return state, ask(state, catalogue, turn)


def choose(state: State, name: str, catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaires[name]
    state.update(questionnaire=name, version=questionnaire.version)


def subject_of(about: str, first_words: str | None, turn: Turn, catalogue: Catalogue) -> str | None:
    """The one set that the first words point to; None when several do or none."""
    found = states.by_cues(catalogue, about, first_words or "", turn.language)
    return found[0] if len(found) == 1 else None

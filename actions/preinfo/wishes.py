"""What is always possible beside answering: skip, back, why, stop, go on after a card, say that the call was made."""
from __future__ import annotations

from actions.preinfo import amending, checking
from actions.preinfo import state as states
from actions.preinfo.ask import ask
from actions.preinfo.opening import safety_answered, subject_answered
from actions.preinfo.paging import onward
from actions.preinfo.sending import send
from actions.preinfo.state import OTHER, Result, State
from actions.replies import choice, iso, nurse_choice, payload, say
from actions.turn import Turn
from content.questionnaires import Catalogue


def wished(state: State, wish: str, link_id: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    """Do what a button or typed words wished; `link_id` is the question that the button stood at."""
    if wish in ("skip", "back") and link_id not in (None, state["at"]):
        return state, ask(state, catalogue, turn)      # a button of an older question, tapped twice
    deed = DEEDS.get(wish)
    return deed(state, turn, catalogue) if deed else (state, ask(state, catalogue, turn))


def skip(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    stage = state["stage"]
    if stage == "safety":
        return safety_answered(state, "skipped", turn, catalogue)
    if stage == "subject":
        return subject_answered(state, OTHER, turn, catalogue)
    if stage != "items" or state["at"] is None:
        return state, ask(state, catalogue, turn)
    state["answers"][state["at"]] = {"skipped": True, "at": iso(turn.now)}
    return onward(state, [], turn, catalogue)


def _back(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "change":
        return checking.to_check(state, turn, catalogue)
    if state["stage"] not in ("items", "check"):
        return state, ask(state, catalogue, turn)
    if state["pending"]:
        state["pending"] = None
        return state, ask(state, catalogue, turn)
    before = states.previous(state, catalogue)
    if before is None:
        return state, [say("preinfo_first_question"), *ask(state, catalogue, turn)]
    state.update(stage="items", at=before, picked=[], misses=0, paused=False, editing=state["stage"] == "check")
    return state, ask(state, catalogue, turn)


def _why(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    item = states.item(state, catalogue) if state["stage"] == "items" else None
    because = say("preinfo_because", {"why": item.why}) if item is not None and item.why else say("preinfo_why_general")
    return state, [because, *ask(state, catalogue, turn)]


def _stop(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """The draft is kept; the nurse is within reach with what has been answered. Unsent changes are dropped."""
    if state["amending"] is not None:
        state.update(answers=state["amending"], stage="sent", picked=[], pending=None, paused=False)
        told = say("preinfo_amend_dropped", choices=amending.offers(state, catalogue))
        return amending.left(state), [told]
    state.update(stopped_at=state["stage"], stage="stopped", picked=[], pending=None, paused=False)
    return state, [say("preinfo_stopped", choices=[
        choice("w:resume", payload("preinfo", w="resume"), phrase="preinfo_resume"), nurse_choice()])]


def _continue(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    state["paused"] = False
    return state, ask(state, catalogue, turn)


def _called(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """A fact for the nurse: the customer says that the call has been made."""
    for shown in reversed(state["instructions_shown"]):
        if "called_at" not in shown:
            shown["called_at"] = iso(turn.now)
            break
    state["paused"] = False
    return state, [say("preinfo_called_noted"), *ask(state, catalogue, turn)]


DEEDS = {"skip": skip, "back": _back, "why": _why, "stop": _stop, "send": send, "change": checking.change,
         "to_check": checking.to_check, "continue": _continue, "called": _called, "resume": _continue}

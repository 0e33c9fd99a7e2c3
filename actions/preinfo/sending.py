"""To the nurse: the form sent from its check page, answers changed after that, or as much as there is so far."""
from __future__ import annotations

from actions.human.replies import hand_over
from actions.preinfo import amending
from actions.preinfo import state as states
from actions.preinfo.ask import ask
from actions.preinfo.state import Result, State
from actions.replies import iso, say
from actions.turn import Turn
from content.questionnaires import Catalogue


def send(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    """The whole form, once it has been seen on the check page."""
    if state["stage"] != "check":
        return state, ask(state, catalogue, turn)
    if state["amending"] is not None:
        return _changes(state, turn, catalogue)
    document = states.document(state, catalogue, complete=True)
    state.update(stage="sent", sent_at=iso(turn.now))
    replies = [say("preinfo_sent")] + hand_over(turn, state["topic"], state["first_words"], preinfo=document)
    return state, replies + amending.after_sending(state, catalogue)


def to_nurse(state: State, turn: Turn, catalogue: Catalogue, preface: str | None = None) -> Result:
    """To the nurse at once, with what has been answered so far. `preface` is a phrase to say first."""
    _gather(state, turn)
    complete = state["stage"] == "check" or state["amending"] is not None
    if state["amending"] is not None:
        state["amended"] = [*state["amended"], *amending.changes(state, catalogue, turn)]
    document = states.document(state, catalogue, complete)
    replies = [say(preface)] if preface else []
    replies += hand_over(turn, state["topic"], state["first_words"], preinfo=document,
                         offer_first=not turn.is_open and not turn.waiting)
    if turn.is_open or turn.waiting:
        state["stage"] = "sent"
        state = amending.left(state)
    else:
        state.update(stopped_at=state["stage"], stage="stopped")
    state.update(picked=[], pending=None, paused=False)
    return state, replies


def _changes(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    changed = amending.changes(state, catalogue, turn)
    state.update(stage="sent", amended=[*state["amended"], *changed])
    replies = hand_over(turn, state["topic"], state["first_words"],
                        preinfo=states.document(state, catalogue, complete=True)) if changed else [
        say("preinfo_nothing_changed")]
    replies += amending.can_change(state, catalogue)
    return amending.left(state), replies


def _gather(state: State, turn: Turn) -> None:
    """What was tapped or written at the present question but not yet finished or confirmed is not lost."""
    if state["picked"] and state["at"]:
        state["answers"][state["at"]] = {"value": list(state["picked"]), "at": iso(turn.now), "how": "button"}
    pending = state["pending"]
    if pending and state["at"] and state["at"] not in state["answers"]:
        state["answers"][state["at"]] = {"skipped": True, "at": iso(turn.now), **{
            name: pending[name] for name in ("text", "lang", "turn") if pending.get(name) is not None}}

"""Which question comes next, and the way to the check page. Looks at what has an answer, never at what it says."""
from __future__ import annotations

from actions.preinfo import state as states
from actions.preinfo.ask import ask
from actions.preinfo.state import Result, State
from actions.replies import Reply
from actions.turn import Turn
from content.questionnaires import Catalogue


def onward(state: State, replies: list[Reply], turn: Turn, catalogue: Catalogue) -> Result:
    """The next question after `replies`, or the check page."""
    advance(state, catalogue)
    return state, replies + ask(state, catalogue, turn)


def advance(state: State, catalogue: Catalogue) -> None:
    """Move to the next question without an answer; a changed answer leads back to the check page."""
    state.update(misses=0, picked=[], pending=None)
    following = states.next_open(state, catalogue)
    if following is None or (state["editing"] and _complete(state, catalogue)):
        state.update(stage="check", at=None, editing=False)
    else:
        state.update(stage="items", at=following)


def _complete(state: State, catalogue: Catalogue) -> bool:
    return all(each.link_id in state["answers"] for each in states.items(state, catalogue))

"""The check page: any answer can be changed from it, and words written there are added to what the nurse reads."""
from __future__ import annotations

from actions.preinfo import state as states
from actions.preinfo.answering import Words, remark
from actions.preinfo.ask import ask
from actions.preinfo.sending import send
from actions.preinfo.state import Result, State
from actions.replies import say
from actions.turn import Turn
from content.questionnaires import Catalogue


def edit(state: State, link_id: str | None, turn: Turn, catalogue: Catalogue) -> Result:
    """One answer of the page is asked again; then the page comes back."""
    shown = {each.link_id for each in states.items(state, catalogue)} if state["questionnaire"] else set()
    if state["stage"] not in ("check", "change") or link_id not in shown:
        return state, ask(state, catalogue, turn)
    state.update(stage="items", at=link_id, editing=True, picked=[], pending=None, misses=0)
    return state, ask(state, catalogue, turn)


def written(state: State, words: Words, turn: Turn, catalogue: Catalogue) -> Result:
    """"Send" sends, "change" lists the answers, other words are kept for the nurse."""
    if words.kind == "value" and words.value in ("send", "change"):
        return (send if words.value == "send" else change)(state, turn, catalogue)
    remark(state, turn.text or "", turn)
    return state, [say("preinfo_words_kept"), *ask(state, catalogue, turn)]


def change(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "check":
        state["stage"] = "change"
    return state, ask(state, catalogue, turn)


def to_check(state: State, turn: Turn, catalogue: Catalogue) -> Result:
    if state["stage"] == "change":
        state["stage"] = "check"
    return state, ask(state, catalogue, turn)

"""Leaving a message, as a pure function: write it, see it, send it. Nothing is sent that was not confirmed."""
from __future__ import annotations

from enum import Enum
from typing import Any

from actions.human.replies import hand_over
from actions.replies import Reply, choice, payload, say
from actions.turn import DIALOGUE, Turn
from actions.typed import Reader

State = dict[str, Any]
Result = tuple[State, list[Reply]]


def begin(topic: str | None, first_words: str | None, preinfo: dict[str, Any] | None,
          booking: dict[str, Any] | None = None) -> Result:
    state = {"stage": "write", "topic": topic, "first_words": first_words, "preinfo": preinfo, "booking": booking,
             "text": None, "subject": None}
    return state, [say("message_write", choices=[_cancel()])]


def active(state: State | None) -> bool:
    return bool(state) and state["stage"] in ("write", "check")


def step(state: State, turn: Turn, read: Reader) -> Result:
    """One turn. Typed words are the message; on the check they are read as yes, no, or a new wording."""
    state = dict(state)
    if turn.choice is not None:
        return _tapped(state, turn)
    text = turn.text or ""
    if turn.intent == "human_please" and turn.is_open:
        state["stage"] = "given_up"
        return state, hand_over(turn, state["topic"], state["first_words"], **_known(state))
    wish = read({"type": "text"}, text, turn.language, turn.now)
    if isinstance(wish, Enum) and wish.value in ("stop", "skip"):
        return _cancelled(state)
    if state["stage"] == "check":
        agreed = read({"type": "yesno"}, text, turn.language, turn.now)
        if agreed == "yes":
            return _sent(state, turn)
        if agreed == "no":
            state["stage"] = "write"
            return state, [say("message_write", choices=[_cancel()])]
    state.update(stage="check", text=text, subject=turn.intent if turn.intent not in DIALOGUE else None)
    return state, [_check(state)]


def _tapped(state: State, turn: Turn) -> Result:
    wish = (turn.choice or {}).get("w")
    if turn.intent == "human_please":
        state["stage"] = "given_up"
        return state, hand_over(turn, state["topic"], state["first_words"], **_known(state),
                                offer_first=not turn.is_open)
    if wish == "send" and state["text"]:
        return _sent(state, turn)
    if wish == "rewrite":
        state["stage"] = "write"
        return state, [say("message_write", choices=[_cancel()])]
    if wish == "cancel":
        return _cancelled(state)
    return state, [_check(state) if state["stage"] == "check" else say("message_write", choices=[_cancel()])]


def _sent(state: State, turn: Turn) -> Result:
    state["stage"] = "sent"
    # Without a subject from before, the message itself tells it, where it was clearly understood.
    return state, hand_over(turn, state["topic"] or state.get("subject"), state["first_words"] or state["text"],
                            **_known(state), message=state["text"], channel="message")


def _known(state: State) -> dict[str, Any]:
    """What goes to the nurse beside the words."""
    return {"preinfo": state["preinfo"], "booking": state.get("booking")}


def _cancelled(state: State) -> Result:
    state["stage"] = "given_up"
    return state, [say("message_cancelled")]


def _check(state: State) -> Reply:
    return say("message_check", {"message": state["text"]}, [
        choice("message:send", payload("message", w="send"), phrase="message_send"),
        choice("message:rewrite", payload("message", w="rewrite"), phrase="message_rewrite"), _cancel()])


def _cancel() -> dict[str, Any]:
    return choice("message:cancel", payload("message", w="cancel"), phrase="message_cancel")

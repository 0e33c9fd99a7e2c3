"""Rasa actions of answers that depend on one thing."""
from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Said
from actions.doubt import language_offer, second_offer
from actions.fitting import core
from actions.loop import Answer, Loop, going_on, kept
from actions.memory import MEMORY, Memory, remembered
from actions.replies import Reply, nurse_choice, say
from actions.turn import Turn
from actions.typed import read_typed
from content.answers import library
from content.service import county

FORM, SLOT = "fitting_form", "fitting"


class Fitting(Said):
    """A question of a subject whose answer depends on one thing."""

    NAME = "action_fitting"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        shelf = library.get()
        state, memory, replies = core.begin(shelf.answers[turn.intent or ""], turn, known(tracker), county.get(), read_typed)
        return _begun(state, memory, replies + second_offer(turn.second, shelf) + language_offer(turn))


class FittingChoice(Said):
    """A button of such an answer, pressed at any later time."""

    NAME = "action_fitting_choice"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        answer = library.get().answers.get((turn.choice or {}).get("q") or "")
        if answer is None:
            return [say("doubt_tell_more", choices=[nurse_choice()])], []
        result = core.step({"topic": answer.topic, "asks": False}, known(tracker), turn, answer, county.get(),
                           read_typed)
        return _begun(*result) if result else ([say("doubt_tell_more", choices=[nurse_choice()])], [])


class ValidateFitting(Loop):
    """The turn after the question; another matter closes it and is answered."""

    NAME, SLOT = "validate_fitting_form", SLOT
    active = staticmethod(core.active)

    def take(self, state: core.State, turn: Turn, tracker: Tracker) -> Answer | None:
        topic = (turn.choice or {}).get("q") if turn.intent == "fitting" else state["topic"]
        answer = library.get().answers.get(topic or "")
        result = core.step(state, known(tracker), turn, answer, county.get(), read_typed) if answer else None
        if result is None:
            return None
        state, memory, replies = result
        return replies, [SlotSet(MEMORY, memory), *going_on(SLOT, state, core.active(state))]

    def closed(self, state: core.State) -> core.State:
        return {**state, "asks": False}


def known(tracker: Tracker) -> Memory:
    return remembered(tracker.get_slot(MEMORY), tracker.events)


def _begun(state: core.State, memory: Memory, replies: list[Reply]) -> Answer:
    return replies, [SlotSet(MEMORY, memory), *kept(FORM, SLOT, state, core.active(state))]

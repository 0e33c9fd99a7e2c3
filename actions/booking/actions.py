"""Rasa actions of booking guidance."""
from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import history
from actions.base import Said, past
from actions.booking import core
from actions.doubt import language_offer, second_offer
from actions.loop import Answer, Loop, going_on, kept
from actions.memory import MEMORY, remembered, with_place
from actions.replies import Reply, nurse_choice, say
from actions.turn import Turn
from actions.typed import read_typed
from content.answers import library
from content.service import county

FORM, SLOT = "booking_form", "booking"


class Booking(Said):
    NAME = "action_booking"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        words = turn.text or history.matter(past(tracker))[1]
        known = remembered(tracker.get_slot(MEMORY), tracker.events)
        state, replies = core.begin(turn.intent or "book_appointment", turn, county.get(), library.get(), words,
                                    known["values"])
        replies += _other_matter(state, replies) + language_offer(turn)
        return replies, kept(FORM, SLOT, state, core.active(state))


class BookingChoice(Said):
    """A button of guidance that has been left: it goes on from there."""

    NAME = "action_booking_choice"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        state = tracker.get_slot(SLOT)
        if not state:
            return [say("doubt_tell_more", choices=[nurse_choice()])], []
        state = {**state, "at": (turn.choice or {}).get("q")}
        result = core.step(state, turn, county.get(), library.get(), read_typed)
        if result is None:
            return [say("doubt_tell_more", choices=[nurse_choice()])], []
        state, replies = result
        return replies, kept(FORM, SLOT, state, core.active(state))


class ValidateBooking(Loop):
    """One turn of open guidance; another matter closes it and is answered."""

    NAME, SLOT = "validate_booking_form", SLOT
    active = staticmethod(core.active)

    def take(self, state: core.State, turn: Turn, tracker: Tracker) -> Answer | None:
        result = core.step(state, turn, county.get(), library.get(), read_typed)
        if result is None:
            return None
        state, replies = result
        passed_on = any("handoff" in reply for reply in replies)
        events = going_on(SLOT, None if passed_on else state, core.active(state))
        if state["where"] and state["where"] != core.ELSEWHERE:
            known = remembered(tracker.get_slot(MEMORY), tracker.events)
            events.append(SlotSet(MEMORY, with_place(known, state["where"])))
        return replies + _other_matter(state, replies), events

    def closed(self, state: core.State) -> core.State:
        return {**state, "at": None}


def _other_matter(state: core.State, replies: list[Reply]) -> list[Reply]:
    """What else the opening message held, once the guidance has ended and no nurse has taken over."""
    if core.active(state) or any("handoff" in reply for reply in replies):
        return []
    return second_offer(state["second"], library.get())

"""Rasa actions: to a human, and leaving a message."""
from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import history
from actions.base import Said, past
from actions.human import message
from actions.human.replies import hand_over, today_closed
from actions.loop import Answer, Loop, going_on, kept
from actions.preinfo import state as preinfo_states
from actions.replies import nurse_choice, say
from actions.turn import Turn
from actions.typed import read_typed
from actions.ways import BOOKING
from content.questionnaires import catalogue

FORM, SLOT = "message_form", "message"


class Handoff(Said):
    """At once, with whatever is known: topic, first words, unfinished pre-information. Never argues."""

    NAME = "action_handoff"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        topic, words = history.matter(past(tracker))
        draft, booking = unsent(tracker), (tracker.get_slot("booking") or {}).get("matter")
        if booked_today(tracker, topic) and not turn.is_open:
            return [today_closed(turn)], []
        if draft:
            topic, words = draft_topic(tracker), draft["first_words"] or words
        replies = hand_over(turn, topic, words, preinfo=draft, booking=booking, offer_first=not turn.is_open)
        return replies, sent_events(tracker) if turn.is_open else []


class LeaveMessage(Said):
    NAME = "action_leave_message"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        state = tracker.get_slot(SLOT)
        if turn.intent == "message":
            if state and state["stage"] == "sent":
                return [say("message_already_sent", choices=[nurse_choice()])], []
            if state and (turn.choice or {}).get("w") == "cancel":
                return [say("message_cancelled")], []
        topic, words = history.matter(past(tracker))
        draft, booking = unsent(tracker), (tracker.get_slot("booking") or {}).get("matter")
        if booked_today(tracker, topic):
            return [say("booking_today_open", choices=[nurse_choice()]) if turn.is_open else today_closed(turn)], []
        if draft:
            topic, words = draft_topic(tracker), draft["first_words"] or words
        state, replies = message.begin(topic, words, draft, booking)
        return replies, kept(FORM, SLOT, state, True)


class ValidateMessage(Loop):
    """One turn of writing a message."""

    NAME, SLOT = "validate_message_form", SLOT
    active = staticmethod(message.active)

    def take(self, state: message.State, turn: Turn, tracker: Tracker) -> Answer:
        state, replies = message.step(state, turn, read_typed)
        events = going_on(SLOT, state, message.active(state))
        if state["stage"] == "sent" or any("handoff" in reply for reply in replies):
            events += sent_events(tracker)
        return replies, events


def unsent(tracker: Tracker) -> dict[str, Any] | None:
    """Pre-information that was begun and left: it goes to the nurse as far as it was answered."""
    draft = tracker.get_slot("preinfo")
    if not draft or draft["stage"] != "stopped":
        return None
    return preinfo_states.document(draft, catalogue.get(), complete=draft.get("stopped_at") == "check")


def booked_today(tracker: Tracker, topic: str | None) -> bool:
    """The conversation is about a visit of today: that never waits in a message."""
    matter = (tracker.get_slot("booking") or {}).get("matter")
    return topic in BOOKING and bool(matter) and matter["when"] == "today"


def draft_topic(tracker: Tracker) -> str:
    return tracker.get_slot("preinfo")["topic"]


def sent_events(tracker: Tracker) -> list[dict]:
    """What has gone to the nurse is not sent a second time."""
    draft = tracker.get_slot("preinfo")
    gone = [SlotSet("preinfo", {**draft, "stage": "sent"})] if draft and draft["stage"] == "stopped" else []
    return gone + ([SlotSet("booking", None)] if tracker.get_slot("booking") else [])

"""Which action answers a turn when an open conversation makes way for it: the same that the rules would choose."""
from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.replies import Reply, say
from actions.turn import SYMPTOMS, Turn
from content.answers import library

BOOKING = ("book_appointment", "reschedule_appointment", "cancel_same_day", "cancel_later")
WAYS = {**dict.fromkeys(SYMPTOMS, "action_start_preinfo"), **dict.fromkeys(BOOKING, "action_booking"),
        "booking": "action_booking_choice", "fitting": "action_fitting_choice", "human_please": "action_handoff",
        "language_switch": "action_language", "language_stay": "action_language_stay",
        "leave_message": "action_leave_message", "message": "action_leave_message", "no_more": "action_no_more",
        "other_subject": "action_offer_subjects", "out_of_scope": "action_out_of_scope",
        "parent_mental_health": "action_wellbeing", "perinatal_depression": "action_wellbeing",
        "preinfo": "action_preinfo", "violence": "action_violence"}


def action_for(turn: Turn) -> str:
    """The action's name; a turn that was not understood gets the offer of subjects."""
    if turn.intent is None or turn.intent == "unsure":
        return "action_offer_subjects"
    if turn.intent in WAYS:
        return WAYS[turn.intent]
    answer = library.get().answers.get(turn.intent)
    return "action_fitting" if answer is not None and answer.table is not None else f"utter_{turn.intent}"


def make_way(turn: Turn) -> tuple[list[Reply], list[dict]]:
    """Replies and events with which another matter is taken up after the open conversation has closed itself."""
    if turn.intent == "thanks_bye":         # a rule of two actions: Rasa would only run the first one here
        return [say("thanks_bye"), {"close": True}], []
    return [], [FollowupAction(action_for(turn))]

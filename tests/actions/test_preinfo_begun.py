"""The form opened through Rasa's tracker: what the opening message told comes along, whichever way the form began."""
from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import present
from actions.preinfo.actions import StartPreinfo

CONTEXT = {"now": "2026-11-23T07:42:00+00:00", "open": True, "allow_drafts": True}
TOLD = {"age_months": 8, "temperature_c": 39.2, "duration": {"value": 1, "unit": "d"}}
WORDS = "8 kk, kuume 39,2 eilisestä"


def user(text: str, intent: str, particulars: dict, choice: dict | None = None, asked: bool = False) -> dict:
    return {"event": "user", "text": text, "metadata": {"context": CONTEXT, "language": "fi", "choice": choice},
            "parse_data": {"intent": {"name": intent}, "asked": asked, "particulars": particulars}}


def begun(events: list[dict]) -> dict:
    """The form's state after the start."""
    tracker = Tracker("c", {"preinfo": None}, {}, events, False, None, {}, "action_listen")
    _, made = StartPreinfo().answer(present(tracker), tracker)
    return next(event["value"] for event in made if event.get("name") == "preinfo")


def test_what_the_opening_message_told_is_offered_when_it_was_understood_at_once():
    state = begun([user(WORDS, "symptom_child", TOLD)])
    assert state["prefill"] == {"child_age": {"months": 8}, "temperature_c": 39.2, "duration": {"value": 1, "unit": "d"}}
    assert state["answers"] == {} and state["questionnaire"] == "C1"


def test_what_the_opening_message_told_is_offered_also_when_the_subject_was_chosen_with_a_button():
    state = begun([user(WORDS, "unsure", TOLD, asked=True), {"event": "action", "name": "action_offer_subjects"},
                   user("/symptom_child", "symptom_child", {}, choice={})])
    assert state["first_words"] == WORDS and state["answers"] == {}
    assert state["prefill"] == {"child_age": {"months": 8}, "temperature_c": 39.2, "duration": {"value": 1, "unit": "d"}}


def test_a_button_without_words_before_it_offers_nothing():
    assert begun([user("/symptom_child", "symptom_child", {}, choice={})])["prefill"] == {}

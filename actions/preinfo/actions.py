"""Rasa actions of the pre-information form: starting, one turn of it, and buttons pressed after it was left."""
from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import history
from actions.base import Said, already_answered, loop_events, open_form, past
from actions.doubt import second_offer
from actions.preinfo import core
from actions.preinfo import state as states
from actions.replies import Reply, choice, nurse_choice, payload, say
from actions.turn import SYMPTOMS, Turn
from actions.typed import read_typed
from content.answers import library
from content.questionnaires import Catalogue, catalogue

FORM, SLOT = "preinfo_form", "preinfo"
Answer = tuple[list[Reply], list[dict]]


class StartPreinfo(Said):
    NAME = "action_start_preinfo"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        sets, draft = catalogue.get(), tracker.get_slot(SLOT)
        topic = turn.intent or "symptom_child"
        about = SYMPTOMS[topic]
        if draft and draft["stage"] == "stopped" and draft["about"] == about and draft["questionnaire"]:
            return [_offer_draft(draft, sets)], []
        return begun(about, topic, turn, tracker, sets)


class Preinfo(Said):
    """Buttons of the form pressed while it is not the active loop."""

    NAME = "action_preinfo"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        sets, state, tapped = catalogue.get(), tracker.get_slot(SLOT), turn.choice or {}
        name = tapped.get("start")
        if name in sets.questionnaires:
            about = sets.questionnaires[name].about
            return begun(about, f"symptom_{about}", turn, tracker, sets, name)
        if state and tapped.get("w") == "new":
            return begun(state["about"], state["topic"], turn, tracker, sets)
        if state and state["stage"] == "stopped":
            if tapped.get("w") == "resume":
                return _kept(core.resume(state, turn, sets))
            reopened, _ = core.resume(state, turn, sets)
            return _kept(core.step(reopened, turn, sets, read_typed))
        if state and state["stage"] == "sent":
            return [say("preinfo_already_sent", choices=[nurse_choice()])], []
        return [say("doubt_tell_more", choices=[nurse_choice()])], []


class ValidatePreinfo(Said):
    """One turn of the open form. Rasa calls it as the form's validation; it puts the next question itself."""

    NAME = "validate_preinfo_form"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        state = tracker.get_slot(SLOT)
        if already_answered(tracker):
            return [], []
        if not states.active(state):
            return [], [SlotSet("answer", "done")]
        state, replies = core.step(state, turn, catalogue.get(), read_typed)
        if state["stage"] == "sent":
            for matter in state["matters"]:
                replies += second_offer(matter, library.get())
        return replies, loop_events(SLOT, state, states.active(state))


def begun(about: str, topic: str, turn: Turn, tracker: Tracker, sets: Catalogue, name: str | None = None) -> Answer:
    """Start the form with the words that brought the matter up."""
    gone_by = past(tracker)
    words = turn.text or history.matter(gone_by)[1]
    return _kept(core.begin(about, topic, turn, sets, words, name))


def _kept(result: core.Result) -> Answer:
    state, replies = result
    return replies, open_form(FORM, SLOT, state) if states.active(state) else [SlotSet(SLOT, state)]


def _offer_draft(draft: dict[str, Any], sets: Catalogue) -> Reply:
    title = sets.questionnaires[draft["questionnaire"]].title
    return say("preinfo_draft_exists", {"subject": title}, [
        choice("w:resume", payload("preinfo", w="resume"), phrase="preinfo_resume"),
        choice("w:new", payload("preinfo", w="new"), phrase="preinfo_start_new"), nurse_choice()])



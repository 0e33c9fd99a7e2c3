"""Rasa actions of the pre-information form: starting, one turn of it, and buttons pressed after it was left."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions import history
from actions.base import Said, past
from actions.loop import Answer, Loop, going_on, kept
from actions.preinfo import core, outside
from actions.preinfo import state as states
from actions.preinfo.ask import safety_list
from actions.replies import Reply, choice, nurse_choice, payload, say
from actions.turn import SYMPTOMS, Turn
from actions.typed import read_typed
from content.answers import library
from content.questionnaires import Catalogue, catalogue

FORM, SLOT = "preinfo_form", "preinfo"


class StartPreinfo(Said):
    NAME = "action_start_preinfo"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        sets, draft = usable(turn), tracker.get_slot(SLOT)
        topic = turn.intent or "symptom_child"
        about = SYMPTOMS[topic]
        if draft and draft["stage"] == "stopped" and draft["about"] == about and draft["questionnaire"]:
            return [_offer_draft(draft, sets)], []
        return begun(about, topic, turn, tracker, sets)


class Preinfo(Said):
    """Buttons of the form pressed while it is not the active loop."""

    NAME = "action_preinfo"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        turn, words = opened_by(turn, tracker)
        return _kept(outside.pressed(tracker.get_slot(SLOT), turn, usable(turn), read_typed, words))


class ValidatePreinfo(Loop):
    """One turn of the open form."""

    NAME, SLOT = "validate_preinfo_form", SLOT
    active = staticmethod(states.active)

    def take(self, state: states.State, turn: Turn, tracker: Tracker) -> Answer:
        state, replies = core.step(state, turn, usable(turn), read_typed)
        if state["stage"] == "sent":
            replies = [say(matter) for matter in state["matters"] if matter in library.get().answers] + replies
            state["matters"] = []
        return replies, going_on(SLOT, state, states.active(state))


def usable(turn: Turn) -> Catalogue:
    """The question sets that this deployment may use."""
    return catalogue.get() if turn.allow_drafts else catalogue.get().approved()


def begun(about: str, topic: str, turn: Turn, tracker: Tracker, sets: Catalogue) -> Answer:
    """Start the form with the words that brought the matter up."""
    if not sets.about(about):           # drafts are forbidden and none is approved: the safety list, then a nurse
        return [safety_list(about, sets), say("preinfo_no_form", choices=[nurse_choice()])], []
    turn, words = opened_by(turn, tracker)
    return _kept(core.begin(about, topic, turn, sets, words, before=tracker.get_slot(SLOT)))


def opened_by(turn: Turn, tracker: Tracker) -> tuple[Turn, str | None]:
    """The turn with what the opening words told, also where the subject was then chosen with a button; the words."""
    if turn.text:
        return turn, turn.text
    gone_by = past(tracker)
    words = history.matter(gone_by)[1]
    told = next((each.particulars for each in reversed(gone_by) if words and each.text == words), {})
    return replace(turn, particulars=told), words


def _kept(result: tuple[states.State | None, list[Reply]]) -> Answer:
    state, replies = result
    return replies, kept(FORM, SLOT, state, states.active(state))


def _offer_draft(draft: dict[str, Any], sets: Catalogue) -> Reply:
    title = sets.questionnaires[draft["questionnaire"]].title
    return say("preinfo_draft_exists", {"subject": title}, [
        choice("w:resume", payload("preinfo", w="resume"), phrase="preinfo_resume"),
        choice("w:new", payload("preinfo", w="new"), phrase="preinfo_start_new"), nurse_choice()])



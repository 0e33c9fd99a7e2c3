"""Language changes, and what follows the emergency card, violence and questions of a parent's own strength."""
from __future__ import annotations

from rasa_sdk import Tracker

from actions import history
from actions.base import Said, past
from actions.doubt import language_offer, second_offer
from actions.language import buttons, wanted_language
from actions.preinfo.flags import card, violence
from actions.replies import Reply, nurse_choice, say
from actions.turn import CRISIS_TOPICS, Turn
from content.answers import library
from content.questionnaires import catalogue

Answer = tuple[list[Reply], list[dict]]


class Language(Said):
    """Switches at once; what was last answered is said again in the new language."""

    NAME = "action_language"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        wanted = wanted_language(turn)
        if wanted is None:
            return [say("language_which", choices=buttons())], []
        if wanted == turn.language:
            return [say("language_same")], []
        replies: list[Reply] = [{"language": wanted}]
        again = history.last_said(past(tracker))
        return replies + ([dict(again)] if again else []), []


class LanguageStay(Said):
    NAME = "action_language_stay"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        return [say("language_stays")], []


class AfterEmergency(Said):
    """Below the 112 card: the crisis lines where the message spoke of them, the nurse, and the other matter."""

    NAME = "action_after_emergency"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        replies: list[Reply] = []
        if turn.second in CRISIS_TOPICS or turn.crisis:
            replies.append(card("I-CRI", turn, catalogue.get()))
        if turn.second == "violence":
            replies += violence(turn, catalogue.get())[:-1]
        replies.append(say("after_emergency", choices=[nurse_choice()]))
        if turn.second not in CRISIS_TOPICS:
            replies += second_offer(turn.second, library.get())
        return replies, []


class Violence(Said):
    NAME = "action_violence"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        replies = [*violence(turn, catalogue.get()), say("after_violence", choices=[nurse_choice()])]
        return replies + second_offer(turn.second, library.get()) + language_offer(turn), []


class Wellbeing(Said):
    """The answer, then the crisis lines: the same for everyone, whatever was written."""

    NAME = "action_wellbeing"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        topic = turn.intent or "parent_mental_health"
        replies = [say(topic), card("I-CRI", turn, catalogue.get())]
        return replies + second_offer(turn.second, library.get()) + language_offer(turn), []

"""When understanding is unsure, when a message held two matters, and when nothing more is wanted."""
from __future__ import annotations

from rasa_sdk import Tracker

from actions import history
from actions.base import Said, past
from actions.replies import Choice, Reply, choice, nurse_choice, payload, say
from actions.turn import DIALOGUE, Turn
from content import LANGUAGES
from content.answers import Library, library

Answer = tuple[list[Reply], list[dict]]
MENU = ("symptom_child", "symptom_pregnancy", "symptom_postpartum", "book", "hours", "wellbeing")
MOST_OFFERED = 3


class OfferSubjects(Said):
    """First the likeliest subjects, then the menu and other words, then the nurse; never the same twice in a row."""

    NAME = "action_offer_subjects"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        gone_by, shelf = past(tracker), library.get()
        before = history.doubt_before(gone_by)
        if turn.spoken and turn.spoken not in LANGUAGES and before is None:
            return [say("language_other", choices=[nurse_choice()])], []
        if turn.choice is not None and turn.intent == "other_subject":
            return [say("doubt_tell_more", choices=menu(shelf))], []
        return unsure(turn, before, shelf) + language_offer(turn), []


class OfferMore(Said):
    """After a plain answer: the other matter of the message, and the language it was written in."""

    NAME = "action_offer_more"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        return second_offer(turn.second, library.get()) + language_offer(turn), []


class OutOfScope(Said):
    """The answer to what is not the clinic's matter; said once, then the other kinds of help follow."""

    NAME = "action_out_of_scope"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        gone_by, shelf = past(tracker), library.get()
        doubt = history.doubt_before(gone_by)
        told = len(gone_by) > 1 and any(reply.get("say") == "out_of_scope" for reply in gone_by[-2].replies)
        if told or (doubt and doubt != "doubt_which"):
            return unsure(turn, doubt or "doubt_which", shelf) + language_offer(turn), []
        return [say("out_of_scope")], []


class NoMore(Said):
    NAME = "action_no_more"

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        return [say("handoff_no_more")], []


AFTER = {"doubt_which": "doubt_other_words", "doubt_other_words": "doubt_nurse", "doubt_tell_more": "doubt_nurse",
         "doubt_nurse": "doubt_nurse_again", "doubt_nurse_again": "doubt_nurse"}


def unsure(turn: Turn, before: str | None, shelf: Library) -> list[Reply]:
    """The help that comes next after `before`, what was said to the doubt of the previous turn; None at the first."""
    subjects = [subject(name, shelf) for name in turn.offered[:MOST_OFFERED] if name in shelf.answers]
    name = AFTER.get(before, "doubt_which" if subjects else "doubt_other_words")
    if name == "doubt_which":
        other = choice("other", payload("other_subject"), phrase="doubt_none")
        return [say(name, choices=[*subjects, other, nurse_choice()])]
    return [say(name, choices=menu(shelf) if name == "doubt_other_words" else [nurse_choice()])]


def subject(name: str, shelf: Library) -> Choice:
    """A button with the subject's title."""
    return choice(f"subject:{name}", payload(name), titles=shelf.answers[name].title)


def menu(shelf: Library) -> list[Choice]:
    """The main subjects and the nurse, from data/answers/choices.yml."""
    return [choice(name, shelf.choices[name].payload, titles=shelf.choices[name].title)
            for name in (*MENU, "nurse") if name in shelf.choices]


def second_offer(name: str | None, shelf: Library) -> list[Reply]:
    """The other matter of the message is not thrown away: it is named and offered next."""
    if name is None or name not in shelf.answers or name in DIALOGUE - {"out_of_scope", "bot_identity_privacy",
                                                                       "feedback_complaint"}:
        return []
    return [say("doubt_also", {"subject": shelf.answers[name].title}, [
        choice(f"also:{name}", payload(name), phrase="doubt_yes_next"),
        choice("no_more", payload("no_more"), phrase="preinfo_no_more")])]


def language_offer(turn: Turn) -> list[Reply]:
    """Written clearly in another of the three languages: asked in that language whether to go on in it."""
    to = turn.spoken
    if to is None:
        return []
    if to not in LANGUAGES:
        return [say("language_other", choices=[nurse_choice()])]
    return [say(f"language_offer_{to}", choices=[
        choice(f"language:{to}", payload("language_switch", to=to), phrase=f"language_yes_{to}"),
        choice("language:stay", payload("language_stay"), phrase=f"language_stay_{turn.language}")],
        data={"lang": to})]

"""Booking guidance as families read it: each municipality × book, move, cancel × today, later × language.

The real conversation functions of actions/booking with the service's real words and clock; no engine.
"""
from __future__ import annotations

from datetime import datetime

import pytest

from actions.booking import core
from actions.turn import Turn
from actions.typed import read_typed
from content import LANGUAGES
from content.answers import library
from content.hours import hours
from content.service import county
from handoff.conversations.log import NewEvent
from handoff.conversations.speech import Speaker

OPEN, LAST_MINUTE, CLOSING = "2026-11-23T10:00:00+02:00", "2026-11-23T15:59:00+02:00", "2026-11-23T16:00:00+02:00"
MIDSUMMER_EVE, INDEPENDENCE_DAY = "2026-06-19T10:00:00+03:00", "2027-12-06T10:00:00+02:00"
CLOSED = {CLOSING: "24.11", MIDSUMMER_EVE: "22.6", INDEPENDENCE_DAY: "7.12"}     # the day on which the chat opens again
PLACES = [place.id for place in county.get().municipalities]
LINK = {"fi": "https://www.luvn.fi", "sv": "https://www.luvn.fi/sv", "en": "https://www.luvn.fi/en"}
INTENTS = {"book": "book_appointment", "move": "reschedule_appointment", "cancel": "cancel_later"}


class Conversation:
    """One family at one moment: presses buttons, sees events."""

    def __init__(self, intent: str, language: str, moment: str) -> None:
        self.now, self.language = datetime.fromisoformat(moment), language
        opening = hours.get()
        opens = opening.opens_at(self.now)
        self.turn = {"now": self.now, "language": language, "is_open": opening.is_open(self.now),
                     "opens_at": opens.isoformat() if opens else None}
        self.speaker = Speaker(library.get(), opening, self.now)
        self.state, self.replies = core.begin(intent, Turn(**self.turn, intent=intent, text="x"), county.get(), library.get())

    def press(self, value: str) -> None:
        tapped = Turn(**self.turn, intent="booking", choice={"q": self.state["at"], "v": value})
        self.state, self.replies = core.step(self.state, tapped, county.get(), library.get(), read_typed)

    def events(self) -> list[NewEvent]:
        return [event for reply in self.replies if (event := self.speaker.reply(reply, self.language, 1))]

    def text(self) -> str:
        return "\n".join(event.text for event in self.events())

    def buttons(self) -> list[str]:
        return [choice["id"] for choice in self.events()[-1].choices]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(INTENTS))
@pytest.mark.parametrize("place", PLACES)
def test_a_later_visit_is_guided_with_the_place_the_link_and_the_next_step(place, kind, language):
    talk = Conversation(INTENTS[kind], language, OPEN)
    for value in ["yearly", place] if kind == "book" else [
            *(["later"] if kind == "move" else []), "yearly", "self", place]:
        talk.press(value)
    within = county.get().get(place).within[language]
    assert within in talk.text() and LINK[language] in talk.text()
    assert talk.buttons()[:2] == ["booking:worked:yes", "booking:worked:no"] and talk.buttons()[-1] == "nurse"
    assert talk.state["matter"]["municipality"] == place
    yearly = library.get().phrase("booking_yearly")[language]
    assert (yearly in talk.text()) is (kind == "book")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["move", "cancel"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("moment", [OPEN, LAST_MINUTE, *CLOSED])
def test_todays_visit_is_for_the_nurse_chat_and_never_for_a_message(moment, place, kind, language):
    talk = Conversation("cancel_same_day" if kind == "cancel" else INTENTS[kind], language, moment)
    if kind == "move":
        talk.press("today")
    event = talk.events()[-1]
    assert not {"leave_message", "message"} & set(talk.buttons())
    if moment in CLOSED:
        day = CLOSED[moment].split(".")
        assert (f"{day[0]}.{day[1]}" if language != "en" else f" {day[0]} ") in event.text
        assert ("8.00" if language != "en" else "8:00") in event.text
    else:
        assert event.text == library.get().phrase("booking_today_open")[language]
        assert talk.buttons() == ["nurse"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind, presses, phrase", [
    ("book", ["baby"], "booking_baby_agreed"), ("book", ["first", "unknown", "none"], "booking_first_visit"),
    ("move", ["later", "pregnancy", "clinic"], "booking_clinic_booked"),
    ("move", ["later", "pregnancy", "interpreter"], "booking_interpreter"),
    ("cancel", ["yearly", "clinic"], "booking_clinic_booked"), ("cancel", ["yearly", "interpreter"], "booking_interpreter"),
    ("book", ["yearly", "other"], "booking_elsewhere"),
])
def test_what_cannot_be_done_alone_is_said_why_and_goes_to_the_nurse(kind, presses, phrase, language):
    talk = Conversation(INTENTS[kind], language, OPEN)
    for value in presses:
        talk.press(value)
    assert library.get().phrase(phrase)[language] in talk.text()
    assert talk.buttons() == ["nurse"]
    summary = talk.state["matter"]["summary"]
    assert all(summary[code] and "{" not in summary[code] for code in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_did_not_work_and_the_chat_is_closed_a_message_can_be_left(language):
    talk = Conversation("book_appointment", language, MIDSUMMER_EVE)
    for value in ("yearly", "lohja", "no"):
        talk.press(value)
    assert "116117" in talk.text() and "112" in talk.text() and "leave_message" in talk.buttons()
    assert talk.state["matter"]["tried"][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_guidance_has_words_and_a_way_to_a_nurse(language):
    talk = Conversation("reschedule_appointment", language, OPEN)
    for value in ("later", "after_birth", "self", "espoo", "yes"):
        assert talk.buttons()[-1] == "nurse" and talk.events()[-1].text.endswith(("?", ".", ":"))
        talk.press(value)
    assert talk.text() == library.get().phrase("booking_good")[language]

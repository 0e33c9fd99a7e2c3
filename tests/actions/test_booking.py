"""Booking guidance: self-booking first, today never as a message, and the nurse gets the matter written out."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions.booking import core
from actions.human import message
from actions.turn import Turn
from actions.typed import read_typed
from content.answers import library
from content.service import County, county

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)
SHELF, COUNTY = library.get(), county.get()
TEN = [place.id for place in COUNTY.municipalities]


def turn(**known) -> Turn:
    return replace(Turn(now=NOW, language="fi"), **known)


def closed(**known) -> Turn:
    return turn(is_open=False, opens_at="2026-11-24T06:00:00+00:00", **known)


def say(replies) -> list[str]:
    return [reply["say"] for reply in replies if "say" in reply]


def tap(state, value, where: County = COUNTY, **known):
    tapped = turn(choice={"q": state["at"], "v": value}, intent="booking", **known)
    return core.step(state, tapped, where, SHELF, read_typed)


def known(kind: str, value, place: str = "lohja") -> County:
    """The county where `kind` is known for one place."""
    text = {"fi": "Ajanvaraus", "sv": "Tidsbokning", "en": "Booking"}
    link = dict.fromkeys(("fi", "sv", "en"), "https://example.org/varaa")
    places = tuple(replace(each, can={**each.can, kind: value}, link=link, system=text) if each.id == place else each
                   for each in COUNTY.municipalities)
    return replace(COUNTY, municipalities=places)


def test_there_are_the_ten_municipalities_in_three_languages():
    assert len(TEN) == 10
    for place in COUNTY.municipalities:
        assert all(place.name[code] and place.within[code] for code in ("fi", "sv", "en"))


def test_nothing_unknown_is_stated_about_a_municipality():
    for place in COUNTY.municipalities:
        if not place.verified:
            assert place.phone is None and place.link is None and set(place.can.values()) == {None}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("place", TEN)
@pytest.mark.parametrize("intent", ["book_appointment", "reschedule_appointment", "cancel_later"])
def test_each_municipality_leads_to_guidance_with_a_link_and_then_asks_whether_it_worked(intent, place, language):
    state, _ = core.begin(intent, turn(language=language), COUNTY, SHELF)
    for _ in range(5):
        value = {"when": "later", "visit": "yearly", "by": "self", "where": place}.get(state["at"])
        if value is None:
            break
        state, replies = tap(state, value, language=language)
    assert state["at"] == "worked"
    guidance = next(reply for reply in replies if reply.get("say") == "booking_maybe")
    assert guidance["params"]["link"][language].startswith("https://www.luvn.fi")
    assert place in guidance["params"]["where"]["en"].casefold()


@pytest.mark.parametrize("place", TEN)
@pytest.mark.parametrize("intent", ["cancel_same_day", "reschedule_appointment"])
def test_todays_visit_goes_to_the_nurse_chat_and_never_to_a_message(intent, place):
    state, replies = core.begin(intent, turn(municipality=place), COUNTY, SHELF)
    if intent == "reschedule_appointment":
        state, replies = tap(state, "today")
    assert say(replies)[-1] == "booking_today_open"
    assert [choice["id"] for choice in replies[-1]["choices"]] == ["nurse"]
    assert state["matter"]["when"] == "today"


@pytest.mark.parametrize("intent", ["cancel_same_day", "reschedule_appointment"])
def test_when_closed_todays_visit_says_when_it_opens_and_offers_no_message(intent):
    state, replies = core.begin(intent, closed(), COUNTY, SHELF)
    if intent == "reschedule_appointment":
        state, replies = core.step(state, closed(choice={"q": "when", "v": "today"}, intent="booking"), COUNTY, SHELF,
                                   read_typed)
    assert say(replies) == ["booking_today_closed"]
    assert not any(choice["payload"] == "/leave_message" for reply in replies for choice in reply.get("choices", ()))


def test_it_did_not_work_goes_to_the_nurse_with_what_was_tried():
    state, _ = core.begin("book_appointment", turn(text="varaisin ajan"), COUNTY, SHELF)
    state, _ = tap(state, "yearly")
    state, _ = tap(state, "lohja")
    state, replies = tap(state, "no")
    handoff = replies[-1]["handoff"]
    assert handoff["first_words"] == "varaisin ajan"
    assert handoff["booking"]["summary"]["sv"] == "Bokning av tid, Barnets besök, 1,5 år eller äldre, Lojo"
    assert handoff["booking"]["tried"]["fi"].startswith("Yritti itse")


def test_where_it_is_known_the_place_itself_is_said():
    state, _ = core.begin("book_appointment", turn(municipality="lohja"), known("book", True), SHELF)
    state, replies = tap(state, "yearly", known("book", True))
    assert say(replies) == ["booking_yearly", "booking_self", "booking_worked"]
    assert replies[1]["params"]["where"]["fi"] == "Lohjalla"


def test_where_it_is_not_possible_the_nurse_is_offered():
    state, _ = core.begin("book_appointment", turn(municipality="lohja"), known("book", False), SHELF)
    state, replies = tap(state, "yearly", known("book", False))
    assert say(replies) == ["booking_not_self", "booking_to_nurse"]
    assert not core.active(state)


@pytest.mark.parametrize("by", ["clinic", "interpreter"])
def test_a_visit_of_the_clinic_or_with_an_interpreter_is_moved_by_a_nurse(by):
    state, _ = core.begin("reschedule_appointment", turn(), COUNTY, SHELF)
    state, _ = tap(state, "later")
    state, _ = tap(state, "pregnancy")
    state, replies = tap(state, by)
    assert say(replies)[-1] == "booking_to_nurse"
    assert state["matter"]["summary"]["fi"].startswith("Ajan siirtäminen, Myöhemmin, Raskausajan käynti")


def test_typed_answers_are_understood():
    state, _ = core.begin("book_appointment", turn(), COUNTY, SHELF)
    state, _ = tap(state, "yearly")
    state, _ = core.step(state, turn(text="asun Tammisaari", intent=None), COUNTY, SHELF, read_typed)
    assert state["where"] == "raasepori"


def test_a_place_named_at_once_or_earlier_is_not_asked_again():
    for state, _ in (core.begin("book_appointment", turn(particulars={"municipality": "Lohja"}), COUNTY, SHELF),
                     core.begin("book_appointment", turn(), COUNTY, SHELF, None, {"municipality": "lohja"})):
        assert state["where"] == "lohja"
        assert tap(state, "yearly")[0]["at"] == "worked"


@pytest.mark.parametrize("intent", ["reschedule_appointment", "cancel_later"])
def test_a_visit_dated_today_goes_to_the_nurse_without_questions(intent):
    state, replies = core.begin(intent, turn(particulars={"date": "2026-11-23"}), COUNTY, SHELF)
    assert state["when"] == "today" and say(replies)[-1] == "booking_today_open"
    state, _ = core.begin("reschedule_appointment", turn(particulars={"date": "2026-11-24"}), COUNTY, SHELF)
    assert state["at"] == "when"            # the date may be the one that is wished for: it is asked


def test_the_first_visit_tells_the_nurse_weeks_and_background():
    state, replies = core.begin("book_appointment", turn(choice={"visit": "first"}), COUNTY, SHELF, "plussasin tänään")
    assert state["at"] == "week"
    state, _ = core.step(state, turn(text="6+2"), COUNTY, SHELF, read_typed)
    state, replies = core.step(state, turn(text="kilpirauhasen vajaatoiminta, Thyroxin", intent="out_of_scope"), COUNTY,
                               SHELF, read_typed)
    assert say(replies) == ["booking_first_visit", "booking_to_nurse"]
    state, replies = core.step({**state, "at": "background"}, turn(intent="human_please"), COUNTY, SHELF, read_typed)
    told = replies[-1]["handoff"]["booking"]["summary"]
    assert told["fi"] == ("Ajan varaaminen, Raskauden ensimmäinen käynti, raskausviikko 6+2, "
                          "kertoi ”kilpirauhasen vajaatoiminta, Thyroxin”")


@pytest.mark.parametrize("first, second", [("unknown", "none"), (None, None)])
def test_the_first_visit_may_be_arranged_without_telling_anything(first, second):
    state, _ = core.begin("book_appointment", turn(choice={"visit": "first"}), COUNTY, SHELF)
    for value, typed in ((first, "en tiedä"), (second, "ei ole")):
        state, replies = tap(state, value) if value else core.step(state, turn(text=typed), COUNTY, SHELF, read_typed)
    assert say(replies) == ["booking_first_visit", "booking_to_nurse"]
    assert state["matter"]["summary"]["sv"] == "Bokning av tid, Graviditetens första besök"


@pytest.mark.parametrize("text, days", [("6+2", 44), ("rv 6", 42), ("vecka 7+1", 50), ("week 9", 63)])
def test_weeks_alone_answer_the_question_whatever_they_are_taken_for(text, days):
    state, _ = core.begin("book_appointment", turn(choice={"visit": "first"}), COUNTY, SHELF)
    state, _ = core.step(state, turn(text=text, intent="symptom_pregnancy"), COUNTY, SHELF, read_typed)
    assert 7 * state["week"]["weeks"] + state["week"]["days"] == days and state["at"] == "background"


@pytest.mark.parametrize("text, intent", [("mulla vuotaa verta", "symptom_pregnancy"), ("mies lyö", "violence"),
                                          ("milloin saan äitiyspakkauksen?", "kela_benefits")])
def test_another_matter_makes_way_also_where_any_words_would_do(text, intent):
    state, _ = core.begin("book_appointment", turn(choice={"visit": "first"}), COUNTY, SHELF)
    state, _ = tap(state, "unknown")
    assert core.step(state, turn(text=text, intent=intent), COUNTY, SHELF, read_typed) is None


def test_a_yearly_visit_pressed_under_the_schedule_is_not_asked_again():
    state, replies = core.begin("book_appointment", turn(choice={"visit": "yearly"}), COUNTY, SHELF)
    assert state["at"] == "where"


def test_a_need_of_an_interpreter_goes_to_the_nurse_with_the_matter():
    state, _ = core.begin("book_appointment", turn(particulars={"municipality": "Hanko"}), COUNTY, SHELF)
    state, _ = tap(state, "yearly")
    state, replies = tap(state, "needs_interpreter")
    assert "Tolk behövs vid besöket" in replies[-1]["handoff"]["booking"]["summary"]["sv"]
    assert "tried" not in replies[-1]["handoff"]["booking"]


def test_a_message_after_guidance_keeps_what_was_tried():
    matter = {"kind": "book", "when": None, "summary": {"fi": "x", "sv": "x", "en": "x"}, "tried": {"fi": "yritti"}}
    state, _ = message.begin("book_appointment", "varaisin ajan", None, matter)
    state, _ = message.step(state, closed(text="En löytänyt aikaa."), read_typed)
    _, replies = message.step(state, closed(choice={"w": "send"}, intent="message"), read_typed)
    assert replies[-1]["handoff"]["booking"] == matter


@pytest.mark.parametrize("language, text", [("fi", "kiitos, ei muuta"), ("sv", "tack, inget annat"), ("en", "thanks, nothing else")])
def test_a_farewell_is_no_visit_or_place_called_other(language, text):
    state, _ = core.begin("book_appointment", turn(language=language), COUNTY, SHELF)
    farewell = turn(language=language, text=text, intent="thanks_bye")
    assert core.step(state, farewell, COUNTY, SHELF, read_typed) is None
    state, _ = tap(state, "yearly")
    assert state["at"] == "where" and core.step(state, farewell, COUNTY, SHELF, read_typed) is None


def test_another_matter_makes_way():
    state, _ = core.begin("book_appointment", turn(), COUNTY, SHELF)
    another = turn(text="vauvalla on kuumetta", intent="symptom_child")
    assert core.step(state, another, COUNTY, SHELF, read_typed) is None


def test_a_nurse_is_reached_at_any_question_with_the_matter():
    state, _ = core.begin("book_appointment", turn(), COUNTY, SHELF)
    state, replies = core.step(state, turn(text="anna ihminen", intent="human_please"), COUNTY, SHELF, read_typed)
    assert replies[-1]["handoff"]["booking"]["kind"] == "book"


def test_three_unreadable_answers_lead_to_the_nurse():
    state, _ = core.begin("book_appointment", turn(), COUNTY, SHELF)
    for _ in range(3):
        state, replies = core.step(state, turn(text="sininen lentokone"), COUNTY, SHELF, read_typed)
    assert say(replies) == ["booking_to_nurse"]


def test_every_button_has_words_in_three_languages():
    for at, values in {"visit": {v for each in core.VISITS.values() for v in each}, "when": core.WHEN, "by": core.BY,
                       "worked": ("yes", "no", "needs_interpreter"), "where": ("other",),
                       **{at: (value,) for at, value in core.TO_TELL.items()}}.items():
        for value in values:
            assert f"booking_{at}_{value}" in SHELF.phrases

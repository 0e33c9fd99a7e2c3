"""Doubt, two matters, languages and what a handoff carries, from the events of a conversation."""
from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from actions import doubt, history
from actions.human import message
from actions.language import wanted_language
from actions.turn import Turn, from_message
from actions.typed import read_typed
from content.answers import library

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)
SHELF = library.get()


def turn(**known) -> Turn:
    return replace(Turn(now=NOW, language="fi"), **known)


def said(text: str | None, intent: str, *replies: dict, unsure: bool = False, choice: dict | None = None, action="x"):
    """Events of one turn."""
    events = [{"event": "user", "text": text, "parse_data": {"intent": {"name": intent}, "asked": unsure},
               "metadata": {"choice": choice}}, {"event": "action", "name": action}]
    return events + [{"event": "bot", "data": {"custom": reply}} for reply in replies]


def past(*turns) -> list[history.Past]:
    return history.turns([event for events in turns for event in events])


def test_first_words_are_those_that_brought_the_matter_up():
    assert history.matter(past(said("moi", "greet"), said("vauvalla on kuumetta", "symptom_child"),
                               said(None, "human_please", choice={}))) == ("symptom_child", "vauvalla on kuumetta")


def test_a_subject_chosen_after_doubt_keeps_the_unclear_words():
    assert history.matter(past(said("se juttu", "unsure", unsure=True), said(None, "sleep", choice={}),
                               said("hoitaja", "human_please"))) == ("sleep", "se juttu")


def test_answers_inside_a_form_are_not_taken_for_first_words():
    assert history.matter(past(
        said("baby moves less", "symptom_pregnancy", action="action_start_preinfo"),
        said("yes, much less", "symptom_pregnancy", action="preinfo_form"), said("nurse", "human_please"))) == (
            "symptom_pregnancy", "baby moves less")


def test_the_subject_named_beside_the_wish_for_a_nurse_is_the_topic():
    events = said("haluan puhua hoitajalle unesta", "human_please")
    events[0]["parse_data"]["second"] = "sleep"
    assert history.matter(history.turns(events)) == ("sleep", "haluan puhua hoitajalle unesta")


def test_without_a_subject_the_first_words_are_kept():
    assert history.matter(past(said("hei", "greet"), said("haluan puhua hoitajalle", "human_please"))) == (
        None, "haluan puhua hoitajalle")


def test_after_a_nurse_the_matter_begins_anew():
    assert history.matter(past(said("kuume", "symptom_child"), said("hoitaja", "human_please", {"handoff": {}}),
                               said("paljonko d-vitamiinia", "vitamin_d"))) == ("vitamin_d", "paljonko d-vitamiinia")


def test_a_doubt_is_only_counted_when_it_was_the_turn_before():
    doubted = said("x", "unsure", {"say": "doubt_which"}, action="action_offer_subjects")
    assert history.doubt_before(past(doubted, said("y", "unsure"))) == "doubt_which"
    assert history.doubt_before(past(doubted, said("d", "vitamin_d"), said("y", "unsure"))) is None


def test_unsure_offers_the_likeliest_subjects_by_title_and_the_nurse():
    reply = doubt.unsure(turn(offered=("vitamin_d", "breastfeeding")), None, SHELF)[0]
    assert [choice["id"] for choice in reply["choices"]] == [
        "subject:vitamin_d", "subject:breastfeeding", "other", "nurse"]
    assert reply["choices"][0]["titles"] == SHELF.answers["vitamin_d"].title


def test_the_same_help_never_comes_twice_in_a_row():
    before = None
    for _ in range(8):
        name = doubt.unsure(turn(offered=("vitamin_d",)), before, SHELF)[0]["say"]
        assert name != before
        before = name
    assert before.startswith("doubt_nurse")


def test_the_second_matter_is_named_and_offered():
    reply = doubt.second_offer("vitamin_d", SHELF)[0]
    assert reply["params"]["subject"] == SHELF.answers["vitamin_d"].title
    assert reply["choices"][0]["payload"] == "/vitamin_d"


def test_another_of_the_three_languages_is_offered_in_that_language():
    reply = doubt.language_offer(turn(spoken="sv"))[0]
    assert reply["say"] == "language_offer_sv"
    assert set(SHELF.phrase("language_offer_sv").values()) == {"Ska vi fortsätta på svenska?"}
    assert reply["choices"][0]["payload"] == '/language_switch{"to": "sv"}'


def test_a_fourth_language_gets_the_line_in_all_three():
    assert doubt.language_offer(turn(spoken="other"))[0]["say"] == "language_other"
    assert all("116117" in text and "112" in text for text in SHELF.phrase("language_other").values())


@pytest.mark.parametrize("text, spoken, wanted", [
    ("suomeksi kiitos", "fi", "fi"), ("voiks tän saada ruotsiksi", None, "sv"), ("puhutko englantia", None, "en"),
    ("på svenska tack", "sv", "sv"), ("kan vi byta till finska?", "sv", "fi"), ("jag förstår inte finska", "sv", "sv"),
    ("in English please", "en", "en"), ("do you speak Swedish?", "en", "sv"), ("can I change language", "en", "en"),
])
def test_the_wanted_language_is_heard(text, spoken, wanted):
    assert wanted_language(turn(text=text, spoken=spoken if spoken != "fi" else None)) == wanted


def test_a_message_is_shown_before_it_is_sent_and_sent_untouched():
    state, _ = message.begin("sleep", "ei nuku", None)
    state, replies = message.step(state, turn(text="Vauva ei nuku.\n Mitä teen?"), read_typed)
    assert replies[0]["say"] == "message_check"
    state, replies = message.step(state, turn(choice={"w": "send"}, intent="message", is_open=False), read_typed)
    assert replies[-1]["handoff"]["message"] == "Vauva ei nuku.\n Mitä teen?"
    assert replies[-1]["handoff"]["channel"] == "message"


@pytest.mark.parametrize(("before", "understood", "told"), [
    (None, "breastfeeding", "breastfeeding"), ("sleep", "breastfeeding", "sleep"), (None, None, None), (None, "greet", None)])
def test_the_subject_of_a_message_is_what_it_clearly_says_unless_one_was_known(before, understood, told):
    state, _ = message.begin(before, None, None)
    state, _ = message.step(state, turn(text="Hei, ensin näin", intent="weight_growth"), read_typed)
    state, _ = message.step(state, turn(choice={"w": "rewrite"}, intent="message"), read_typed)
    state, _ = message.step(state, turn(text="Imetys sattuu", intent=understood), read_typed)
    _, replies = message.step(state, turn(choice={"w": "send"}, intent="message"), read_typed)
    assert replies[-1]["handoff"]["topic"] == told


def test_a_message_can_be_written_again_or_dropped():
    state, _ = message.begin(None, None, None)
    state, _ = message.step(state, turn(text="ensimmäinen versio"), read_typed)
    state, _ = message.step(state, turn(choice={"w": "rewrite"}, intent="message"), read_typed)
    state, _ = message.step(state, turn(text="toinen versio"), read_typed)
    assert state["text"] == "toinen versio"
    state, replies = message.step(state, turn(choice={"w": "cancel"}, intent="message"), read_typed)
    assert not message.active(state) and not any("handoff" in reply for reply in replies)


def test_missing_findings_of_understanding_mean_nothing_was_found():
    empty = from_message({"metadata": {"language": "xx"}}, NOW)
    assert (empty.language, empty.intent, empty.second, empty.alarm, empty.is_open) == ("fi", None, None, False, True)


def test_every_text_an_action_names_exists():
    named = set()
    for path in Path("actions").rglob("*.py"):
        named |= set(re.findall(r'(?:say|phrase=)\(?"([a-z_0-9]+)"', path.read_text(encoding="utf-8")))
    known = set(SHELF.phrases) | set(SHELF.answers)
    assert named - known == set()


def test_every_choice_of_the_menu_exists():
    assert {choice["id"] for choice in doubt.menu(SHELF)} == {*doubt.MENU, "nurse"}

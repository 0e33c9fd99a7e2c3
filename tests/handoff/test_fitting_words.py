"""The words of an answer that depends on one thing: one clear row, the safety note, the table, the clock."""
from __future__ import annotations

from datetime import datetime

import pytest

from content import LANGUAGES
from content.answers import library
from content.hours import hours
from handoff.conversations.speech import Speaker

OPEN, CLOSED = "2026-11-23T10:00:00+02:00", "2026-06-19T10:00:00+03:00"


def speaker(moment: str = OPEN, allow_drafts: bool = True) -> Speaker:
    return Speaker(library.get(), hours.get(), datetime.fromisoformat(moment), allow_drafts)


def said(topic: str, value, language: str = "fi", moment: str = OPEN):
    return speaker(moment).reply({"say": topic, "for": value}, language, 1)


@pytest.mark.parametrize("language, lead, row", [
    ("fi", "Kun lapsen ikä on 3 kuukautta:", "**Ikä 3 kk:** rotavirus, pneumokokki, viitosrokote"),
    ("sv", "När barnet är 3 månader gammalt:", "**Ålder 3 mån:** rotavirus, pneumokocker"),
    ("en", "When the child is 3 months old:", "**Age 3 months:** rotavirus, pneumococcal, 5-in-1"),
])
def test_one_row_for_this_child_with_the_note_of_safety(language, lead, row):
    event = said("vaccination_programme", {"months": 3}, language)
    assert event.text.startswith(lead) and row in event.text
    assert "116117" in event.text and "MPR" not in event.text
    assert set(event.texts) == set(LANGUAGES) and event.data["answer"] == "vaccination_programme"


@pytest.mark.parametrize("age, row", [
    ({"days": 10}, "1–4 viikkoa"), ({"days": 28}, "4–6 viikkoa"), ({"months": 2}, "2 kk"), ({"days": 60}, "4–6 viikkoa"),
    ({"months": 17}, "12 kk"), ({"months": 18}, "18 kk"), ({"years": 2}, "2 v"), ({"months": 24}, "2 v"), ({"years": 6}, "6 v"),
])
def test_the_row_begins_on_the_day_of_the_age(age, row):
    assert f"**Käynti {row}:**" in said("child_visit_schedule", age).text


@pytest.mark.parametrize("amount, dose", [(0, "10 µg"), (499, "10 µg"), (500, "6 µg"), (800, "6 µg"), (801, "2 µg"), (1500, "2 µg")])
def test_vitamin_d_by_the_amount_of_formula(amount, dose):
    row = said("vitamin_d", amount).text.split("\n\n")[0]
    assert row.endswith(dose)


@pytest.mark.parametrize("weeks, days, row", [(0, 0, "0–7"), (7, 6, "0–7"), (8, 0, "8–12"), (20, 3, "18–21"), (43, 6, "33 ja siitä")])
def test_the_row_of_a_week_of_pregnancy(weeks, days, row):
    assert f"**Viikko {row}" in said("pregnancy_visit_schedule", {"weeks": weeks, "days": days}).text


def test_the_whole_answer_stands_behind_more_and_the_clock_is_followed():
    answer = library.get().answers["vaccination_programme"]
    event = said("vaccination_programme", {"months": 3}, moment=CLOSED)
    assert answer.text["fi"] in event.data["details"]["fi"] and answer.details["sv"] in event.data["details"]["sv"]
    assert "maanantaina 22.6. klo 8.00" in event.text and "112" in event.text


def test_the_table_is_an_event_with_a_table_in_three_languages():
    event = speaker().reply({"say": "vaccination_programme", "table": True}, "sv", 1)
    table = event.data["table"]
    assert [cell["sv"] for cell in table["head"]] == ["Ålder", "Vacciner", "Nästa vacciner"]
    assert all(set(cell) == set(LANGUAGES) for row in table["rows"] for cell in row)
    assert event.text.startswith("Vaccinationer efter ålder") and event.data["draft"] is True


def test_a_value_outside_every_row_gets_the_answer_itself():
    assert said("vaccination_programme", {"years": 12}).text.startswith("Lapsi saa rokotteita")


def test_a_place_of_which_nothing_is_known_says_where_to_look_and_gives_the_link():
    event = said("contact_hours", "lohja", "sv")
    assert "Rådgivningar i Lojo: Jag har ännu inga adresser" in event.text and "välfärdsområdets webbplats" in event.text
    assert event.data["links"][0]["url"] == "https://www.luvn.fi/sv"


def test_where_drafts_are_forbidden_the_row_and_the_table_are_not_said_either():
    for reply in ({"say": "vitamin_d", "for": 600}, {"say": "vitamin_d", "table": True}):
        event = speaker(allow_drafts=False).reply(reply, "fi", 1)
        assert "µg" not in event.text and [choice["id"] for choice in event.choices] == ["nurse"]


def test_a_button_that_nothing_knows_is_left_out():
    event = speaker().reply({"say": "vitamin_d", "choices": [{"id": "nurse"}, {"id": "nursee"}]}, "fi", 1)
    assert [choice["id"] for choice in event.choices] == ["nurse"]

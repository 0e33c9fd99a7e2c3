"""Values that are kept exactly, and those that cannot be meant: said back and asked about, never stored, never a trap."""
from __future__ import annotations

import pytest

from content.summary import value_text
from tests.actions.forms import Form

TOPICS = {"K4": "symptom_child", "K7": "symptom_child", "C1-1": "symptom_child", "K8": "symptom_pregnancy",
          "K12": "symptom_postpartum"}


def at(link_id: str, language: str = "fi") -> Form:
    sets = {"symptom_child": "C1", "symptom_pregnancy": "P4", "symptom_postpartum": "B1"}
    form = Form(TOPICS[link_id], "…", questionnaire=sets[TOPICS[link_id]], language=language)
    form.tap("K3:none")
    form.skip_to(link_id)
    return form


def typed(form: Form, words: str) -> tuple[str, dict]:
    """What was said first, and its parameters."""
    reply = form.type(words)[0]
    return reply["say"], reply.get("params", {})


@pytest.mark.parametrize("link_id, language, words, read, low, high", [
    ("C1-1", "fi", "390", "390 °C", "34 °C", "43 °C"), ("C1-1", "sv", "390 grader", "390 °C", "34 °C", "43 °C"),
    ("C1-1", "en", "29.5 °C", "29.5 °C", "34 °C", "43 °C"),
    ("K8", "fi", "viikko 50", "50+0", "0+0", "43+6"), ("K8", "sv", "vecka 50", "50+0", "0+0", "43+6"),
    ("K8", "en", "week 50", "50+0", "0+0", "43+6"), ("K8", "fi", "rv 50+2", "50+2", "0+0", "43+6"),
    ("K7", "fi", "900 kg", "900 kg", "0,4 kg", "60 kg"), ("K7", "en", "900 kg", "900 kg", "0.4 kg", "60 kg"),
    ("K4", "fi", "40 v", "40 vuotta", "0 päivää", "20 vuotta"), ("K4", "sv", "40 år", "40 år", "0 dagar", "20 år"),
])
def test_a_value_out_of_range_is_said_back_with_the_limits_and_asked_again(link_id, language, words, read, low, high):
    form = at(link_id, language)
    said, params = typed(form, words)
    assert said == "preinfo_out_of_range"
    assert [params[name][language] for name in ("value", "low", "high")] == [read, low, high]
    assert form.state["at"] == link_id and link_id not in form.state["answers"] and form.state["pending"] is None
    assert form.replies[-1]["data"]["link_id"] == link_id


@pytest.mark.parametrize("link_id, language, words, shown", [
    ("K12", "fi", "12.12.2026", "12.12.2026"), ("K12", "sv", "i morgon", "24.11.2026"),
    ("K12", "en", "12 Dec 2026", "12 Dec 2026"), ("K4", "fi", "syntynyt 1.2.2027", "1.2.2027"),
])
def test_a_day_of_birth_that_is_still_to_come_is_questioned(link_id, language, words, shown):
    form = at(link_id, language)
    said, params = typed(form, words)
    assert (said, params["value"][language]) == ("preinfo_future", shown)
    assert form.state["pending"] is None and link_id not in form.state["answers"]


@pytest.mark.parametrize("link_id, words", [("C1-1", "390"), ("K8", "viikko 50"), ("K12", "12.12.2026")])
def test_an_impossible_value_said_four_times_goes_to_the_nurse_in_the_parents_words(link_id, words):
    form = at(link_id)
    for _ in range(4):
        form.type(words)
    assert form.state["at"] != link_id
    answer = form.state["answers"][link_id]
    assert answer["skipped"] is True and answer["text"] == words


@pytest.mark.parametrize("language, words, kept, shown", [
    ("fi", "24.8.2026", {"months": 2, "days": 30}, "2 kuukautta 30 päivää"),       # the day before three months
    ("fi", "23.8.2026", {"months": 3}, "3 kuukautta"),
    ("sv", "född 11.4.2026", {"months": 7, "days": 12}, "7 månader 12 dagar"),
    ("en", "12.11.2026", {"days": 11}, "11 days"), ("fi", "23.10.2026", {"months": 1}, "1 kuukausi"),
    ("fi", "15.8.2023", {"years": 3, "months": 3}, "3 vuotta 3 kuukautta"), ("sv", "5 dagar", {"days": 5}, "5 dagar"),
    ("en", "born yesterday", {"days": 1}, "1 day"), ("fi", "muutaman tunnin ikäinen", {"days": 0}, "0 päivää"),
    ("sv", "några timmar gammal", {"days": 0}, "0 dagar"), ("en", "30 hours old", {"days": 1}, "1 day"),
    ("fi", "2 v 3 kk", {"months": 27}, "27 kuukautta"),
])
def test_an_age_is_kept_exactly_shown_back_and_confirmed(language, words, kept, shown):
    form = at("K4", language)
    said, params = typed(form, words)
    assert (said, params["value"][language]) == ("preinfo_is_this_right", shown)
    assert "K4" not in form.state["answers"]
    form.tap("K4:ok")
    assert form.state["answers"]["K4"]["value"] == kept and form.state["answers"]["K4"]["text"] == words


@pytest.mark.parametrize("language, words, shown", [
    ("fi", "32+4", "32+4"), ("sv", "vecka 32 och 4 dagar", "32+4"), ("en", "32 weeks 4 days", "32+4"),
    ("fi", "laskettu aika 12.3.2027", "24+3"), ("sv", "BF 12.3", "24+3"), ("en", "due 12 March", "24+3"),
    ("fi", "kuukautiset alkoivat 3.5.", "29+1"), ("sv", "senaste mens började 3 maj", "29+1"),
    ("en", "last period 3 May", "29+1"), ("fi", "21+6", "21+6"), ("fi", "22+0", "22+0"), ("fi", "36+6", "36+6"),
    ("fi", "37+0", "37+0"),
])
def test_weeks_from_week_and_day_last_period_or_due_date_are_shown_back_and_confirmed(language, words, shown):
    form = at("K8", language)
    said, params = typed(form, words)
    assert (said, params["value"][language]) == ("preinfo_is_this_right", shown)
    assert "K8" not in form.state["answers"]
    form.type({"fi": "joo", "sv": "ja", "en": "yes"}[language])
    kept = form.state["answers"]["K8"]["value"]
    assert f"{kept['weeks']}+{kept['days']}" == shown and form.state["answers"]["K8"]["text"] == words


@pytest.mark.parametrize("words, kept", [("37,9", 37.9), ("38.0", 38.0), ("38", 38)])
def test_a_temperature_at_the_limit_is_kept_as_it_was_said_and_shows_no_card(words, kept):
    form = at("C1-1")
    replies = form.type(words)
    assert form.state["answers"]["C1-1"]["value"] == kept
    assert not any(reply.get("kind") == "card" or "emergency" in reply for reply in replies)


def test_what_waits_for_confirmation_waits_while_a_question_in_between_is_answered():
    form = at("K4")
    form.type("8 kk")
    form.type("paljonko d-vitamiinia annetaan?", intent="vitamin_d")
    assert form.said() == ["vitamin_d", "preinfo_going_on", "preinfo_is_this_right"]
    form.press('/preinfo{"q": "K4", "w": "why"}')
    assert form.said()[-1] == "preinfo_is_this_right"
    form.tap("K4:ok")
    assert form.state["answers"]["K4"]["value"] == {"months": 8}


def test_another_value_takes_the_place_of_the_one_that_waits():
    form = at("K4")
    form.type("8 kk")
    form.type("ei kun 9 kk")
    assert form.state["pending"]["value"] == {"months": 9} and "K4" not in form.state["answers"]
    form.type("joo 9 kk")
    assert form.state["answers"]["K4"]["value"] == {"months": 9}


@pytest.mark.parametrize("link_id", ["K4", "K7", "K8", "K12"])
def test_where_there_are_no_buttons_the_help_promises_none_and_the_nurse_is_offered(link_id):
    form = at(link_id)
    said = [form.type("sininen lentokone")[0]["say"] for _ in range(3)]
    assert said[1:] == ["preinfo_hint_2_bare", "preinfo_hint_3_bare"]
    assert {"nurse", f"w:skip:{link_id}"} <= set(form.choices())
    form.type("sininen lentokone")
    assert form.state["answers"][link_id]["text"] == "sininen lentokone"


def test_at_the_third_miss_the_answers_stand_as_buttons_with_the_nurse():
    form = at("C1-1")
    for _ in range(3):
        form.type("sininen lentokone")
    assert form.said() == ["preinfo_hint_3"] and {"nurse", "C1-1:=1"} <= set(form.choices())
    form.tap("C1-1:=1")
    assert form.state["answers"]["C1-1"]["value"] == 38


def test_an_exact_age_stands_in_the_check_page_as_it_was_confirmed():
    form = at("K4")
    form.type("11.4.2026")
    form.tap("K4:ok")
    form.to_check()
    page = next(reply for reply in form.replies if reply.get("say") == "preinfo_check")
    row = next(row for row in page["data"]["rows"] if row["link_id"] == "K4")
    assert row["value"]["fi"] == "7 kuukautta 12 päivää"
    assert row["value"] == value_text(form.sets.common.items["K4"], {"months": 7, "days": 12})

"""Answers that depend on one thing: asked once, remembered, one row for this family, the whole table by a button."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions import ways
from actions.fitting import core
from actions.memory import empty, remembered
from actions.turn import Turn
from actions.typed import read_typed
from content.answers import library
from content.files import ROOT, load
from content.service import county

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)
SHELF, COUNTY = library.get(), county.get()
DEPENDENT = sorted(name for name, answer in SHELF.answers.items() if answer.table)


def turn(text: str | None = None, intent: str | None = None, **known) -> Turn:
    return replace(Turn(now=NOW, language="fi", text=text, intent=intent), **known)


def begin(topic: str, memory=None, **known):
    return core.begin(SHELF.answers[topic], turn(intent=topic, **known), memory or empty(), COUNTY, read_typed)


def step(state, memory, text, intent=None, **known):
    return core.step(state, memory, turn(text, intent, **known), SHELF.answers[state["topic"]], COUNTY, read_typed)


def press(memory, topic, **values):
    pressed = turn(intent="fitting", choice={"q": topic, **values})
    return core.step({"topic": topic, "asks": False}, memory, pressed, SHELF.answers[topic], COUNTY, read_typed)


def test_the_five_subjects_that_depend_on_something_are_led_here_by_a_rule():
    ruled = {step["intent"] for rule in load(ROOT / "data/stories/fitting.yml").data["rules"] for step in rule["steps"]
             if "intent" in step}
    assert ruled - {"fitting"} == set(DEPENDENT)
    assert {SHELF.answers[name].table.need for name in DEPENDENT} == {"child_age", "gestation", "formula", "municipality"}


@pytest.mark.parametrize("topic", DEPENDENT)
def test_the_answer_comes_first_and_the_question_once(topic):
    state, memory, replies = begin(topic)
    need = SHELF.answers[topic].table.need
    assert [reply["say"] for reply in replies] == [topic, f"fitting_ask_{need}"]
    assert core.active(state)
    state, memory, replies = begin(topic, memory)
    assert [reply["say"] for reply in replies] == [topic]
    assert not core.active(state)
    # of the clinics nothing is known yet: a table of gaps is not offered
    assert (f"fitting:{topic}:table" in [choice["id"] for choice in replies[0]["choices"]]) is (topic != "contact_hours")


@pytest.mark.parametrize("topic, text, value", [
    ("vaccination_programme", "3 kk", {"months": 3}), ("child_visit_schedule", "hän on 2,5 v", {"months": 30}),
    ("pregnancy_visit_schedule", "24+3", {"weeks": 24, "days": 3}), ("vitamin_d", "600 ml", 600),
    ("vitamin_d", "6 dl", 600), ("contact_hours", "Lohja", "lohja"), ("contact_hours", "Tammisaari", "raasepori"),
])
def test_what_is_told_finds_the_row_and_is_remembered(topic, text, value):
    state, memory, _ = begin(topic)
    state, memory, replies = step(state, memory, text)
    assert replies[0]["for"] == value and replies[0]["say"] == topic
    assert not core.active(state)
    _, _, replies = begin(topic, memory)
    assert replies[0]["for"] == value


def test_an_age_told_for_vaccinations_is_known_for_the_visits():
    state, memory, _ = begin("vaccination_programme")
    _, memory, _ = step(state, memory, "1,5 v")
    assert begin("child_visit_schedule", memory)[2][0]["for"] == {"months": 18}


def test_what_the_question_itself_says_is_not_asked():
    assert begin("vaccination_programme", particulars={"age_months": 3.0})[2][0]["for"] == {"months": 3}
    assert begin("pregnancy_visit_schedule", particulars={"gestation_days": 143})[2][0]["for"] == {"weeks": 20, "days": 3}
    assert begin("contact_hours", particulars={"municipality": "Vihti"})[2][0]["for"] == "vihti"
    assert begin("contact_hours", municipality="hanko")[2][0]["for"] == "hanko"


def test_what_was_said_in_passing_earlier_is_remembered():
    events = [{"event": "user", "parse_data": {"particulars": {"age_months": 0.5, "municipality": "Lohja"}}}]
    assert remembered(None, events)["values"] == {"child_age": {"days": 15}, "municipality": "lohja"}


def test_two_children_are_never_made_one():
    assert [r["say"] for r in begin("vaccination_programme", particulars={"ages_months": [3, 48]})[2]] == [
        "vaccination_programme", "fitting_ask_child_age"]


def test_an_older_child_or_a_pregnancy_is_not_asked_for_formula():
    for told in ({"age_months": 36.0}, {"gestation_days": 140}):
        state, _, replies = begin("vitamin_d", particulars=told)
        assert replies == [{"say": "vitamin_d"}] and not core.active(state)


def test_an_age_that_no_row_holds_gets_the_whole_answer():
    _, _, replies = begin("vaccination_programme", particulars={"age_months": 120.0})
    assert replies[0]["say"] == "vaccination_programme" and "for" not in replies[0]


@pytest.mark.parametrize("text, intent", [
    ("vauvalla on kuumetta", "symptom_child"), ("2-vuotias raivoaa", "tantrums"), ("miksi kysyt?", "bot_identity_privacy"),
    ("anna ihminen", "human_please"), ("sininen lentokone", None), ("meillä on 3 kk vauva joka ei nuku", "sleep"),
])
def test_another_matter_makes_way(text, intent):
    state, memory, _ = begin("vaccination_programme")
    assert step(state, memory, text, intent) is None


def test_a_bare_age_is_taken_whatever_it_was_understood_as():
    state, memory, _ = begin("vaccination_programme")
    assert step(state, memory, "3 kk", "growth_weight")[2][0]["for"] == {"months": 3}


def test_danger_comes_first_also_here():
    state, memory, _ = begin("vaccination_programme")
    assert step(state, memory, "vauva ei hengitä", alarm=True)[2][0] == {"emergency": "I-112"}


@pytest.mark.parametrize("topic", DEPENDENT)
def test_the_buttons_lead_to_the_table_and_to_another_value(topic):
    _, memory, _ = begin(topic)
    _, memory, replies = press(memory, topic, w="table")
    assert replies[0]["table"] is True
    state, _, replies = press(memory, topic, w="tell")
    assert core.active(state) and replies[0]["say"].startswith("fitting_ask_")


def test_few_values_are_buttons():
    _, memory, replies = begin("vitamin_d")
    buttons = [choice for choice in replies[1]["choices"] if "titles" in choice]
    assert [choice["titles"]["sv"] for choice in buttons] == ["ingen eller under 500 ml", "500–800 ml", "över 800 ml"]
    assert press(memory, "vitamin_d", v=801)[2][0]["for"] == 801
    _, _, replies = begin("contact_hours")
    assert len([choice for choice in replies[1]["choices"] if "titles" in choice]) == 10


def test_making_way_chooses_the_action_that_the_rules_choose():
    for path in sorted((ROOT / "data/stories").glob("*.yml")):
        for rule in load(path).data["rules"]:
            first = rule["steps"][0]
            if "intent" in first and first["intent"] not in ("unsure", "emergency"):
                assert ways.action_for(turn(intent=first["intent"])) == rule["steps"][1]["action"], rule["rule"]
    assert ways.action_for(turn(intent=None)) == "action_offer_subjects"

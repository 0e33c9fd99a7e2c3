"""Whatever a customer does in the form, the summary equals the answers given: none lost, none invented."""
from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.questionnaires import catalogue, visible
from content.summary import render_text, rows, value_text
from tests.actions.forms import START, Form, json_wish

SETS = catalogue.get()
TYPED = ("38,4", "39.2", "8 kk", "2 päivää", "eilisillasta", "kyllä", "ei", "en tiedä", "32+4", "8,2 kg",
         "sininen lentokone", "ohita", "takaisin", "miksi", "yskä ja nuha", "kainalosta",
         "normaalisti", "ei mitään näistä", "12.11.", "390")
DECLINED = ("ohita", "en tiedä")
ASIDES = ({"text": "paljonko d-vitamiinia?", "intent": "vitamin_d"}, {"text": "moi", "intent": "greet"},
          {"text": "på svenska", "intent": "language_switch"}, {"text": "ja silmä rähmii", "intent": "symptom_child"},
          {"text": "kiitos moikka", "intent": "thanks_bye"}, {"text": "vauva kouristaa", "alarm": True})


class Witness:
    """Keeps an own record of the answers by what was pressed or what the bot said it understood."""

    def __init__(self, form: Form) -> None:
        self.form, self.answers, self.picked = form, {}, {}

    def pressed(self, payload: str, at: str | None) -> None:
        values = json.loads(payload.partition("{")[2] and "{" + payload.partition("{")[2] or "{}")
        name = values.get("q")
        item = next((each for each in self._page() if each.link_id == name), None)
        if item is None:
            return
        if values.get("w") == "skip" and name == at:
            self.answers[name] = None
        elif "v" in values and item.type == "multi":
            option = item.option(values["v"])
            if option is None:
                return
            if option.none:
                self.answers[name], self.picked = [option.id], {}
            else:
                gathered = self.picked.get(name, [])
                self.picked = {name: gathered if option.id in gathered else [*gathered, option.id]}
        elif values.get("done") and item.type == "multi":
            if self.picked.get(name):
                self.answers[name] = self.picked[name]
            self.picked = {}
        elif values.get("done"):
            self.answers[name] = []
        elif "v" in values:
            self.answers[name] = values["v"]

    def _page(self):
        if not self.form.state["questionnaire"]:
            return ()
        questionnaire = SETS.questionnaires[self.form.state["questionnaire"]]
        return visible(questionnaire.sequence(SETS.common), self.form.state["answers"])


def press(form: Form, witness: Witness, payload: str) -> None:
    """One tap, witnessed: the buttons of an item are read from their payload alone."""
    before, at = dict(form.state["answers"]), form.state["at"]
    stage = form.state["stage"]
    witness.pressed(payload, at if stage == "items" and form.state["at"] else None)
    form.press(payload)
    _settle(form, witness, before)


def _settle(form: Form, witness: Witness, before: dict[str, Any]) -> None:
    """Typed and confirmed answers: at most one item changes in a turn, and only by what was said."""
    changed = [name for name, answer in form.state["answers"].items() if before.get(name) != answer]
    assert len(changed) <= 1
    assert set(before) <= set(form.state["answers"])
    for name in changed:
        answer = form.state["answers"][name]
        if answer.get("how") in ("typed", "confirmed") or "text" in answer:
            witness.answers[name] = None if answer.get("skipped") else answer["value"]


step = st.one_of(
    st.tuples(st.just("button"), st.integers(0, 30)),
    st.tuples(st.just("stale"), st.integers(0, 200)),
    st.tuples(st.just("typed"), st.sampled_from(TYPED)),
    st.tuples(st.just("aside"), st.integers(0, len(ASIDES) - 1)),
    st.tuples(st.just("language"), st.sampled_from(("fi", "sv", "en"))),
    st.tuples(st.just("again"), st.just(0)),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SETS.questionnaires)), st.lists(step, max_size=60))
def test_any_way_through_the_form_ends_in_a_summary_of_exactly_the_answers_given(name, steps):
    questionnaire = SETS.questionnaires[name]
    form = Form(f"symptom_{questionnaire.about}", "…", particulars={"temperature_c": 39.2, "age_months": 8},
                questionnaire=name)
    witness = Witness(form)
    seen: list[str] = []
    for kind, value in steps:
        offered = [payload for payload in form.choices().values() if payload.startswith("/preinfo")
                   and '"w": "stop"' not in payload and '"w": "send"' not in payload]
        seen += offered
        before = dict(form.state["answers"])
        if kind == "button" and offered:
            press(form, witness, offered[value % len(offered)])
        elif kind == "stale" and seen and form.state["stage"] in ("items", "check", "change"):
            press(form, witness, seen[value % len(seen)])
        elif kind == "again" and offered:
            for _ in range(2):                      # a double tap
                if offered[0].startswith("/preinfo") and form.active:
                    press(form, witness, offered[0])
        elif kind == "typed":
            at = form.state["at"]
            form.type(value)
            if value in DECLINED and form.state["answers"].get(at, {}).get("skipped"):
                witness.answers[at] = None              # "skip" on an answered question withdraws the answer
            _settle(form, witness, before)
            if form.state["picked"] == []:
                witness.picked = {}
        elif kind == "aside":
            form.type(**{"text": "", **ASIDES[value]})
            _settle(form, witness, before)
        elif kind == "language":
            form.speak(value)
        if not form.active:
            break
        if form.state["at"] not in witness.picked or form.state["picked"] == []:
            witness.picked = {}
    if not form.active:
        return
    _finish(form)
    form.press('/preinfo{"w": "send"}')
    _compare(form.handoff()["preinfo"], witness, questionnaire)


def _finish(form: Form) -> None:
    for _ in range(80):
        stage = form.state["stage"]
        if stage == "check":
            return
        if stage == "safety":
            form.press('/preinfo{"q": "K3", "v": "none"}')
        elif stage == "change":
            form.press('/preinfo{"w": "to_check"}')
        elif form.state["at"] in form.state["answers"]:
            form.press("/preinfo" + json.dumps({"q": form.state["at"], "keep": 1}))
        else:
            form.press(json_wish("skip", form.state["at"]))
    raise AssertionError("the form trapped the customer")


def _compare(preinfo: dict[str, Any], witness: Witness, questionnaire) -> None:
    page = visible(questionnaire.sequence(SETS.common), preinfo["answers"])
    assert set(preinfo["answers"]) == {item.link_id for item in page}
    for item in page:
        answer, expected = preinfo["answers"][item.link_id], witness.answers.get(item.link_id)
        assert answer.get("value") == expected, item.link_id
    shown = {row.item.link_id: row.value for row in rows(questionnaire, SETS.common, preinfo["answers"])}
    for item in page:
        expected = witness.answers.get(item.link_id)
        if expected is not None:
            assert shown[item.link_id] == value_text(item, expected)
    for language in ("fi", "sv", "en"):
        handoff = {"channel": "chat", "topic": "symptom_child", "first_words": "x", "language": "fi",
                   "preinfo": preinfo}
        text = render_text(handoff, questionnaire, SETS.common, language, START)
        assert text == render_text(json.loads(json.dumps(handoff)), questionnaire, SETS.common, language, START)
        for item in page:
            if item.type in ("number", "weight", "yesno") and witness.answers.get(item.link_id) is not None:
                assert value_text(item, witness.answers[item.link_id])[language].casefold() in text.casefold()

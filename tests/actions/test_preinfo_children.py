"""Whom it is about: one child, several, a newborn without a name, somebody else; and what the first words told of them."""
from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.history import turns
from actions.preinfo.prefill import offers
from content.questionnaires import catalogue
from content.summary import render_text
from tests.actions.forms import Form

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
SETS = catalogue.get()


def sent_about_several(name: str = "Onni", **known) -> Form:
    """A form about the first of several children, sent."""
    form = Form(**known)
    form.tap("K3:none")
    form.tap("K1:children")
    form.type(name)
    form.tap("K4:told") if "K4:told" in form.choices() else form.type("5 kk")
    if form.state["pending"]:
        form.tap("K4:ok")
    form.to_check()
    form.tap("w:send")
    return form


def summary(form: Form, language: str = "fi") -> str:
    handoff = {**form.handoff(), "channel": "chat"}
    return render_text(handoff, SETS.questionnaires[form.state["questionnaire"]], SETS.common, language, NOW)


def test_one_child_is_not_asked_for_a_name():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    assert form.state["at"] == "K4"


def test_each_of_several_children_has_a_form_of_its_own_in_the_same_conversation():
    form = sent_about_several()
    assert "Koskee: useampi oma lapsi, Onni, 5 kuukautta." in summary(form)
    assert {"sibling:same", "sibling:other", "later:no", "w:amend:1"} <= set(form.choices())
    form.press_outside("sibling:same")
    assert form.state["stage"] == "safety" and form.state["questionnaire"] == "C1"     # the safety list again, first
    form.tap("K3:none")
    assert form.state["answers"]["K1"]["value"] == "children"           # the button said it; it is not asked again
    assert form.state["at"] == "K1a"
    form.type("Ella")
    assert not any(name.startswith("K4:told") for name in form.choices())       # the brother's age is not hers
    form.type("3 v")
    form.tap("K4:ok")
    form.to_check()
    form.tap("w:send")
    assert "Koskee: useampi oma lapsi, Ella, 3 vuotta." in summary(form)
    assert "Gäller: flera egna barn, Ella, 3 år." in summary(form, "sv")
    assert "Concerns: several own children, Ella, 3 years." in summary(form, "en")
    amend = [choice for reply in form.replies for choice in reply.get("choices", ()) if choice["id"].startswith("w:amend")]
    assert [choice["params"]["subject"]["fi"] for choice in amend] == ["Lapsen kuume, Onni", "Lapsen kuume, Ella"]


def test_another_child_may_have_another_symptom():
    form = sent_about_several()
    form.press_outside("sibling:other")
    form.tap("K3:none")
    assert form.said() == ["preinfo_which_subject"]
    form.tap("subject:C2")
    assert form.state["at"] == "K1a" and form.state["questionnaire"] == "C2"


def test_a_second_form_about_the_same_child_offers_name_and_age_and_the_phone_is_offered_for_every_child():
    form = sent_about_several()
    form.state["answers"]["Z4"] = {"value": "040 765 4321", "at": "2026-11-23T07:31:00+00:00"}
    form.replies = [{"choices": [{"id": "later:C7", "payload": '/preinfo{"start": "C7"}'}]}]
    same = Form()
    same.state, same.replies = form.state, form.replies
    same.press_outside("later:C7")
    same.tap("K3:none")
    same.tap("K1:children")
    same.tap("K1a:told")
    assert same.state["answers"]["K1a"]["value"] == "Onni" and "K4:told" in same.choices()
    form.replies = [{"choices": [{"id": "sibling:same", "payload": '/preinfo{"sibling": 1, "start": "C1"}'}]}]
    form.press_outside("sibling:same")
    form.tap("K3:none")
    assert "K1a:told" not in form.choices()
    form.skip_to("Z4")
    assert "Z4:told" in form.choices()


def test_a_newborn_without_a_name_is_just_the_baby():
    form = sent_about_several("vauva")
    assert "useampi oma lapsi, vauva, 5 kuukautta" in summary(form)
    form.press_outside("sibling:same")
    form.tap("K3:none")
    form.tap("w:skip:K1a")
    form.type("2 päivää")
    form.tap("K4:ok")
    assert form.state["answers"]["K4"]["value"] == {"days": 2}


def test_two_ages_in_the_first_words_are_both_offered_and_the_other_child_is_offered_the_other():
    form = Form(words="8 kk ja 3v molemmilla kuume", particulars={"ages_months": [8, 36]})
    form.tap("K3:none")
    form.tap("K1:children")
    form.type("vauva")
    assert {"K4:told", "K4:told:2"} <= set(form.choices())
    form.type("joo")                                    # a yes to two things answers neither
    assert "K4" not in form.state["answers"]
    form.tap("K4:told:2")
    assert form.state["answers"]["K4"]["value"] == {"years": 3}
    form.to_check()
    form.tap("w:send")
    form.press_outside("sibling:same")
    form.tap("K3:none")
    form.skip_to("K4")
    offered = [choice for choice in form.replies[-1]["choices"] if choice["id"].startswith("K4:told")]
    assert [choice["params"]["value"]["fi"] for choice in offered] == ["8 kuukautta"]


def test_about_somebody_else_only_general_advice_is_promised_and_the_relation_is_asked():
    form = Form()
    form.tap("K3:none")
    replies = form.tap("K1:other")
    assert replies[0] == {"say": "preinfo_other_person"} and form.state["at"] == "K1b"
    form.tap("K1b:grandchild")
    form.to_check()
    form.tap("w:send")
    assert "Koskee: joku muu, asioijan lapsenlapsi" in summary(form)


@pytest.mark.parametrize("particulars, words, language, offered", [
    ({"age_months": 0.3}, "10 pv vanha vauva", "fi", {"days": 10}), ({"age_months": 0.7}, "vauva 3 vko", "fi", {"days": 21}),
    ({"age_months": 0.2}, "newborn 5 days old", "en", {"days": 5}), ({"age_months": 0.5}, "kaksviikkonen vauva itkee", "fi", {"days": 14}),
    ({"age_months": 0.4}, "11 dagar gammal baby", "sv", {"days": 11}), ({"age_months": 8}, "8 kk", "fi", {"months": 8}),
    ({"age_months": 36}, "3v", "fi", {"years": 3}), ({"age_months": 27}, "2v3kk", "fi", {"months": 27}),
])
def test_an_age_in_days_or_weeks_that_was_told_is_offered_exactly(particulars, words, language, offered):
    assert offers(particulars, words, language) == {"child_age": offered}


def test_an_age_that_cannot_be_told_exactly_is_asked():
    assert offers({"age_months": 0.3}, "10 pv vanha vauva, sisko 20 pv", "fi") == {}


def test_what_is_written_at_the_safety_list_is_kept_offered_later_and_never_answers_it():
    form = Form(words="vauva on kipeä")
    assert form.state["questionnaire"] is None
    form.type("sillä on ollut kuumetta 39,2 eilisestä asti", particulars={"temperature_c": 39.2})
    assert form.state["stage"] == "safety" and form.state["safety_answer"] is None
    assert form.state["questionnaire"] == "C1"              # the words named the subject
    assert form.state["remarks"][-1]["text"] == "sillä on ollut kuumetta 39,2 eilisestä asti"
    form.tap("K3:none")
    form.skip_to("C1-1")
    assert "C1-1:told" in form.choices() and "C1-1" not in form.state["answers"]


def test_words_at_the_choice_of_a_subject_choose_it_and_are_kept():
    form = Form(words="vauva on kipeä")
    form.tap("K3:none")
    form.type("sillä on ihottumaa vatsassa ja selässä koko ajan", intent="symptom_child")
    assert form.state["questionnaire"] == "C2" and form.state["at"] == "K1" and form.state["later"] == []
    assert form.state["remarks"][-1]["text"].startswith("sillä on ihottumaa")


def test_a_story_at_the_safety_list_is_kept_for_the_nurse_though_it_answers_nothing():
    form = Form(words="vauvalla on kuumetta")
    form.type("meillä on ollut aika rankka viikko ja kaikki ovat olleet väsyneitä")
    assert form.state["stage"] == "safety" and len(form.state["remarks"]) == 1


def test_what_a_message_told_is_remembered_with_it():
    event = {"event": "user", "text": "8 kk, kuume 39,2 eilisestä", "metadata": {},
             "parse_data": {"intent": {"name": "unsure"}, "particulars": {"age_months": 8, "temperature_c": 39.2}}}
    assert turns([event])[0].particulars == {"age_months": 8, "temperature_c": 39.2}

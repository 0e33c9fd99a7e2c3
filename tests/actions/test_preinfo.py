"""The pre-information conversation, rule by rule (docs/regulation.md, docs/pre-information.md)."""
from __future__ import annotations

from dataclasses import replace

import pytest

from content.questionnaires import Catalogue, catalogue
from content.summary import value_text
from tests.actions.forms import Form

SETS = catalogue.get()
FLAGS = [(questionnaire, item, option.id if option else "yes", option.red_flag if option else item.red_flag)
         for questionnaire in SETS.questionnaires.values() for item in questionnaire.items
         for option in ([None] if item.red_flag else [each for each in item.options if each.red_flag])]


def at(questionnaire, item, **known) -> Form:
    """The form of a set, standing at one item (its condition fulfilled)."""
    form = Form(f"symptom_{questionnaire.about}", "…", **known)
    form.state.update(questionnaire=questionnaire.id, version=questionnaire.version)
    form.tap("K3:none")
    if item.show_if:
        form.skip_to(item.show_if.link_id)
        source = next(each for each in questionnaire.sequence(SETS.common) if each.link_id == item.show_if.link_id)
        form.tap(f"{item.show_if.link_id}:{item.show_if.value}")
        if source.type == "multi":
            form.tap(f"{item.show_if.link_id}:done")
        if form.state["paused"]:
            form.tap("w:continue")
    form.skip_to(item.link_id)
    return form


def test_the_safety_list_comes_before_any_question():
    form = Form()
    card = next(reply for reply in form.replies if reply.get("kind") == "card")
    assert card["data"] == {"safety": "child"}
    assert all("112" in card["texts"][code] for code in ("fi", "sv", "en"))
    assert not any(reply.get("kind") == "form" for reply in form.replies)
    assert form.state["safety_shown_at"]


def test_one_of_these_applies_shows_the_112_card_at_once_and_the_nurse():
    form = Form()
    replies = form.tap("K3:applies")
    assert replies[0] == {"emergency": "I-112"}
    assert "nurse" in form.choices()
    assert not any(reply.get("kind") == "form" for reply in replies)
    form.tap("nurse")
    preinfo = form.handoff()["preinfo"]
    assert preinfo["safety_answer"] == "applies"
    assert preinfo["instructions_shown"][0]["id"] == "I-112"


@pytest.mark.parametrize("questionnaire, item, value, flag", FLAGS, ids=lambda each: getattr(each, "link_id", None)
                         or getattr(each, "id", None) or str(each))
def test_a_red_flag_yes_shows_its_exact_text_and_is_noted(questionnaire, item, value, flag):
    form = at(questionnaire, item)
    replies = form.tap(f"{item.link_id}:{value}")
    if flag == "I-112":
        assert {"emergency": "I-112"} in replies
    else:
        card = next(reply for reply in replies if reply.get("data", {}).get("instruction") == flag)
        assert card["texts"] == SETS.common.instructions[flag].text
        assert card["kind"] == "card"
    noted = form.state["instructions_shown"][-1]
    assert (noted["id"], noted["link_id"], noted["answer"]) == (flag, item.link_id, value)


@pytest.mark.parametrize("questionnaire, item, value, flag", FLAGS, ids=lambda each: getattr(each, "link_id", None)
                         or getattr(each, "id", None) or str(each))
def test_out_of_hours_a_red_flag_shows_its_out_of_hours_form(questionnaire, item, value, flag):
    form = at(questionnaire, item)
    form.close()
    replies = form.tap(f"{item.link_id}:{value}")
    instruction = SETS.common.instructions[flag]
    if flag != "I-112":
        card = next(reply for reply in replies if reply.get("data", {}).get("instruction") == flag)
        assert card["texts"] == (instruction.out_of_hours or instruction.text)


@pytest.mark.parametrize("questionnaire, item, value, flag", FLAGS, ids=lambda each: getattr(each, "link_id", None)
                         or getattr(each, "id", None) or str(each))
def test_a_red_flag_no_says_nothing_and_skip_still_reaches_the_nurse(questionnaire, item, value, flag):
    form = at(questionnaire, item)
    calm = "no" if item.type == "yesno" else next((each.id for each in item.options if not each.red_flag), None)
    if calm:
        replies = form.tap(f"{item.link_id}:{calm}")
        assert all(reply.get("kind") == "form" or reply.get("say") == "preinfo_check" for reply in replies)
        assert form.state["instructions_shown"] == []
    skipped = at(questionnaire, item)
    skipped.tap(f"w:skip:{item.link_id}")
    skipped.to_check()
    skipped.tap("w:send")
    assert skipped.handoff()["preinfo"]["complete"] is True
    assert skipped.handoff()["preinfo"]["answers"][item.link_id]["skipped"] is True


def test_with_reactions_off_a_red_flag_shows_nothing_and_the_safety_list_stays():
    quiet = replace(SETS.questionnaires["C1"], reactions=False)
    sets = Catalogue({**SETS.questionnaires, "C1": quiet}, SETS.common)
    form = Form(sets=sets)
    assert any(reply.get("data") == {"safety": "child"} for reply in form.replies)
    form.tap("K3:none")
    form.skip_to("C1-4")
    replies = form.tap("C1-4:yes")
    assert not any(reply.get("kind") == "card" or "emergency" in reply for reply in replies)
    assert form.state["answers"]["C1-4"]["value"] == "yes"


def test_what_was_understood_is_shown_back():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    form.type("39,2")
    shown = next(reply for reply in form.replies if reply.get("say") == "preinfo_understood")
    assert shown["params"]["value"]["fi"] == "39,2 °C"
    assert form.state["answers"]["C1-1"]["value"] == 39.2
    assert form.state["answers"]["C1-1"]["text"] == "39,2"


def test_age_is_kept_only_after_it_was_confirmed():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.type("8 kk")
    assert "K4" not in form.state["answers"]
    form.tap("K4:ok")
    assert form.state["answers"]["K4"]["value"] == {"months": 8}
    assert form.state["answers"]["K4"]["text"] == "8 kk"


def test_a_wrongly_read_age_is_asked_again_and_nothing_is_kept():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.type("8 kk")
    form.tap("K4:again")
    assert form.state["at"] == "K4"
    assert "K4" not in form.state["answers"]


def test_what_the_opening_message_told_is_offered_and_never_silently_used():
    form = Form(words="vauvalla kuume 39,2", particulars={"temperature_c": 39.2})
    form.tap("K3:none")
    form.skip_to("C1-1")
    assert "C1-1:told" in form.choices()
    assert "C1-1" not in form.state["answers"]
    form.tap("C1-1:told")
    assert form.state["answers"]["C1-1"]["value"] == 39.2
    assert form.state["answers"]["C1-1"]["how"] == "confirmed"


@pytest.mark.parametrize("months, kept", [(8, {"months": 8}), (24, {"years": 2}), (30, {"months": 30})])
def test_an_age_that_was_told_is_offered_exactly(months, kept):
    form = Form(particulars={"age_months": months})
    form.tap("K3:none")
    form.skip_to("K4")
    form.tap("K4:told")
    assert form.state["answers"]["K4"]["value"] == kept


def test_a_told_value_that_is_skipped_is_not_in_the_answers():
    form = Form(words="vauvalla kuume 39,2", particulars={"temperature_c": 39.2})
    form.tap("K3:none")
    form.skip_to("C1-2")
    assert form.state["answers"]["C1-1"] == {"skipped": True, "at": form.state["answers"]["C1-1"]["at"]}


def test_back_asks_the_previous_question_and_offers_the_given_answer():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.tap("w:back:K4")
    assert form.state["at"] == "K1"
    assert "K1:keep" in form.choices()
    form.tap("K1:keep")
    assert form.state["answers"]["K1"]["value"] == "child"
    assert form.state["at"] == "K4"


def test_an_old_button_changes_that_answer_and_the_form_goes_on():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-4")
    old = form.choices()["C1-4:no"]
    form.tap("C1-4:no")
    form.press(old.replace("no", "unknown"))
    assert form.state["answers"]["C1-4"]["value"] == "unknown"
    assert form.state["at"] == "C1-5"


def test_a_double_tap_on_skip_skips_one_question():
    form = Form()
    form.tap("K3:none")
    again = form.choices()["w:skip:K1"]
    form.press(again)
    form.press(again)
    assert form.state["at"] == "K4"


def test_any_answer_can_be_changed_from_the_check_page():
    form = Form()
    form.tap("K3:none")
    form.to_check()
    form.tap("w:change")
    form.tap("change:C1-1")
    form.type("38,4")
    assert form.state["stage"] == "check"
    page = next(reply for reply in form.replies if reply.get("say") == "preinfo_check")
    row = next(row for row in page["data"]["rows"] if row["link_id"] == "C1-1")
    assert row["value"]["en"] == "38.4 °C"


def test_the_check_page_shows_what_the_nurse_will_get():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.skip_to("C1-8")
    form.tap("C1-8:normal")
    form.to_check()
    page = next(reply for reply in form.replies if reply.get("say") == "preinfo_check")
    form.tap("w:send")
    preinfo = form.handoff()["preinfo"]
    sequence = {item.link_id: item for item in SETS.questionnaires["C1"].sequence(SETS.common)}
    first, *rows = page["data"]["rows"]
    assert first["link_id"] == "first" and first["value"]["fi"] == preinfo["first_words"]
    for row in rows:
        answer = preinfo["answers"][row["link_id"]]
        if row.get("skipped"):
            assert answer.get("skipped")
        else:
            assert row["value"] == value_text(sequence[row["link_id"]], answer["value"])


@pytest.mark.parametrize("language, label, instruction", [
    ("fi", "Sinulle näytetty ohje", "Soita nyt Päivystysapuun 116117"), ("sv", "Anvisning som visades för dig", "Ring nu Jourhjälpen 116117"),
    ("en", "Instruction shown to you", "Call Medical Helpline 116117 now")])
def test_the_check_page_shows_also_what_the_nurse_sees_beside_the_answers(language, label, instruction):
    form = Form(language=language)
    form.tap("K3:none")
    form.skip_to("C1-4")
    form.tap("C1-4:yes")
    form.type("soitin jo sinne aamulla kerran")
    form.type("ja silmä rähmii kans")
    form.to_check()
    page = next(reply for reply in form.replies if reply.get("say") == "preinfo_check")
    beside = [(row["link_id"], row["label"][language], row["value"][language]) for row in page["data"]["rows"][-4:]]
    assert [name for name, _, _ in beside] == ["words", "words", "also", "shown:I-116"]
    assert beside[-1][1] == label and beside[-1][2].startswith(instruction)
    assert beside[2][2] == SETS.questionnaires["C7"].title[language]
    changes = {name.removeprefix("change:") for name in form.choices() if name.startswith("change:")}
    assert not changes & {"first", "words", "also", "shown:I-116"}
    form.tap("w:send")
    preinfo = form.handoff()["preinfo"]
    assert [each["text"] for each in preinfo["remarks"]] == ["soitin jo sinne aamulla kerran", "ja silmä rähmii kans"]
    assert [each["id"] for each in preinfo["instructions_shown"]] == ["I-116"] and preinfo["also"]


def test_three_unreadable_answers_get_different_help_and_the_fourth_goes_to_the_nurse_as_it_is():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    help_said = []
    for _ in range(3):
        form.type("sininen lentokone")
        help_said += [name for name in form.said() if name.startswith("preinfo_hint")]
        assert form.state["at"] == "C1-1"
    assert len(set(help_said)) == 3
    form.type("sininen lentokone")
    assert form.state["at"] == "C1-2"
    assert form.state["answers"]["C1-1"]["skipped"] is True
    assert form.state["answers"]["C1-1"]["text"] == "sininen lentokone"


def test_a_value_out_of_range_is_questioned_and_not_kept():
    form = Form()
    form.tap("K3:none")
    form.skip_to("K7")
    form.type("390 kg")
    assert "K7" not in form.state["answers"]
    assert form.state["at"] == "K7"


def test_a_question_in_between_is_answered_and_the_same_question_is_asked_again():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    form.type("paljonko d-vitamiinia annetaan?", intent="vitamin_d")
    assert form.said()[0] == "vitamin_d"
    assert form.replies[-1]["data"]["link_id"] == "C1-1"
    assert "C1-1" not in form.state["answers"]


def test_a_question_in_between_is_not_taken_for_a_yes():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-4")
    form.type("onko neuvola auki huomenna?", intent="contact_hours")
    assert form.said()[0] == "contact_hours"
    assert "C1-4" not in form.state["answers"]


def test_a_readable_answer_is_never_taken_for_another_matter():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    form.type("39", intent="contact_hours")
    assert form.state["answers"]["C1-1"]["value"] == 39


def test_a_nurse_is_reached_at_any_question_with_what_was_answered():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.type("haluan puhua hoitajalle", intent="human_please")
    handoff = form.handoff()
    assert handoff["channel"] == "chat"
    assert handoff["preinfo"]["complete"] is False
    assert handoff["preinfo"]["answers"]["K1"]["value"] == "child"
    assert handoff["first_words"] == "vauvalla on kuumetta"


def test_when_closed_the_nurse_wish_says_when_and_keeps_the_answers():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.close()
    form.type("haluan puhua hoitajalle", intent="human_please")
    assert form.handoff() is None
    assert form.said() == ["handoff_closed", "handoff_closed_safety"]
    assert form.state["stage"] == "stopped"
    assert form.state["answers"]["K1"]["value"] == "child"


def test_what_was_begun_at_a_question_reaches_the_nurse_who_is_asked_for_there():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.type("8 kk")                                   # not confirmed yet
    form.press("/human_please")
    assert form.handoff()["preinfo"]["answers"]["K4"]["text"] == "8 kk"
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-10")
    form.tap("C1-10:cough")                             # not "Done" yet
    form.press("/human_please")
    assert form.handoff()["preinfo"]["answers"]["C1-10"]["value"] == ["cough"]


def test_another_symptom_is_noted_by_its_words_also_when_understanding_is_unsure():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-7")
    form.type("ja silmä rähmii kans")
    assert form.said()[0] == "preinfo_noted" and form.state["at"] == "C1-7"
    assert form.state["later"] == ["C7"] and "C1-7" not in form.state["answers"]


def test_who_writes_in_another_language_is_read_in_it():
    form = Form(language="sv", words="feber")
    form.tap("K3:none")
    form.skip_to("C1-7")
    form.type("ja sitten on pari juttua", spoken="fi")
    assert "C1-7" not in form.state["answers"]


def test_stop_keeps_the_draft_and_offers_the_nurse():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    form.type("lopeta")
    assert not form.active
    assert {"w:resume", "nurse"} <= set(form.choices())
    assert form.state["answers"]["K1"]["value"] == "child"


def test_words_of_danger_show_112_first_and_the_words_are_kept():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    replies = form.type("hän ei hengitä", alarm=True)
    assert replies[0] == {"emergency": "I-112"}
    assert form.state["remarks"][-1]["text"] == "hän ei hengitä"
    assert "nurse" in form.choices()


def test_violence_in_the_middle_gives_quick_exit_and_does_not_press_on():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-1")
    replies = form.type("mies lyö minua", intent="violence")
    assert replies[0] == {"quick_exit": True}
    assert "violence" in form.said()
    assert any(reply.get("data", {}).get("instruction") == "I-CRI" for reply in replies)
    assert not any(reply.get("kind") == "form" for reply in replies)


def test_the_language_changes_in_the_middle_with_every_answer_kept():
    form = Form()
    form.tap("K3:none")
    form.tap("K1:child")
    replies = form.type("på svenska tack", intent="language_switch", spoken="sv")
    assert {"language": "sv"} in replies
    assert form.replies[-1]["data"]["link_id"] == "K4"
    assert form.state["answers"]["K1"]["value"] == "child"


def test_progress_is_shown_and_follows_the_conditions():
    form = Form()
    form.tap("K3:none")
    first = form.replies[-1]["data"]
    assert first["step"] == 1
    form.skip_to("K6")
    form.tap("K6:yes")
    assert form.replies[-1]["data"]["of"] == first["of"] + 1


def test_an_answer_under_a_condition_that_no_longer_holds_is_not_sent():
    form = Form()
    form.tap("K3:none")
    form.skip_to("K6")
    form.tap("K6:yes")
    form.type("astma")
    form.tap("w:back:K7")
    form.tap("w:back:K6a")
    form.tap("K6:no")
    form.to_check()
    form.tap("w:send")
    assert "K6a" not in form.handoff()["preinfo"]["answers"]


def test_an_unclear_symptom_is_asked_which_subject_it_is_after_the_safety_list():
    form = Form(words="lapsi on outo")
    assert form.state["questionnaire"] is None
    form.tap("K3:none")
    assert form.said() == ["preinfo_which_subject"]
    form.tap("subject:C1")
    assert form.state["at"] == "K1"


def test_a_subject_without_questions_goes_to_the_nurse_with_the_words():
    form = Form(words="lapsi on outo")
    form.tap("K3:none")
    form.tap("subject:other")
    assert form.handoff()["first_words"] == "lapsi on outo"


def test_when_closed_the_answers_go_as_a_message_after_the_safety_text():
    form = Form()
    form.close()
    form.tap("K3:none")
    form.to_check()
    assert "closed_before_message" in form.said()
    form.tap("w:send")
    assert form.handoff()["channel"] == "message"


def test_the_customer_can_say_that_the_call_was_made():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-4")
    form.tap("C1-4:yes")
    form.tap("w:called")
    assert form.state["instructions_shown"][-1]["called_at"]
    assert form.replies[-1]["data"]["link_id"] == "C1-5"


def test_a_multiple_choice_is_gathered_tap_by_tap():
    form = Form()
    form.tap("K3:none")
    form.skip_to("C1-10")
    form.tap("C1-10:cough")
    assert "C1-10:done" in form.choices() and "C1-10:cough" not in form.choices()
    form.tap("C1-10:runny_nose")
    form.tap("C1-10:done")
    assert form.state["answers"]["C1-10"]["value"] == ["cough", "runny_nose"]


def test_a_story_at_the_safety_list_is_not_taken_for_an_answer():
    form = Form()
    form.type("vauvalla on kuumetta 38,4 eikä se laske")
    assert form.state["stage"] == "safety"
    assert form.state["safety_answer"] is None


def test_no_reply_ever_reassures_or_ranks():
    import itertools

    from content.answers import library

    forbidden = ("ei ole kiire", "voit odottaa", "inte brådskande", "du kan vänta", "not urgent", "you can wait",
                 "triage", "oirearvio", "symptom checker", "riski")
    words = itertools.chain.from_iterable(
        text.values() for name, wordings in library.get().phrases.items() if name.startswith("preinfo")
        for text in wordings)
    for text in words:
        assert not any(word in text.casefold() for word in forbidden), text

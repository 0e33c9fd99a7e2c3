"""The question sets: what is refused, by file, line and cure, and what the files in data/ promise."""
from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from content import LANGUAGES
from content.files import ContentError, parse
from content.questionnaires import catalogue, read_common, read_questionnaire, visible

SETS = catalogue.get()
TEXT = {"fi": "suomi", "sv": "svenska", "en": "English"}


def item(link_id: str, **more) -> dict:
    return {"link_id": link_id, "type": "yesno", "text": TEXT, "label": TEXT, **more}


def document(**changes):
    data = {"id": "X1", "version": 1, "about": "child", "title": TEXT, "opening": ["K1", "K3"], "closing": ["Z1"],
            "items": [item("X1-1"), item("X1-2")], **changes}
    return parse(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), Path("data/questionnaires/X1.yml"))


def refused(**changes) -> ContentError:
    with pytest.raises(ContentError) as found:
        read_questionnaire(document(**changes), SETS.common)
    return found.value


def test_a_good_file_is_read():
    assert [each.link_id for each in read_questionnaire(document(), SETS.common).items] == ["X1-1", "X1-2"]


def test_a_missing_language_is_named_with_its_line():
    error = refused(items=[item("X1-1", text={"fi": "a", "en": "b"})])
    assert '"sv" is missing' in str(error) and error.line and "Swedish" in str(error)


@pytest.mark.parametrize("changes, words", [
    ({"about": "cat"}, "about"), ({"id": "Y"}, "file name"), ({"opening": ["K1"]}, "K3"),
    ({"opening": ["K3", "K99"]}, "K99"), ({"items": [item("X1-1"), item("X1-1")]}, "twice"),
    ({"items": [item("X1-1", red_flag="I-999")]}, "I-999"), ({"items": [item("X1-1", type="magic")]}, "magic"),
    ({"items": [item("X1-1", type="choice")]}, "no options"),
    ({"items": [item("X1-1", show_if={"link_id": "X1-2", "is": "yes"}), item("X1-2")]}, "before"),
    ({"items": [item("X1-1"), item("X1-2", show_if={"link_id": "X1-1", "is": "maybe"})]}, "never be reached"),
    ({"items": [item("X1-1", about=["pregnancy"])]}, "never be reached"),
    ({"items": [item("X1-1", red_flag=None)]}, "a red flag without an instruction"),
    ({"items": [item("X1-1", red_flag="")]}, "a red flag without an instruction"),
    ({"items": [item("X1-1", flag=True)]}, "a red flag without an instruction"),
    ({"items": [item("X1-1", type="multi", flag=True, options=[{"id": "a", "title": TEXT}])]}, "a red flag without"),
    ({"items": [item("X1-1", type="choice", options=[{"id": "a", "title": TEXT, "red_flag": None}])]}, "a red flag without"),
    ({"items": [item("X1-1", type="number", red_flag="I-116")]}, "shows no instruction of its own"),
    ({"items": [item("X1-1", type="choice", options=[{"id": "a", "title": TEXT}, {"id": "a", "title": TEXT}])]}, "twice"),
    ({"items": [item("Z1")]}, "shared question"),
    ({"items": [item("X1-1"), item("X1-2", show_if={"link_id": "X1-1", "is": "yes", "and": "K4"})]}, "one earlier answer"),
    ({"items": [item("X1-1"), item("X1-2", show_if={"link_id": ["X1-1", "K4"], "is": "yes"})]}, "one earlier answer"),
    ({"items": [item("X1-1"), item("X1-2", show_if={"link_id": "X1-1", "is": ["yes", "no"]})]}, "one earlier answer"),
    ({"items": [item("X1-1"), item("X1-2", show_if="X1-1 == yes and K4 < 3")]}, "one earlier answer"),
    ({"reactions": "nej"}, "reactions"), ({"version": "two"}, "version"), ({"version": 0}, "version"),
])
def test_a_mistake_is_refused_with_its_line(changes, words):
    error = refused(**changes)
    assert words in str(error)
    assert error.line and str(error).startswith("data/questionnaires/X1.yml:")


def test_a_bare_yes_in_yaml_means_yes():
    text = yaml.safe_dump({"id": "X1", "version": 1, "about": "child", "title": TEXT, "opening": ["K3"], "closing": [],
                           "items": [item("X1-1"), item("X1-2")]}, sort_keys=False)
    text += "- link_id: X1-3\n  type: text\n  text: {fi: a, sv: b, en: c}\n  label: {fi: a, sv: b, en: c}\n" \
            "  show_if: {link_id: X1-1, is: yes}\n"
    text = text.replace("closing: []\n", "")
    read = read_questionnaire(parse(text, Path("X1.yml")), SETS.common)
    assert read.items[-1].show_if.value == "yes"


def test_a_common_file_without_a_safety_list_is_refused():
    data = dict(SETS.common.document.data)
    data["safety"] = {"child": data["safety"]["child"]}
    with pytest.raises(ContentError, match="safety list"):
        read_common(parse(yaml.safe_dump(data, allow_unicode=True), Path("common.yml")))


def test_an_item_under_a_hidden_item_is_hidden():
    sets = read_questionnaire(document(items=[
        item("X1-1"), item("X1-2", show_if={"link_id": "X1-1", "is": "yes"}),
        item("X1-3", show_if={"link_id": "X1-2", "is": "yes"})]), SETS.common)
    answers = {"X1-1": {"value": "no"}, "X1-2": {"value": "yes"}}
    assert [each.link_id for each in visible(sets.items, answers)] == ["X1-1"]


def test_the_fixed_instructions_stand_once_in_three_languages():
    assert set(SETS.common.instructions) >= {"I-112", "I-MAT", "I-116", "I-DAY", "I-POI", "I-CRI"}
    for instruction in SETS.common.instructions.values():
        for code in LANGUAGES:
            for number, _ in instruction.tel:
                shown = instruction.text[code].replace(" ", "")
                assert number in shown or instruction.id == "I-CRI"


@pytest.mark.parametrize("name", sorted(SETS.questionnaires))
def test_every_question_can_be_skipped_asked_why_and_named(name):
    questionnaire = SETS.questionnaires[name]
    for each in questionnaire.sequence(SETS.common):
        assert each.why is not None, each.link_id
        for code in LANGUAGES:
            assert len(each.label[code]) <= 60, (each.link_id, code)


@pytest.mark.parametrize("name", sorted(SETS.questionnaires))
def test_every_set_can_be_found_by_its_words_in_each_language(name):
    cues = SETS.questionnaires[name].cues
    assert all(cues[code] for code in LANGUAGES)


def test_no_text_uses_words_of_a_medical_device():
    avoided = ("oirearvio", "triage", "symptom checker", "diagnoos", "diagnos", "riski", "kiireellisyys", "risk ",
               "urgency", "brådskandegrad")
    for questionnaire in SETS.questionnaires.values():
        for each in questionnaire.sequence(SETS.common):
            for words in (each.text, each.label, each.why or {}):
                for text in words.values():
                    assert not any(word in text.casefold() for word in avoided), (each.link_id, text)

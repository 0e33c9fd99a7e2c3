"""The whole pipeline as Rasa trains and runs it, without embeddings, on a few subjects."""
import json
import time

import pytest
import yaml

from bot.nlu.clean import data_folder
from bot.understand import Understanding, batch, told

SUBJECTS = ("greet", "book_appointment", "sleep", "symptom_child", "emergency", "vitamin_d", "out_of_scope", "violence")
KEYS = {"text", "intent", "intent_ranking", "language", "alarm", "asked", "offered", "particulars"}


@pytest.fixture(scope="module")
def understanding(tmp_path_factory) -> Understanding:
    from rasa.model_training import train_nlu
    folder = tmp_path_factory.mktemp("model")
    config = yaml.safe_load(open("config.yml", encoding="utf-8"))
    pipeline = [{**step, "embeddings": "off"} if step["name"].endswith("SubjectClassifier") else step for step in config["pipeline"]]
    (folder / "config.yml").write_text(yaml.safe_dump({"recipe": "default.v1", "language": "fi", "assistant_id": "t", "pipeline": pipeline}))
    for language in ("fi", "sv", "en"):
        for subject in SUBJECTS:
            (folder / f"{language}-{subject}.yml").write_text((data_folder() / "nlu" / language / f"{subject}.yml").read_text(encoding="utf-8"))
    (folder / "nlu").mkdir()
    for path in list(folder.glob("??-*.yml")):
        path.rename(folder / "nlu" / path.name)
    archive = train_nlu(str(folder / "config.yml"), str(folder / "nlu"), str(folder / "models"))
    return Understanding(__import__("pathlib").Path(archive))


def test_everything_that_the_dialogue_reads_is_in_the_parse_data(understanding):
    parsed = understanding.parse("vauva heräilee yöllä tunnin välein", "fi")
    assert set(parsed) >= KEYS
    assert parsed["language"] == {"language": "fi", "clear": True}
    json.dumps(parsed)      # /model/parse and the tracker store it as JSON


def test_a_sure_message_has_its_subject_as_intent(understanding):
    parsed = understanding.parse("Vauva heräilee öisin tunnin välein, miten saan sen nukkumaan?", "fi")
    assert parsed["intent"]["name"] == "sleep" and parsed["asked"] is False


def test_doubt_has_the_intent_unsure_and_keeps_the_ranking(understanding):
    parsed = understanding.parse("rokotus uni", "fi")
    assert parsed["asked"] is True and parsed["intent"]["name"] == "unsure"
    assert len(parsed["intent_ranking"]) >= 3 and 1 <= len(parsed["offered"]) <= 3


@pytest.mark.parametrize("language, text", [("fi", "lapsi ei hengitä"), ("sv", "barnet andas inte"), ("en", "my baby is not breathing")])
def test_danger_to_life_raises_the_alarm(understanding, language, text):
    parsed = understanding.parse(text, language)
    assert parsed["alarm"] is True and parsed["intent"]["name"] == "emergency" and parsed["asked"] is False


def test_a_leading_slash_is_text_and_no_command(understanding):
    assert understanding.parse("/restart", "fi")["intent"]["name"] != "restart"


@pytest.mark.parametrize("text", [" ", "🤒🤒🤒", "\u200b\u200f\u202e", "\x07\x00", "a" * 1_000_000, "vauva " * 1_700, "?" * 10_000, "{\"a\": 1}"])
def test_odd_input_is_asked_about_in_bounded_time(understanding, text):
    began = time.monotonic()
    parsed = understanding.parse(text, "fi")
    assert time.monotonic() - began < 3.0
    assert parsed["alarm"] is False


@pytest.mark.parametrize("text", ["🤒🤒🤒", "...", "\u200b\u200f"])
def test_a_message_without_letters_or_figures_is_asked_without_subjects(understanding, text):
    parsed = understanding.parse(text, "sv")
    assert parsed["asked"] is True and parsed["offered"] == []


def test_the_batch_gives_one_line_for_each_in_the_agreed_form(understanding):
    lines = [json.dumps({"text": "8 kk, kuume 39,2", "language": "fi"}), "", json.dumps({"text": "hej"})]
    found = list(batch(understanding, lines))
    assert len(found) == 2
    assert {"language", "alarm", "intent", "confidence", "asked", "ranking", "particulars"} <= set(found[0])
    assert found[0]["particulars"]["age_months"] == 8 and found[0]["particulars"]["temperature_c"] == 39.2
    assert found[0]["particulars"]["gestation_days"] is None
    assert found[0]["ranking"][0]["name"] == found[0]["intent"]


def test_a_line_that_cannot_be_read_keeps_its_place_in_the_batch(understanding):
    found = list(batch(understanding, ["{", json.dumps({"text": 5}), json.dumps({"text": "hej"})]))
    assert [set(line) == {"error"} for line in found] == [True, True, False]
    assert found[1] == {"error": "line 2 has no text"}


def test_told_names_the_likeliest_subject_also_when_it_asks(understanding):
    line = told(understanding.parse("rokotus uni", "fi"))
    assert line["asked"] and line["intent"] != "unsure"

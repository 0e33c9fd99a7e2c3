"""A stored handoff as FHIR R4: valid, complete, without priority, with every value as it was given."""
from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from content import questionnaires
from content.files import ROOT
from handoff.models import Attachment, Nurse
from handoff.summary import fhir
from tests.handoff import forms, r4
from tests.handoff.conftest import NAMES, SENT_AT, Desk

SETS = sorted(path.stem for path in (ROOT / "data" / "questionnaires").glob("*.yml") if path.stem != "common")


async def sent_fever(desk: Desk) -> tuple[str, list[str]]:
    conversation = await desk.begin()
    photos = [await desk.picture(conversation, colour) for colour in ("red", "pink")]
    await desk.send(conversation, forms.fever(photos))
    return conversation, photos


def answers_of(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    [response] = r4.of(bundle, "QuestionnaireResponse")
    return {item["linkId"]: item for item in r4.items(response)}


def value(item: dict[str, Any]) -> Any:
    """The only answer of an item."""
    [answer] = item["answer"]
    [found] = answer.values()
    return found


@pytest.mark.parametrize("name", SETS)
def test_every_question_set_is_a_valid_questionnaire(name: str) -> None:
    catalogue = questionnaires.read_catalogue()
    made = fhir.question_set(NAMES, catalogue.questionnaires[name], catalogue.common)
    r4.check_questionnaire(made)
    asked = catalogue.questionnaires[name]
    links = [item["linkId"] for item in made["item"]]
    assert [link for link in links if link in {item.link_id for item in asked.sequence(catalogue.common)}] == [
        item.link_id for item in asked.sequence(catalogue.common)]
    assert links.index("K3") < links.index("K1"), "the safety list comes first"


def test_a_red_flag_is_a_fixed_text_on_its_own_option_and_can_be_switched_off(data: Path) -> None:
    catalogue = questionnaires.read_catalogue()
    made = fhir.question_set(NAMES, catalogue.questionnaires["C1"], catalogue.common)
    by_link = {item["linkId"]: item for item in made["item"]}
    card = by_link["C1-6.hard_to_wake.I-112"]
    assert card["type"] == "display" and card["text"] == "Soita heti 112. Älä jätä asiaa chattiin."
    assert card["enableWhen"] == [{"question": "C1-6", "operator": "=", "answerCoding": {
        "system": "https://neuvola.example/fhir/CodeSystem/C1-6", "code": "hard_to_wake"}}]
    file = data / "questionnaires" / "C1.yml"
    file.write_text(file.read_text().replace("reactions: true", "reactions: false"))
    catalogue = questionnaires.read_catalogue()
    quiet = fhir.question_set(NAMES, catalogue.questionnaires["C1"], catalogue.common)
    shown = [item["linkId"] for item in quiet["item"] if item["type"] == "display"]
    assert shown == ["I-112", "K3.I-112"], "the same safety list for everyone stays"


def test_a_draft_is_not_passed_off_as_approved(data: Path) -> None:
    catalogue = questionnaires.read_catalogue()
    assert fhir.question_set(NAMES, catalogue.questionnaires["C1"], catalogue.common)["status"] == "draft"
    file = data / "questionnaires" / "C1.yml"
    file.write_text(file.read_text().replace("status: draft", "status: approved", 1)
                    .replace("approved_on: null", "approved_on: 2026-11-01", 1))
    catalogue = questionnaires.read_catalogue()
    approved = fhir.question_set(NAMES, catalogue.questionnaires["C1"], catalogue.common)
    assert (approved["status"], approved["approvalDate"]) == ("active", "2026-11-01")


async def test_a_form_with_every_type_of_answer_is_valid_r4_without_priority(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    for language in ("fi", "sv", "en"):
        r4.check_bundle(await desk.fhir(conversation, language))


async def test_values_go_out_as_they_were_given_with_ucum_units(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    found = answers_of(await desk.fhir(conversation))
    ucum = {"system": "http://unitsofmeasure.org"}
    assert value(found["C1-1"]) == {"value": 39.2, "unit": "°C", "code": "Cel", **ucum}
    assert value(found["K7"]) == {"value": 8.15, "unit": "kg", "code": "kg", **ucum}
    assert value(found["C1-3"]) == {"value": 14, "unit": "h", "code": "h", **ucum}
    assert value(found["K4"]) == {"value": 7, "unit": "kk", "code": "mo", **ucum}
    assert value(found["K5"])["code"] == "asked-unknown" and value(found["K6"])["code"] == "Y"
    assert value(found["K6a"]) == "Astma, \"avaava\" lääke <tarvittaessa>"
    assert [each["valueCoding"]["code"] for each in found["C1-6"]["answer"]] == ["rash", "colour"]
    assert value(found["K3"])["code"] == "none"


async def test_weeks_and_days_of_pregnancy_stay_exact(desk: Desk) -> None:
    conversation = await desk.begin("sv")
    await desk.send(conversation, forms.movements())
    found = answers_of(await desk.fhir(conversation))
    assert (value(found["K8.wk"])["value"], value(found["K8.d"])["value"]) == (32, 4)
    assert value(found["P2-4a"])["code"] == "{count}" and value(found["P2-4a"])["value"] == 6


async def test_unanswered_questions_are_there_without_an_answer(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    found = answers_of(await desk.fhir(conversation))
    for link in ("C1-7", "C1-11", "C1-12"):        # skipped, skipped with words, never reached
        assert "answer" not in found[link]
    assert {"url": "https://neuvola.example/fhir/StructureDefinition/own-words",
            "valueString": "sen verran ku normaalisti"} in found["C1-11"]["extension"]


async def test_the_response_names_its_set_version_language_and_state(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    [response] = r4.of(await desk.fhir(conversation), "QuestionnaireResponse")
    assert response["questionnaire"] == "https://neuvola.example/fhir/Questionnaire/C1|1"
    assert (response["language"], response["status"]) == ("fi", "completed")
    assert response["authored"] == "2026-11-23T09:42:00+02:00"
    stopped = await desk.begin("sv")
    await desk.send(stopped, forms.movements())
    [response] = r4.of(await desk.fhir(stopped), "QuestionnaireResponse")
    assert (response["language"], response["status"]) == ("sv", "stopped")
    assert {item["linkId"]: item for item in response["item"]}["P2-2"]["text"].startswith("Har babyns rörelser")


async def test_photos_are_links_with_type_size_and_hash(desk: Desk) -> None:
    conversation, photos = await sent_fever(desk)
    bundle = await desk.fhir(conversation)
    given = [each["valueAttachment"] for each in answers_of(bundle)["Z2"]["answer"]]
    assert [each["url"] for each in given] == [
        f"/api/v1/console/conversations/{conversation}/attachments/{photo}" for photo in photos]
    async with desk.conversations.database.read() as session:
        row = await session.get_one(Attachment, photos[0])
    content = desk.store.read(row.sha256)
    assert given[0]["contentType"] == "image/jpeg" and given[0]["size"] == len(content)
    assert base64.b64decode(given[0]["hash"]) == hashlib.sha1(content, usedforsecurity=False).digest()
    [message] = r4.of(bundle, "Communication")
    sent = [each["contentAttachment"] for each in message["payload"] if "contentAttachment" in each]
    assert sorted(each["url"] for each in sent) == sorted(each["url"] for each in given)


async def test_a_child_is_the_patient_and_the_parent_the_source(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    bundle = await desk.fhir(conversation)
    [child], [parent], [device] = (r4.of(bundle, kind) for kind in ("Patient", "RelatedPerson", "Device"))
    [response], [message], [task] = (
        r4.of(bundle, kind) for kind in ("QuestionnaireResponse", "Communication", "Task"))
    assert response["subject"]["reference"] == f"urn:uuid:{child['id']}" == parent["patient"]["reference"]
    assert response["source"]["reference"] == f"urn:uuid:{parent['id']}"
    assert response["author"]["reference"] == f"urn:uuid:{device['id']}"
    assert parent["telecom"] == [{"system": "phone", "value": "040 123 4567"}] and "telecom" not in child
    assert message["about"] == [{"reference": f"urn:uuid:{response['id']}", "type": "QuestionnaireResponse"}]
    assert task["focus"]["reference"] == f"urn:uuid:{message['id']}"


async def test_the_phone_number_that_the_engine_never_saw_reaches_the_nurse(desk: Desk) -> None:
    conversation = await desk.begin()
    await desk.say(conversation, "040 123 4567")
    await desk.say(conversation, "Onni, 010516B903X, sähköposti onni@example.com")
    form = forms.fever([])
    form["preinfo"]["answers"]["Z4"] = forms.answer("[puhelinnumero]", "[puhelinnumero]")
    form["preinfo"]["answers"]["Z1"] = forms.answer("Onni, [henkilötunnus], sähköposti [sähköposti]")
    await desk.send(conversation, form)
    text = await desk.text(conversation, "fi")
    assert "Puh. 040 123 4567" in text and "onni@example.com" in text
    bundle = await desk.fhir(conversation)
    assert r4.of(bundle, "RelatedPerson")[0]["telecom"][0]["value"] == "040 123 4567"
    assert "010516B903X" not in text + str(bundle) and "[henkilötunnus]" in text


async def test_a_pregnant_customer_is_patient_and_source_herself(desk: Desk) -> None:
    conversation = await desk.begin("sv")
    await desk.send(conversation, forms.movements())
    bundle = await desk.fhir(conversation)
    [patient], [response] = r4.of(bundle, "Patient"), r4.of(bundle, "QuestionnaireResponse")
    assert response["subject"] == response["source"] == {
        "reference": f"urn:uuid:{patient['id']}", "type": "Patient"}
    assert not r4.of(bundle, "RelatedPerson")


async def test_shown_instructions_are_echoed_with_the_words_and_the_time_of_the_log(desk: Desk) -> None:
    conversation = await desk.begin()
    await desk.card(conversation, "I-DAY", SENT_AT, forms.I_116)
    await desk.send(conversation, forms.fever([]))
    bundle = await desk.fhir(conversation)
    found = answers_of(bundle)
    echoed = found["C1-9a.I-DAY"]
    assert echoed["text"] == forms.I_116["fi"] and "answer" not in echoed
    assert echoed["extension"] == [{"url": "https://neuvola.example/fhir/StructureDefinition/shown-at",
                                    "valueDateTime": "2026-11-23T09:35:00+02:00"}]
    assert {link for link in found if link.endswith("I-112")} == {"C1-6.rash.I-112", "C1-6.colour.I-112"}
    assert found["C1-6.rash.I-112"]["extension"][1]["valueDateTime"] == "2026-11-23T09:36:00+02:00"
    log = r4.of(bundle, "AuditEvent")
    assert [event["entity"][0]["name"] for event in log] == ["I-112", "I-112", "I-DAY"]
    assert log[2]["entity"][0]["description"] == forms.I_116["fi"]


async def test_the_message_carries_the_summary_and_the_work_item_follows_the_nurse(desk: Desk) -> None:
    conversation, _ = await sent_fever(desk)
    before = await desk.fhir(conversation, "sv")
    [message], [task] = r4.of(before, "Communication"), r4.of(before, "Task")
    assert message["payload"][0]["contentString"] == await desk.text(conversation, "sv")
    assert message["recipient"][0]["display"] == "Chatt, finska" and "received" not in message
    assert task["status"] == "requested" and task["owner"]["type"] == "HealthcareService"
    nurse = Nurse(id="n1", username="sanna", name="Sanna", password_hash="-", created_at=SENT_AT)
    async with desk.conversations.database.write() as session:
        session.add(nurse)
    await desk.work.claim(conversation, nurse)
    claimed = await desk.fhir(conversation)
    [message], [task] = r4.of(claimed, "Communication"), r4.of(claimed, "Task")
    assert message["received"] == "2026-11-23T09:42:00+02:00" and task["status"] == "accepted"
    assert task["owner"]["display"] == "Sanna"
    await desk.work.close(conversation, nurse, "advice_given")
    closed = await desk.fhir(conversation)
    assert r4.of(closed, "Task")[0]["status"] == "completed"
    r4.check_bundle(closed)


async def test_a_handoff_without_a_form_is_a_message_and_a_work_item(desk: Desk) -> None:
    conversation = await desk.begin("en")
    await desk.send(conversation, {"channel": "message", "topic": "book_appointment", "first_words": "a time please",
                                   "message": "Could I have a time?", "language": "en"})
    bundle = await desk.fhir(conversation)
    r4.check_bundle(bundle)
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} == {"Device", "Communication", "Task"}
    assert "Could I have a time?" in r4.of(bundle, "Communication")[0]["payload"][0]["contentString"]


async def test_a_nurse_asked_for_before_a_subject_was_chosen_still_gets_the_summary(desk: Desk) -> None:
    conversation = await desk.begin()
    shown = [{"id": "I-112", "link_id": "K3", "at": forms.AT}]
    await desk.send(conversation, forms.handoff(None, "child", "symptom_child", {}, shown, complete=False,
                                                safety_answer="applies"))
    assert "jokin näistä pätee" in await desk.text(conversation, "fi")
    bundle = await desk.fhir(conversation)
    r4.check_bundle(bundle)
    assert [event["entity"][0]["name"] for event in r4.of(bundle, "AuditEvent")] == ["I-112"]

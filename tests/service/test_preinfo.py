"""Pre-information through the families' API and the desk: photos, a second form, changed answers, what is masked."""
from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from tests.service.conftest import Desk, Family, Service

PHONE = "040 765 4321"


def settled(family: Family, after: int) -> list[dict[str, Any]]:
    """What came after the customer's message, once the bot has said all of it."""
    return family.until(lambda log: _whole([event for event in log if event["seq"] > after], family))


def _whole(events: list[dict[str, Any]], family: Family) -> list[dict[str, Any]] | None:
    told = [event for event in events if event["author"] != "customer"]
    return told if told and not family.state()["thinking"] else None


def press(family: Family, choice: str) -> list[dict[str, Any]]:
    answer = family.press(choice)
    assert answer.status_code == 202, answer.text
    return settled(family, answer.json()["seq"])


def begin(service: Service, word: str = "kuume", language: str = "fi") -> Family:
    family = service.family(language)
    settled(family, family.say(word))
    press(family, "K3:none")
    return family


def asked(family: Family) -> dict[str, Any]:
    return [event for event in family.log() if event["kind"] == "form"][-1]


def go_to(family: Family, link_id: str) -> None:
    """Skip questions until `link_id` is asked."""
    if asked(family)["data"]["link_id"] == link_id:
        return
    settled(family, family.say(f"siirry {link_id}"))
    assert asked(family)["data"]["link_id"] == link_id


def check_page(family: Family) -> dict[str, Any]:
    """Skip what is left; the check page."""
    pages = [event for event in settled(family, family.say("siirry loppuun")) if (event.get("data") or {}).get("rows")]
    return pages[-1]


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(file, "PNG")
    return file.getvalue()


def upload(family: Family, colour: str) -> str:
    answer = family.post("attachments", files={"file": ("x.png", picture(colour))}, data={"client_id": str(uuid.uuid4())})
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def value(page: dict[str, Any], link_id: str, language: str = "fi") -> str:
    return next(row["value"][language] for row in page["data"]["rows"] if row["link_id"] == link_id)


def deeds(service: Service, family: Family, action: str) -> list[Any]:
    engine = sa.create_engine(service.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        return list(connection.execute(sa.text("select actor, detail from audit where action = :a and conversation_id = :c"),
                                       {"a": action, "c": family.id}))


def test_photos_of_the_photo_question_are_in_the_answer_the_summary_and_on_the_desk(service: Service,
                                                                                    nurse: Desk) -> None:
    family = begin(service)
    go_to(family, "Z2")
    names = [upload(family, colour) for colour in ("red", "green")]
    again = family.log()[-1]
    assert "2/3" in again["text"] and "Z2:done" in [choice["id"] for choice in again["choices"]]
    press(family, "Z2:done")
    page = check_page(family)
    assert value(page, "Z2") == "2"
    press(family, "w:send")
    nurse.post(f"conversations/{family.id}/claim")
    told = nurse.get(f"conversations/{family.id}/summary?format=json").json()
    assert told["preinfo"]["answers"]["Z2"]["value"] == names
    assert "Kuvia: 2." in nurse.get(f"conversations/{family.id}/summary").text
    for name in names:
        assert nurse.get(f"conversations/{family.id}/attachments/{name}").headers["Content-Type"] == "image/jpeg"
    sent = nurse.get(f"conversations/{family.id}/summary?format=fhir").json()
    answers = next(entry["resource"] for entry in sent["entry"]
                   if entry["resource"]["resourceType"] == "QuestionnaireResponse")
    assert len(next(item for item in answers["item"] if item["linkId"] == "Z2")["answer"]) == 2


def test_a_fourth_photo_is_refused_with_a_clear_sentence(service: Service) -> None:
    family = begin(service)
    go_to(family, "Z2")
    for colour in ("red", "green", "blue"):
        upload(family, colour)
    answer = family.post("attachments", files={"file": ("x.png", picture("black"))})
    assert answer.status_code == 409 and answer.json()["error"]["code"] == "too_many_pictures"
    press(family, "Z2:done")
    assert value(check_page(family), "Z2") == "3"


def test_a_photo_sent_at_another_question_keeps_that_question_open(service: Service) -> None:
    family = begin(service)
    go_to(family, "C1-8")
    upload(family, "red")
    assert "C1-8:normal" in [choice["id"] for choice in family.log()[-1]["choices"]]
    go_to(family, "Z2")
    press(family, "Z2:done")
    assert value(check_page(family), "Z2") == "1"       # it is not lost: it answers the photo question


def test_the_parent_sees_the_phone_number_as_it_was_typed_and_so_does_the_nurse(service: Service, nurse: Desk) -> None:
    family = begin(service)
    go_to(family, "Z4")
    wrong, right = "050 111 2222", PHONE
    settled(family, family.say(wrong))
    press(family, f"w:back:{asked(family)['data']['link_id']}")
    settled(family, family.say(right))
    page = check_page(family)
    assert value(page, "Z4") == right
    told = settled(family, family.say("050 999 8888"))   # words on the check page, alike when masked
    page = next(event for event in told if (event.get("data") or {}).get("rows"))
    assert value(page, "Z4") == right and value(page, "words") == "050 999 8888"
    press(family, "w:send")
    nurse.post(f"conversations/{family.id}/claim")
    assert f"Puh. {right}" in nurse.get(f"conversations/{family.id}/summary").text
    assert all(right not in str(body) and wrong not in str(body) for body in service.engine.form.asked[family.id])
    assert right not in service.log_text()


def test_an_identity_code_is_masked_until_the_nurse_opens_it_and_that_is_logged(service: Service, nurse: Desk) -> None:
    family = begin(service)
    go_to(family, "Z1")
    code = "131052-308T"
    seq = family.say(f"lapsen tunnus on {code}")
    settled(family, seq)
    assert code not in str(check_page(family)["data"]["rows"])
    press(family, "w:send")
    assert code not in nurse.get("queues").text
    nurse.post(f"conversations/{family.id}/claim")
    for path in ("", "/events?after=0", "/summary", "/summary?format=json", "/summary?format=fhir"):
        assert code not in nurse.get(f"conversations/{family.id}{path}").text, path
    event = next(e for e in nurse.get(f"conversations/{family.id}").json()["events"] if e["seq"] == seq)
    assert event["data"]["identity"] is True
    assert not deeds(service, family, "open_identity")
    opened = nurse.post(f"conversations/{family.id}/identity", {"seq": seq})
    assert code in opened.json()["text"]
    assert [actor for actor, _ in deeds(service, family, "open_identity")] == [nurse.username]
    other = service.nurse()
    assert other.post(f"conversations/{family.id}/identity", {"seq": seq}).status_code == 403
    assert nurse.post(f"conversations/{family.id}/identity", {"seq": 1}).status_code == 404


def test_a_symptom_mentioned_on_the_way_is_a_second_form_in_the_same_conversation(service: Service, nurse: Desk) -> None:
    service.queued()
    service.set_clock("2026-11-23T09:31:00+02:00")
    family = begin(service)
    settled(family, family.say("ja silmä rähmii"))
    check_page(family)
    told = press(family, "w:send")
    assert "later:C7" in [choice["id"] for event in told for choice in event.get("choices", ())]
    place = family.state()["queue"]["position"]
    press(family, "later:C7")
    assert family.state()["state"] == "queued"
    press(family, "K3:none")
    go_to(family, "C7-9")
    settled(family, family.say("ei oo"))                   # typed words are answers while the form is open
    check_page(family)
    told = press(family, "w:send")
    assert any(event["kind"] == "summary" and "C7" in event["text"] for event in told)
    assert family.state()["queue"]["position"] == place
    seq = family.say("olen vielä täällä")                  # the form is over: this is for the nurse
    nurse.post(f"conversations/{family.id}/claim")
    assert [e for e in family.log() if e["seq"] > seq and e["author"] == "bot"] == []
    text = nurse.get(f"conversations/{family.id}/summary").text
    assert "Lomake: C1" in text and "Lomake: C7" in text
    told = nurse.get(f"conversations/{family.id}/summary?format=json").json()
    assert told["preinfo"]["questionnaire"] == "C7" and told["also"][0]["preinfo"]["questionnaire"] == "C1"
    sent = nurse.get(f"conversations/{family.id}/summary?format=fhir").json()
    kinds = [entry["resource"]["resourceType"] for entry in sent["entry"]]
    assert kinds.count("QuestionnaireResponse") == 2 and len({e["fullUrl"] for e in sent["entry"]}) == len(kinds)
    assert place > 1


def test_each_of_two_children_has_its_own_form_and_the_nurse_reads_both(service: Service, nurse: Desk) -> None:
    family = begin(service)
    press(family, "K1:children")
    settled(family, family.say("Onni"))
    settled(family, family.say("11.4.2026"))
    press(family, "K4:ok")
    check_page(family)
    told = press(family, "w:send")
    assert "sibling:same" in [choice["id"] for event in told for choice in event.get("choices", ())]
    press(family, "sibling:same")
    assert family.state()["state"] == "queued"
    press(family, "K3:none")
    settled(family, family.say("vauva"))                    # a newborn without a name
    settled(family, family.say("2 päivää"))
    press(family, "K4:ok")
    check_page(family)
    press(family, "w:send")
    nurse.post(f"conversations/{family.id}/claim")
    text = nurse.get(f"conversations/{family.id}/summary").text
    assert "useampi oma lapsi, Onni, 7 kuukautta 12 päivää" in text and "useampi oma lapsi, vauva, 2 päivää" in text
    sent = nurse.get(f"conversations/{family.id}/summary?format=fhir").json()
    kinds = [entry["resource"]["resourceType"] for entry in sent["entry"]]
    assert kinds.count("QuestionnaireResponse") == 2 and kinds.count("Patient") == 2
    ages = [answer["valueQuantity"]["value"] for entry in sent["entry"] if entry["resource"]["resourceType"] == "QuestionnaireResponse"
            for item in entry["resource"]["item"] if item["linkId"] == "K4" for answer in item["answer"]]
    assert ages == [7, 12, 2]


def test_a_nurse_who_comes_in_the_middle_of_the_second_form_gets_the_words(service: Service, nurse: Desk) -> None:
    family = begin(service)
    settled(family, family.say("ja silmä rähmii"))
    check_page(family)
    press(family, "w:send")
    press(family, "later:C7")
    press(family, "K3:none")
    nurse.post(f"conversations/{family.id}/claim")
    before = len(service.engine.form.asked[family.id])
    seq = family.say("molemmat silmät")
    family.until(lambda log: [e for e in log if e["seq"] >= seq])
    notice = [e for e in family.log() if e["kind"] == "notice" and "kesken" in e["text"]]
    assert len(notice) == 1 and len(service.engine.form.asked[family.id]) == before
    assert "C1" in nurse.get(f"conversations/{family.id}/summary").text


@pytest.mark.parametrize("moment, state", [("2026-11-23T09:30:00+02:00", "queued"),
                                           ("2026-11-23T22:00:00+02:00", "message")])
def test_an_answer_changed_after_sending_is_told_with_the_earlier_one_and_the_time(service: Service, nurse: Desk,
                                                                                 moment: str, state: str) -> None:
    service.set_clock(moment)
    family = begin(service)
    go_to(family, "C1-7")
    press(family, "C1-7:no")
    go_to(family, "C1-8")
    press(family, "C1-8:normal")
    check_page(family)
    told = press(family, "w:send")
    assert "w:amend:1" in [choice["id"] for event in told for choice in event.get("choices", ())]
    assert family.state()["state"] == state
    service.set_clock(moment.replace(":30:", ":47:").replace(":00:00", ":17:00"))
    press(family, "w:amend:1")
    press(family, "change:C1-7")
    shown = press(family, "C1-7:yes")
    assert any(event["data"].get("instruction") == "I-DAY" for event in shown if event["kind"] == "card")
    press(family, "w:continue")
    press(family, "w:send")
    if state == "message":
        service.set_clock("2026-11-24T08:30:00+02:00")
        assert nurse.login().ok                             # the day's session is over
    nurse.post(f"conversations/{family.id}/claim")
    text = nurse.get(f"conversations/{family.id}/summary").text
    assert text.count("Lomake: C1") == 1
    at = "9.47" if state == "queued" else "22.17"
    assert f"Muutettu lähettämisen jälkeen klo {at}: " in text and "Kyllä (aiemmin: Ei)." in text
    assert "Kiinteä ohje I-DAY" in text
    swedish = nurse.get(f"conversations/{family.id}/summary?lang=sv").text
    assert f"Ändrat efter att det skickats kl. {at}: " in swedish and "Ja (tidigare: Nej)." in swedish
    amended = nurse.get(f"conversations/{family.id}/summary?format=json").json()["preinfo"]["amended"]
    assert [(each["link_id"], each["before"]["value"], each["after"]["value"]) for each in amended] == [
        ("C1-7", "no", "yes")]
    sent = nurse.get(f"conversations/{family.id}/summary?format=fhir").json()
    response = next(entry["resource"] for entry in sent["entry"]
                    if entry["resource"]["resourceType"] == "QuestionnaireResponse")
    assert response["status"] == "amended"
    assert [each["kind"] for each in family.log()].count("summary") == 2


def test_changing_nothing_or_dropping_the_change_sends_nothing(service: Service) -> None:
    family = begin(service)
    go_to(family, "C1-8")
    press(family, "C1-8:normal")
    check_page(family)
    press(family, "w:send")
    press(family, "w:amend:1")
    press(family, "change:C1-8")
    press(family, "C1-8:normal")
    assert "Mikään vastaus ei muuttunut" in press(family, "w:send")[0]["text"]
    press(family, "w:amend:1")
    press(family, "change:C1-8")
    press(family, "C1-8:none")
    assert "Muutoksia ei lähetetty" in press(family, "w:stop")[0]["text"]
    press(family, "w:amend:1")
    page = [event for event in family.log() if (event.get("data") or {}).get("rows")][-1]
    assert value(page, "C1-8") == "Tavalliseen tapaan"
    assert [each["kind"] for each in family.log()].count("summary") == 1


def test_not_safe_at_home_opens_the_violence_card_with_quick_exit(service: Service) -> None:
    family = begin(service, "mieliala")
    go_to(family, "B2-7")
    told = press(family, "B2-7:no")
    assert family.state()["quick_exit"] is True
    assert any("080 005 005" in (event.get("text") or "") for event in told)
    assert any((event.get("data") or {}).get("instruction") == "I-CRI" for event in told)
    assert family.get("transcript").status_code == 403
    assert [choice["id"] for choice in told[-1]["choices"]] == ["w:continue", "nurse"]


def test_each_row_of_the_check_page_offers_its_own_change(service: Service) -> None:
    family = begin(service)
    page = check_page(family)
    offered = {choice["id"] for choice in page["choices"]}
    answers = [row["link_id"] for row in page["data"]["rows"] if row["link_id"] != "first"]
    assert {f"change:{name}" for name in answers} == {name for name in offered if name.startswith("change:")}
    shown = press(family, "change:C1-1")
    assert shown[-1]["data"]["link_id"] == "C1-1"

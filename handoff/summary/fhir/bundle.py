"""One handoff as a FHIR Bundle: who, what was asked and answered, the message to the queue, its work item, the log.

It states facts. `priority` is nowhere filled: order in the queue is first in, first out (docs/regulation.md).
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.questionnaires import Common, Questionnaire
from content.texts import Localised
from handoff.summary.fhir.codes import BCP_47, Json, Names, moment, reference, resource_id
from handoff.summary.fhir.questionnaire import questionnaire
from handoff.summary.fhir.response import Picture, Shown, attachment, response

TASK_STATUS = {"queued": "requested", "message": "requested", "with_nurse": "accepted", "closed": "completed"}
KINDS = {"chat": "chat-handoff", "message": "non-urgent-message"}
MEDIA = {"chat": "web-chat", "message": "message"}
WHO, PHONE = "K1", "Z4"


@dataclass(frozen=True)
class Passed:
    """Everything about one handoff that the documents tell."""

    id: str
    conversation_id: str
    sent_at: datetime
    received_at: datetime | None        # when a nurse took it
    state: str
    channel: str
    language: str                       # the customer's
    topic: str | None
    topic_title: Localised | None
    queue: str
    queue_title: Localised | str
    moved_to: tuple[str, Localised | str] | None    # the queue it waits in now, where that is another one
    nurse: tuple[str, str] | None       # username and name
    preinfo: Mapping[str, Any]
    text: str                           # ISBAR, in `text_language`
    text_language: str
    asked: Questionnaire | None
    common: Common
    sha: str | None
    shown: tuple[Shown, ...]
    pictures: tuple[Picture, ...]


def bundle(names: Names, passed: Passed) -> Json:
    """The Bundle, of type collection."""
    device = {"resourceType": "Device", "id": resource_id(passed.id, "Device"),
              "identifier": [names.identifier("device", "neuvo")],
              "deviceName": [{"name": "Neuvo", "type": "user-friendly-name"}]}
    subject, writer = _people(names, passed)
    made = [*([subject] if subject else []), *([writer] if writer and writer is not subject else []), device]
    answers = None
    if passed.asked is not None:
        answers = response(names, passed.id, passed.sent_at, passed.preinfo, passed.asked, passed.common,
                           passed.shown, {picture.id: picture for picture in passed.pictures})
        answers.update({"subject": reference(subject)} if subject else {})
        answers.update({"source": reference(writer)} if writer else {}, author=reference(device))
        made += [questionnaire(names, passed.asked, passed.common, passed.sha), answers]
    message = _communication(names, passed, subject, writer or device, answers)
    made += [message, _task(names, passed, subject, message, writer or device)]
    made += [_shown(names, passed, index, shown, device, answers) for index, shown in enumerate(passed.shown)]
    return {"resourceType": "Bundle", "id": passed.id, "type": "collection",
            "identifier": names.identifier("handoff", passed.id),
            "entry": [{"fullUrl": each.get("url") or f"urn:uuid:{each['id']}", "resource": each} for each in made]}


def _people(names: Names, passed: Passed) -> tuple[Json | None, Json | None]:
    """Whom it concerns, and who wrote. What is not known is left out, never assumed."""
    if not passed.preinfo:
        return None, None
    who = _answer(passed, WHO)
    subject: Json = {"resourceType": "Patient", "id": resource_id(passed.id, "Patient"),
                     "identifier": [names.identifier("subject-of-handoff", passed.id)]}
    if who is None:
        return subject, None
    if who == "self":
        subject.update(_reached(passed))
        return subject, subject
    writer: Json = {"resourceType": "RelatedPerson", "id": resource_id(passed.id, "RelatedPerson"),
                    "identifier": [names.identifier("writer-of-handoff", passed.id)], "patient": reference(subject)}
    if who in ("child", "children"):
        writer["relationship"] = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                                               "code": "PRN", "display": "parent"}]}]
    return subject, {**writer, **_reached(passed)}


def _reached(passed: Passed) -> Json:
    """How the writer is reached: language, and the phone number as it was typed."""
    spoken = {"language": {"coding": [{"system": BCP_47, "code": passed.language}]}, "preferred": True}
    phone = _answer(passed, PHONE)
    return {**({"telecom": [{"system": "phone", "value": str(phone)}]} if phone else {}), "communication": [spoken]}


def _answer(passed: Passed, link_id: str) -> Any:
    return ((passed.preinfo.get("answers") or {}).get(link_id) or {}).get("value")


def _communication(names: Names, passed: Passed, subject: Json | None, sender: Json, answers: Json | None) -> Json:
    payload: list[Json] = [{"contentString": passed.text}]
    if answers:
        payload.append({"contentReference": reference(answers)})
    payload += [{"contentAttachment": attachment(picture)} for picture in passed.pictures]
    made: Json = {
        "resourceType": "Communication", "id": resource_id(passed.id, "Communication"),
        "language": passed.text_language, "identifier": [names.identifier("handoff", passed.id)],
        "status": "completed", "category": [names.concept("communication-kind", KINDS[passed.channel])],
        "medium": [names.concept("medium", MEDIA[passed.channel])],
        "sent": moment(passed.sent_at), "sender": reference(sender),
        "recipient": [_queue(names, passed, passed.queue, passed.queue_title)], "payload": payload,
    }
    if subject:
        made["subject"] = reference(subject)
    if answers:
        made["about"] = [reference(answers)]
    if passed.topic:
        title = passed.topic_title[passed.text_language] if passed.topic_title else None
        made["topic"] = names.concept("topic", passed.topic, title)
    if passed.received_at:
        made["received"] = moment(passed.received_at)
    return made


def _task(names: Names, passed: Passed, subject: Json | None, message: Json, requester: Json) -> Json:
    made: Json = {
        "resourceType": "Task", "id": resource_id(passed.id, "Task"),
        "identifier": [names.identifier("handoff", passed.id)],
        "status": _task_status(passed), "intent": "order",
        "code": names.concept("task", "answer-customer"), "focus": reference(message),
        "authoredOn": moment(passed.sent_at), "requester": reference(requester),
        "owner": _queue(names, passed, *(passed.moved_to or (passed.queue, passed.queue_title))),
    }
    if subject:
        made["for"] = reference(subject)
    if passed.nurse and passed.state in ("with_nurse", "closed"):
        username, name = passed.nurse
        made["owner"] = {"type": "Practitioner", "identifier": names.identifier("nurse", username), "display": name}
    return made


def _task_status(passed: Passed) -> str:
    if passed.state == "bot":       # given back by a nurse, or the customer left the queue
        return "completed" if passed.received_at else "cancelled"
    return TASK_STATUS[passed.state]


def _queue(names: Names, passed: Passed, queue: str, title: Localised | str) -> Json:
    return {"type": "HealthcareService", "identifier": names.identifier("queue", queue),
            "display": title if isinstance(title, str) else title[passed.text_language]}


def _shown(names: Names, passed: Passed, index: int, shown: Shown, device: Json, answers: Json | None) -> Json:
    """The log's own evidence that a fixed text was shown. Display items only echo it."""
    entity: Json = {"name": shown.instruction, "description": shown.words[passed.language]}
    if answers:
        entity["what"] = reference(answers)
    if shown.link_id:
        entity["detail"] = [{"type": "linkId", "valueString": shown.link_id}]
        if shown.option:
            entity["detail"].append({"type": "answer", "valueString": shown.option})
    return {
        "resourceType": "AuditEvent", "id": resource_id(passed.id, f"AuditEvent-{index}"),
        "type": {"system": names.code_system("log"), "code": "fixed-text-shown"},
        "recorded": moment(shown.at), "agent": [{"who": reference(device), "requestor": False}],
        "source": {"observer": reference(device)}, "entity": [entity],
    }

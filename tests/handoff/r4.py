"""Checks of FHIR R4 that the models of a library leave to the reader: the invariants of the specification.

Source of each: hl7.org/fhir/R4, Questionnaire (que-1 … que-12), QuestionnaireResponse (qrs-1), Bundle (bdl-*).
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fhirclient.models.bundle import Bundle
from fhirclient.models.element import Element

Json = dict[str, Any]
ITEM_TYPES = {"group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url",
              "choice", "open-choice", "attachment", "reference", "quantity"}
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[23]:00")
ANSWERS = {"choice": "valueCoding", "decimal": "valueDecimal", "integer": "valueInteger", "date": "valueDate",
           "text": "valueString", "attachment": "valueAttachment", "quantity": "valueQuantity"}


def walk(node: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every (path, key, value) of a document."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield path, key, value
            yield from walk(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{path}[{index}]")


def items(resource: Json) -> Iterator[Json]:
    for item in resource.get("item") or ():
        yield item
        yield from items(item)


def of(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def check_bundle(bundle: Json) -> None:
    """A whole Bundle: the library's R4 models, then what they do not look at."""
    assert Bundle(bundle).as_json()["type"] == "collection"
    check_everywhere(bundle)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    for _, key, value in walk(bundle):
        if key == "reference":
            assert value in urls, f"{value} is not in the Bundle"
    for questionnaire in of(bundle, "Questionnaire"):
        check_questionnaire(questionnaire)
    for answers in of(bundle, "QuestionnaireResponse"):
        [asked] = of(bundle, "Questionnaire")
        check_response(answers, asked)


def check_everywhere(document: Json) -> None:
    for path, key, value in walk(document):
        assert key != "priority", f"priority at {path}"
        assert value not in (None, "", [], {}), f"{path}.{key} is empty"
        if key.startswith("_"):
            Element(value).as_json()            # the library skips extensions of plain values
        if key == "id":
            assert ID.fullmatch(value), value
        if key in ("authored", "sent", "received", "authoredOn", "recorded", "valueDateTime", "creation"):
            assert OFFSET.fullmatch(value), f"{path}.{key}: {value}"
        if key in ("valueQuantity", "quantity"):
            assert value["system"] == "http://unitsofmeasure.org" and value["code"] and value["unit"], path


def check_questionnaire(asked: Json) -> None:
    check_everywhere(asked)
    found = list(items(asked))
    links = [item["linkId"] for item in found]
    assert len(links) == len(set(links)), "que-2"
    by_link = {item["linkId"]: item for item in found}
    for item in found:
        kind = item["type"]
        assert kind in ITEM_TYPES
        assert kind != "group" or item.get("item"), "que-1"
        if kind == "display":
            assert not set(item) & {"item", "code", "required", "repeats", "initial", "readOnly"}, "que-1, que-3, que-6"
        assert "answerOption" not in item or kind == "choice", "que-5"
        assert item.get("required", False) is False, "nothing is a condition for reaching a nurse"
        conditions = item.get("enableWhen") or []
        assert len(conditions) <= 1, "a condition over several answers"
        for condition in conditions:
            source = by_link[condition["question"]]
            assert links.index(condition["question"]) < links.index(item["linkId"])
            wanted = condition["answerCoding"]
            assert wanted in [{name: option["valueCoding"][name] for name in ("system", "code")}
                              for option in source["answerOption"]], f"{item['linkId']} can never be reached"
        for name in ("_text",):
            told = {part["valueCode"] for each in item[name]["extension"] for part in each["extension"]
                    if part["url"] == "lang"}
            assert told == {"sv", "en"}, f"{item['linkId']} lacks a language"


def check_response(answers: Json, asked: Json) -> None:
    assert answers["questionnaire"] == f"{asked['url']}|{asked['version']}"
    by_link = {item["linkId"]: item for item in items(asked)}
    order = list(by_link)
    found = list(items(answers))
    links = [item["linkId"] for item in found]
    assert links == sorted(links, key=order.index) and len(links) == len(set(links)), "the Questionnaire's order"
    for item in found:
        question = by_link[item["linkId"]]
        assert not ("item" in item and "answer" in item), "qrs-1"
        if question["type"] in ("group", "display"):
            assert "answer" not in item
            continue
        given = item.get("answer") or []
        assert len(given) <= 1 or question.get("repeats")
        for each in given:
            assert set(each) == {ANSWERS[question["type"]]}, f"{item['linkId']}: {each}"
            if "valueCoding" in each:
                codes = [(option["valueCoding"]["system"], option["valueCoding"]["code"])
                         for option in question["answerOption"]]
                assert (each["valueCoding"]["system"], each["valueCoding"]["code"]) in codes

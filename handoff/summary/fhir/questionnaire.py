"""A question set as a FHIR Questionnaire: wording, order, units and page flow. It holds no scoring and no priority."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content.questionnaires import SAFETY, YES_NO, Common, Item, Questionnaire, ShowIf
from content.texts import Localised
from handoff.summary.fhir.codes import (
    BASE_LANGUAGE,
    HL7,
    SDC,
    Json,
    Names,
    option_coding,
    quantity,
    translated,
    unit_coding,
)

TYPES = {"yesno": "choice", "choice": "choice", "multi": "choice", "text": "text", "photo": "attachment",
         "date": "date", "duration": "quantity", "age": "quantity", "weight": "quantity", "gestation": "group"}
DURATION_UNITS, AGE_UNITS = ("min", "h", "d", "wk", "mo"), ("d", "mo", "a")
MANY = ("multi", "photo", "age")            # an age may have two parts: 7 months 12 days
LARGEST_PICTURE_MB = 10
SAFETY_ANSWERS: dict[str, Localised] = {
    "none": {"fi": "Ei mitään näistä nyt", "sv": "Inget av dessa just nu", "en": "None of these now"},
    "applies": {"fi": "Jokin näistä pätee", "sv": "Något av dessa stämmer", "en": "One of these applies"},
}
WEEKS_AND_DAYS: dict[str, Localised] = {
    "wk": {"fi": "Täydet viikot", "sv": "Fulla veckor", "en": "Full weeks"},
    "d": {"fi": "Päivät", "sv": "Dagar", "en": "Days"},
}
EMERGENCY = "I-112"


def questionnaire(names: Names, asked: Questionnaire, common: Common, sha: str | None = None) -> Json:
    """The resource. `sha` is the hash of the stored question set, where there is one."""
    data = asked.document.data if asked.document else {}
    made: Json = {
        "resourceType": "Questionnaire", "id": asked.id, "language": BASE_LANGUAGE,
        "url": names.questionnaire(asked.id), "version": str(asked.version),
        "name": f"Neuvo{asked.id.replace('-', '')}", **translated("title", asked.title),
        # a draft text is never passed off as an approved one
        "status": "active" if asked.status == "approved" else "draft",
        "subjectType": ["Patient"], "item": list(_items(names, asked, common)),
    }
    if sha:
        made["identifier"] = [names.identifier("question-set-sha256", sha)]
    if data.get("owner"):
        made["publisher"] = str(data["owner"])
    if data.get("approved_on"):
        made["approvalDate"] = str(data["approved_on"])
    return made


def safety_coding(names: Names, answer: str, lang: str | None = None) -> Json:
    """What was said to the safety list: none of these, or one of these applies."""
    words = SAFETY_ANSWERS[answer]
    return {"system": names.code_system(SAFETY), "code": answer,
            **(translated("display", words) if lang is None else {"display": words[lang]})}


def instruction_link(instruction: str, link_id: str | None, option: str | None) -> str:
    """linkId of the fixed text that hangs on one option; without a question, the card shown by danger words."""
    if link_id is None:
        return instruction
    return f"{link_id}.{option}.{instruction}" if option else f"{link_id}.{instruction}"


def option_of(item: Item, answer: str | None) -> str | None:
    """The option in an instruction's linkId: a yes/no question has one instruction only, so none is named."""
    return None if item.type == "yesno" else answer


def flags(item: Item) -> list[tuple[str, str]]:
    """(option, instruction) of each option that has a fixed instruction."""
    if item.type == "yesno":
        return [("yes", item.red_flag)] if item.red_flag else []
    return [(option.id, option.red_flag) for option in item.options if option.red_flag]


def _items(names: Names, asked: Questionnaire, common: Common) -> Iterator[Json]:
    hidden = {"extension": [{"url": f"{HL7}/questionnaire-hidden", "valueBoolean": True}]}
    yield _display(instruction_link(EMERGENCY, None, None), common.instructions[EMERGENCY].text, **hidden)
    yield from _safety(names, asked, common)        # before any question, whatever the set's order
    by_id = {item.link_id: item for item in asked.sequence(common)}
    for item in by_id.values():
        yield _item(names, item, by_id)
        if asked.reactions:
            yield from _instructions(names, item, common)


def _safety(names: Names, asked: Questionnaire, common: Common) -> Iterator[Json]:
    """The list that everybody sees before any question about symptoms."""
    yield {"linkId": SAFETY, **translated("text", common.safety[asked.about].words()), "type": "choice",
           "required": False, "repeats": False,
           "answerOption": [{"valueCoding": safety_coding(names, name)} for name in SAFETY_ANSWERS]}
    condition = _when(SAFETY, safety_coding(names, "applies", BASE_LANGUAGE))
    yield _display(instruction_link(EMERGENCY, SAFETY, None), common.instructions[EMERGENCY].text, **condition)


def _item(names: Names, item: Item, by_id: dict[str, Item]) -> Json:
    made: Json = {"linkId": item.link_id, **translated("text", item.text), "type": _type(item)}
    extension = _extension(item)
    if extension:
        made["extension"] = extension
    if item.show_if:
        made.update(_condition(names, item.show_if, by_id[item.show_if.link_id]))
    made["required"] = False        # skipping is always allowed
    if item.type != "gestation":
        made["repeats"] = item.type in MANY
    options = YES_NO if item.type == "yesno" else tuple(option.id for option in item.options)
    if options:
        made["answerOption"] = [{"valueCoding": option_coding(names, item, option)} for option in options]
    children = _weeks_and_days(item) if item.type == "gestation" else []
    if item.why:
        children.append(_display(f"{item.link_id}.why", item.why, extension=[_control("help")]))
    if children:
        made["item"] = children
    return made


def _type(item: Item) -> str:
    if item.type == "number":
        return "quantity" if item.unit else "decimal" if item.decimals else "integer"
    return TYPES[item.type]


def _extension(item: Item) -> list[Json]:
    found: list[Json] = []
    if item.type in ("yesno", "choice"):
        found.append(_control("radio-button"))
    elif item.type == "multi":
        found.append(_control("check-box"))
    elif item.type == "photo":
        found.append({"url": f"{HL7}/questionnaire-maxOccurs", "valueInteger": int(item.max or 3)})
        found.append({"url": f"{HL7}/maxSize", "valueDecimal": LARGEST_PICTURE_MB})
    units = {"duration": DURATION_UNITS, "age": AGE_UNITS, "weight": ("kg",)}.get(item.type) or (
        (item.unit,) if item.type == "number" and item.unit else ())
    found += [{"url": f"{HL7}/questionnaire-unitOption", "valueCoding": unit_coding(unit)} for unit in units]
    if item.type in ("number", "weight"):
        found += _limits(item)
    return found


def _limits(item: Item) -> list[Json]:
    """Smallest and largest value that is taken without asking again: a check of typing, not of health."""
    found: list[Json] = []
    for name, value in (("min", item.min), ("max", item.max)):
        if value is None:
            continue
        kind = _type(item)
        if kind == "quantity":
            unit = "kg" if item.type == "weight" else str(item.unit)
            found.append({"url": f"{SDC}/sdc-questionnaire-{name}Quantity", "valueQuantity": quantity(value, unit)})
        elif kind == "decimal":
            found.append({"url": f"{HL7}/{name}Value", "valueDecimal": value})
        else:
            found.append({"url": f"{HL7}/{name}Value", "valueInteger": int(value)})
    return found


def _weeks_and_days(item: Item) -> list[Json]:
    return [{"linkId": f"{item.link_id}.{unit}", **translated("text", words), "type": "quantity",
             "required": False, "repeats": False,
             "extension": [{"url": f"{HL7}/questionnaire-unitOption", "valueCoding": unit_coding(unit)}]}
            for unit, words in WEEKS_AND_DAYS.items()]


def _instructions(names: Names, item: Item, common: Common) -> Iterator[Json]:
    """The fixed text of each option that has one, enabled by that option alone."""
    for option, flag in flags(item):
        link = instruction_link(flag, item.link_id, option_of(item, option))
        yield _display(link, common.instructions[flag].text,
                       **_when(item.link_id, option_coding(names, item, option, BASE_LANGUAGE)))


def _condition(names: Names, show_if: ShowIf, source: Item) -> Json:
    return _when(show_if.link_id, option_coding(names, source, show_if.value, BASE_LANGUAGE))


def _when(link_id: str, coding: Json) -> Json:
    code = {"system": coding["system"], "code": coding["code"]}
    return {"enableWhen": [{"question": link_id, "operator": "=", "answerCoding": code}]}


def _display(link_id: str, words: Localised, **more: Any) -> Json:
    return {"linkId": link_id, **translated("text", words), "type": "display", **more}


def _control(code: str) -> Json:
    return {"url": f"{HL7}/questionnaire-itemControl", "valueCodeableConcept": {
        "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}]}}

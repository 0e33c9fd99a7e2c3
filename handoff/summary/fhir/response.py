"""The answers of a handoff as a FHIR QuestionnaireResponse: every question on the page, the unanswered ones too."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.questionnaires import SAFETY, Common, Item, Questionnaire
from content.summary import answer_text
from content.summary.rows import Row, rows
from content.texts import Localised
from handoff.summary.fhir.codes import Json, Names, moment, option_coding, quantity, resource_id
from handoff.summary.fhir.questionnaire import (
    EMERGENCY,
    SAFETY_ANSWERS,
    WEEKS_AND_DAYS,
    flags,
    instruction_link,
    option_of,
    safety_coding,
)

AGE_UNITS = {"years": "a", "months": "mo", "days": "d"}


@dataclass(frozen=True)
class Shown:
    """A fixed text that the customer saw, with its words as they were shown."""

    instruction: str
    link_id: str | None             # None: the danger words brought the card, not a question
    option: str | None
    at: str                         # ISO
    called_at: str | None           # ISO; the customer said that the call has been made
    words: Localised


@dataclass(frozen=True)
class Picture:
    """A kept picture. `sha1` is base64 as FHIR wants it, None where the file is gone."""

    id: str
    content_type: str
    size: int                       # bytes
    at: datetime
    url: str                        # relative to the service
    sha1: str | None


def response(names: Names, handoff_id: str, sent_at: datetime, preinfo: Mapping[str, Any], asked: Questionnaire,
             common: Common, shown: tuple[Shown, ...], pictures: Mapping[str, Picture]) -> Json:
    """The resource without its people (subject, source, author)."""
    lang = str(preinfo["language"])
    by_link: dict[str | None, list[Shown]] = {}
    for each in shown:
        by_link.setdefault(each.link_id, []).append(each)
    items = [_echo(names, each, None, lang) for each in by_link.get(None, [])[:1] if each.instruction == EMERGENCY]
    items += _safety(names, preinfo, asked, common, by_link.get(SAFETY, []), lang)
    changed: dict[str, list[Mapping[str, Any]]] = {}
    for each in preinfo.get("amended") or ():
        changed.setdefault(each["link_id"], []).append(each)
    for row in rows(asked, common, preinfo.get("answers") or {}):
        items.append(_item(names, row, lang, pictures, changed.get(row.item.link_id, ())))
        if asked.reactions:
            items += _echoes(names, row.item, by_link.get(row.item.link_id, []), lang)
    return {
        "resourceType": "QuestionnaireResponse", "id": resource_id(handoff_id, "QuestionnaireResponse"),
        "language": lang, "identifier": names.identifier("answers", handoff_id),
        "questionnaire": f"{names.questionnaire(asked.id)}|{asked.version}",
        "status": "stopped" if preinfo.get("complete") is False else (
            "amended" if preinfo.get("amended") else "completed"),
        "authored": moment(sent_at), "item": items,
    }


def attachment(picture: Picture) -> Json:
    return {"contentType": picture.content_type, "url": picture.url, "size": picture.size,
            "creation": moment(picture.at), **({"hash": picture.sha1} if picture.sha1 else {})}


def _safety(names: Names, preinfo: Mapping[str, Any], asked: Questionnaire, common: Common, shown: list[Shown],
            lang: str) -> Iterator[Json]:
    item: Json = {"linkId": SAFETY, "text": common.safety[asked.about].words()[lang]}
    if preinfo.get("safety_shown_at"):
        item["extension"] = [_time(names, "shown-at", preinfo["safety_shown_at"])]
    if preinfo.get("safety_answer") in SAFETY_ANSWERS:
        item["answer"] = [{"valueCoding": safety_coding(names, preinfo["safety_answer"], lang)}]
    yield item
    for each in shown[:1]:
        yield _echo(names, each, None, lang)


def _item(names: Names, row: Row, lang: str, pictures: Mapping[str, Picture],
          changed: Sequence[Mapping[str, Any]] = ()) -> Json:
    item: Json = {"linkId": row.item.link_id, "text": row.item.text[lang]}
    said = (row.answer or {}).get("text")
    extensions: list[Json] = []
    if said and not (row.item.type == "text" and row.answered):
        extensions.append({"url": names.extension("own-words"), "valueString": said})
    for each in changed:            # an answer that was changed after sending: when, and what it was
        before = _before(row.item, each.get("before"), lang)
        extensions.append({"url": names.extension("changed-after-sending"), "extension": [
            {"url": "before", "valueString": before}, {"url": "at", "valueDateTime": moment(
                datetime.fromisoformat(each["at"]))}]})
    if extensions:
        item["extension"] = extensions
    values = _values(names, row.item, row.answer["value"], lang, pictures) if row.answered and row.answer else []
    if row.item.type == "gestation":
        item["item"] = [{"linkId": f"{row.item.link_id}.{unit}", "text": words[lang],
                         **({"answer": [values[index]]} if values else {})}
                        for index, (unit, words) in enumerate(WEEKS_AND_DAYS.items())]
    elif values:
        item["answer"] = values
    return item


def _before(item: Item, answer: Mapping[str, Any] | None, lang: str) -> str:
    """The earlier answer in words. It may have an option that the question has lost since."""
    try:
        return answer_text(item, answer)[lang]
    except (KeyError, ValueError, TypeError):
        return str((answer or {}).get("value"))


def _values(names: Names, item: Item, value: Any, lang: str, pictures: Mapping[str, Picture]) -> list[Json]:
    """The answers of one question, values unchanged."""
    kind = item.type
    if kind in ("yesno", "choice"):
        return [{"valueCoding": option_coding(names, item, value, lang)}]
    if kind == "multi":
        return [{"valueCoding": option_coding(names, item, each, lang)} for each in value]
    if kind == "number" and not item.unit:
        return [{"valueDecimal": value}] if item.decimals else [{"valueInteger": int(value)}]
    if kind in ("number", "weight"):
        return [{"valueQuantity": quantity(value, "kg" if kind == "weight" else str(item.unit), lang)}]
    if kind == "duration":
        return [{"valueQuantity": quantity(value["value"], value["unit"], lang)}]
    if kind == "age":
        return [{"valueQuantity": quantity(value[part], unit, lang)}
                for part, unit in AGE_UNITS.items() if part in value]
    if kind == "gestation":
        return [{"valueQuantity": quantity(value["weeks"], "wk", lang)},
                {"valueQuantity": quantity(value.get("days", 0), "d", lang)}]
    if kind == "date":
        return [{"valueDate": value}]
    if kind == "photo":
        return [{"valueAttachment": attachment(pictures[each])} for each in value if each in pictures]
    return [{"valueString": str(value)}]


def _echoes(names: Names, item: Item, shown: list[Shown], lang: str) -> Iterator[Json]:
    """Each instruction of this question that was shown, once, in the Questionnaire's order."""
    for option, flag in flags(item):
        first = next((each for each in shown if each.instruction == flag and each.option in (option, None)), None)
        if first is not None:
            yield _echo(names, first, option_of(item, option), lang)


def _echo(names: Names, shown: Shown, option: str | None, lang: str) -> Json:
    times = [_time(names, "shown-at", shown.at)]
    if shown.called_at:
        times.append(_time(names, "customer-said-called-at", shown.called_at))
    return {"linkId": instruction_link(shown.instruction, shown.link_id, option), "extension": times,
            "text": shown.words[lang]}


def _time(names: Names, name: str, at: str) -> Json:
    return {"url": names.extension(name), "valueDateTime": moment(at)}

"""Names and small shapes of FHIR R4 that the other rooms share: systems, UCUM units, extensions, translations."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content import LANGUAGES
from content.questionnaires import Item
from content.summary.values import UNITS, YES_NO
from content.texts import HELSINKI, Localised

Json = dict[str, Any]

HL7 = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
UCUM = "http://unitsofmeasure.org"
BCP_47 = "urn:ietf:bcp:47"
BASE_LANGUAGE = "fi"                # of a Questionnaire, the same whoever answers; the others are translations
DEFAULT_ADDRESS = "https://neuvo.invalid/fhir"      # RFC 2606: nobody's; a county sets its own (NEUVO_FHIR_URL)

# The core value set yesnodontknow: a boolean has no "don't know", and that answer may not be lost.
_V2_YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_YES_NO = {"yes": (_V2_YES_NO, "Y", "Yes"), "no": (_V2_YES_NO, "N", "No"),
           "unknown": (_ABSENT, "asked-unknown", "Asked But Unknown")}
_TIME_UNITS: Mapping[str, Localised] = {
    "min": {"fi": "min", "sv": "min", "en": "min"}, "h": {"fi": "h", "sv": "h", "en": "h"},
    "d": {"fi": "vrk", "sv": "dygn", "en": "days"}, "wk": {"fi": "vk", "sv": "veckor", "en": "weeks"},
    "mo": {"fi": "kk", "sv": "mån", "en": "months"}, "a": {"fi": "v", "sv": "år", "en": "years"},
}


@dataclass(frozen=True)
class Names:
    """Addresses of what this installation defines. `base` never changes once documents have left the house."""

    base: str = DEFAULT_ADDRESS

    def questionnaire(self, questionnaire_id: str) -> str:
        return f"{self.base}/Questionnaire/{questionnaire_id}"

    def code_system(self, name: str) -> str:
        return f"{self.base}/CodeSystem/{name}"

    def identifier(self, name: str, value: str) -> Json:
        return {"system": f"{self.base}/identifier/{name}", "value": value}

    def extension(self, name: str) -> str:
        return f"{self.base}/StructureDefinition/{name}"

    def concept(self, system: str, code: str, words: str | None = None) -> Json:
        coding = {"system": self.code_system(system), "code": code}
        return {"coding": [coding], **({"text": words} if words else {})}


def resource_id(handoff_id: str, part: str) -> str:
    """The same handoff always gives the same ids."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"neuvo:handoff:{handoff_id}:{part}"))


def reference(resource: Json) -> Json:
    return {"reference": f"urn:uuid:{resource['id']}", "type": resource["resourceType"]}


def moment(at: datetime | str) -> str:
    """A time with Finland's own offset (+02:00 or +03:00)."""
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return when.astimezone(HELSINKI).isoformat(timespec="seconds")


def translated(name: str, words: Localised, lang: str = BASE_LANGUAGE) -> Json:
    """A text element in one language with the others beside it (the core `translation` extension)."""
    others = [{"url": f"{HL7}/translation",
               "extension": [{"url": "lang", "valueCode": code}, {"url": "content", "valueString": words[code]}]}
              for code in LANGUAGES if code != lang]
    return {name: words[lang], f"_{name}": {"extension": others}}


def option_coding(names: Names, item: Item, option_id: str, lang: str | None = None) -> Json:
    """The code of an option. Without `lang` in every language, as a Questionnaire has it; with it, in that one."""
    if item.type == "yesno":
        system, code, display = _YES_NO[option_id]
        return {"system": system, "code": code, **translated("display", {**YES_NO[option_id], "en": display}, "en")}
    option = item.option(option_id)
    if option is None:
        raise KeyError(f"{item.link_id} has no option {option_id!r}")
    coding = {"system": names.code_system(item.link_id), "code": option.id}
    return {**coding, **(translated("display", option.title) if lang is None else {"display": option.title[lang]})}


def quantity(value: float, unit: str, lang: str = BASE_LANGUAGE) -> Json:
    return {"value": value, "unit": unit_word(unit, lang), "system": UCUM, "code": unit}


def unit_coding(unit: str) -> Json:
    coding: Json = {"system": UCUM, "code": unit}
    if unit in _TIME_UNITS:
        return {**coding, **translated("display", _TIME_UNITS[unit])}
    return {**coding, "display": unit_word(unit, BASE_LANGUAGE)}


def unit_word(unit: str, lang: str) -> str:
    return _TIME_UNITS[unit][lang] if unit in _TIME_UNITS else UNITS.get(unit, unit)

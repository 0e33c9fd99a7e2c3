"""Values as words in three languages: 39,2 °C, 14 tuntia, 8 kk, 32+4, and options by their titles."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from content import LANGUAGES
from content.questionnaires import Item
from content.texts import Localised, number_text, same

NOT_ANSWERED: Localised = {"fi": "ei vastattu", "sv": "inte besvarat", "en": "not answered"}
OTHER_WORDS: Localised = {"fi": "Muut sanasi", "sv": "Dina övriga ord", "en": "Your other words"}
FIRST_WORDS: Localised = {"fi": "Omat sanasi aluksi", "sv": "Dina första ord", "en": "Your first words"}
ALSO_MENTIONED: Localised = {"fi": "Mainitsit myös", "sv": "Du nämnde också", "en": "You also mentioned"}
INSTRUCTION_SHOWN: Localised = {"fi": "Sinulle näytetty ohje", "sv": "Anvisning som visades för dig", "en": "Instruction shown to you"}
YES_NO: Mapping[str, Localised] = {
    "yes": {"fi": "Kyllä", "sv": "Ja", "en": "Yes"},
    "no": {"fi": "Ei", "sv": "Nej", "en": "No"},
    "unknown": {"fi": "En tiedä", "sv": "Vet inte", "en": "Don't know"},
}
UNITS = {"Cel": "°C", "kg": "kg", "g": "g", "mm[Hg]": "mmHg", "mL": "ml", "min": "min", "s": "s", "h": "h"}
# (one, several) by unit and language
_TIME: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "min": {"fi": ("minuutti", "minuuttia"), "sv": ("minut", "minuter"), "en": ("minute", "minutes")},
    "h": {"fi": ("tunti", "tuntia"), "sv": ("timme", "timmar"), "en": ("hour", "hours")},
    "d": {"fi": ("päivä", "päivää"), "sv": ("dag", "dagar"), "en": ("day", "days")},
    "wk": {"fi": ("viikko", "viikkoa"), "sv": ("vecka", "veckor"), "en": ("week", "weeks")},
    "mo": {"fi": ("kuukausi", "kuukautta"), "sv": ("månad", "månader"), "en": ("month", "months")},
    "a": {"fi": ("vuosi", "vuotta"), "sv": ("år", "år"), "en": ("year", "years")},
}
_AGE = {"days": "d", "months": "mo", "years": "a"}


def answer_text(item: Item, answer: Mapping[str, Any] | None) -> Localised:
    """An answer as the check page and the summary show it; skipped and missing ones say so."""
    if not answer or answer.get("skipped") or "value" not in answer:
        words = (answer or {}).get("text")
        return {code: NOT_ANSWERED[code] + (f" ({quoted(words)})" if words else "") for code in LANGUAGES}
    return value_text(item, answer["value"])


def value_text(item: Item, value: Any) -> Localised:
    """A value by its item's type, with its unit. Raises KeyError for an option that the item does not have."""
    kind = item.type
    if kind == "yesno":
        return dict(YES_NO[value])
    if kind == "choice":
        return _title(item, value)
    if kind == "multi":
        titles = [_title(item, each) for each in value]
        return {code: ", ".join(title[code] for title in titles) for code in LANGUAGES}
    if kind == "number":
        return _measured(value, item.unit)
    if kind == "weight":
        return _measured(value, "kg")
    if kind == "duration":
        return _counted(value["value"], value["unit"])
    if kind == "age":
        return age_text(value)
    if kind == "gestation":
        return same(f"{value['weeks']}+{value.get('days', 0)}")
    if kind == "date":
        return day_text(value)
    if kind == "photo":
        return same(str(len(value)))
    return same(str(value))


def age_text(value: Mapping[str, Any]) -> Localised:
    """{"years": 2, "months": 3} → 2 vuotta 3 kuukautta; parts that are zero are left out."""
    parts = [_counted(value[name], _AGE[name]) for name in ("years", "months", "days") if value.get(name)]
    if not parts:
        name = next(iter(value))
        parts = [_counted(0, _AGE[name])]
    return {code: " ".join(part[code] for part in parts) for code in LANGUAGES}


def quoted(words: str) -> str:
    """The customer's own words, untouched, between quotation marks and on one line."""
    return "”" + " ".join(words.split()) + "”"


def _title(item: Item, option_id: str) -> Localised:
    option = item.option(option_id)
    if option is None:
        raise KeyError(f"{item.link_id} has no option {option_id!r}")
    return dict(option.label or option.title)


def _measured(value: float, unit: str | None) -> Localised:
    shown = UNITS.get(unit or "", "")
    return {code: (number_text(value, code) + " " + shown).strip() for code in LANGUAGES}


def _counted(number: float, unit: str) -> Localised:
    return {code: f"{number_text(number, code)} {_TIME[unit][code][0 if number == 1 else 1]}" for code in LANGUAGES}


def day_text(value: str) -> Localised:
    """An ISO date: 12.11.2026 in Finnish and Swedish, 12 Nov 2026 in English."""
    day = date.fromisoformat(value)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return {"fi": f"{day.day}.{day.month}.{day.year}", "sv": f"{day.day}.{day.month}.{day.year}",
            "en": f"{day.day} {months[day.month - 1]} {day.year}"}

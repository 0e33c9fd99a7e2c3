"""Localised texts: the same words in every language, and how values are written in each of them."""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from content import LANGUAGES

HELSINKI = ZoneInfo("Europe/Helsinki")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Localised = dict[str, str]

_WEEKDAYS = {
    "fi": ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_localised(value: Any) -> bool:
    """True for {fi, sv, en} with a text in each."""
    return isinstance(value, Mapping) and all(isinstance(value.get(code), str) for code in LANGUAGES)


def same(text: str) -> Localised:
    """One text for every language (names, numbers, a customer's own words)."""
    return dict.fromkeys(LANGUAGES, text)


def join(parts: list[Localised], separator: str = "\n") -> Localised:
    """Several localised texts one after another."""
    return {code: separator.join(part[code] for part in parts if part[code]) for code in LANGUAGES}


def time_text(moment: datetime, language: str) -> str:
    """Time of day in Helsinki: fi `9.42`, sv `kl. 9.42`, en `9:42`."""
    local = moment.astimezone(HELSINKI)
    if language == "en":
        return f"{local.hour}:{local.minute:02d}"
    text = f"{local.hour}.{local.minute:02d}"
    return f"kl. {text}" if language == "sv" else text


def date_text(moment: datetime, language: str) -> str:
    """Date in Helsinki: `23.11.2026`, in English `23 Nov 2026`."""
    local = moment.astimezone(HELSINKI)
    if language == "en":
        return f"{local.day} {_MONTHS_EN[local.month - 1]} {local.year}"
    return f"{local.day}.{local.month}.{local.year}"


def day_text(moment: datetime, language: str) -> str:
    """Weekday and date: `maanantaina 23.11.`, `måndag 23.11`, `Monday 23 Nov`."""
    local = moment.astimezone(HELSINKI)
    weekday = _WEEKDAYS[language][local.weekday()]
    if language == "en":
        return f"{weekday} {local.day} {_MONTHS_EN[local.month - 1]}"
    return f"{weekday} {local.day}.{local.month}" + ("." if language == "fi" else "")


def day_time_text(moment: datetime, language: str) -> str:
    """Weekday, date and time: `maanantaina 23.11. klo 8.00`, `måndag 23.11 kl. 8.00`, `Monday 23 Nov at 8:00`."""
    link = {"fi": " klo ", "sv": " ", "en": " at "}[language]
    return day_text(moment, language) + link + time_text(moment, language)


def number_text(value: float, language: str) -> str:
    """A number with the language's decimal mark: `38,4` or `38.4`."""
    text = f"{value:g}"
    return text if language == "en" else text.replace(".", ",")


_WRITERS = {"time": time_text, "date": date_text, "day": day_text, "day_time": day_time_text}


def write(value: Any, language: str) -> str:
    """A parameter as words: a localised text, {"time"|"date"|"day"|"day_time": iso}, a number or a string."""
    if isinstance(value, Mapping):
        for kind, writer in _WRITERS.items():
            if kind in value:
                return writer(datetime.fromisoformat(value[kind]), language)
        return str(value[language])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value, language)
    return str(value)


def fill(text: str, params: Mapping[str, Any], language: str) -> str:
    """Put params into {placeholders}; raises KeyError for one that is missing. Values are never read as text again."""
    def written(match: re.Match[str]) -> str:
        value = write(params[match.group(1)], language)
        # A Finnish date ends in a full stop; a sentence that ends with it needs no second one.
        return value[:-1] if value.endswith(".") and text[match.end():match.end() + 1] == "." else value

    return PLACEHOLDER.sub(written, text)


def fill_all(texts: Localised, params: Mapping[str, Any]) -> Localised:
    """`fill` in every language."""
    return {code: fill(texts[code], params, code).strip() for code in LANGUAGES}

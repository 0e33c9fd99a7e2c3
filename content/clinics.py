"""Clinics of a municipality as lines: an editor's own first, then those of the Service Catalogue (ptv.yml).

What neither knows is not said; nothing is guessed.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import LANGUAGES
from content.files import Document, Watched, data_dir, load
from content.hours import WEEKDAYS
from content.service import Municipality
from content.texts import Localised

DAY_NAMES = {"fi": ("ma", "ti", "ke", "to", "pe", "la", "su"), "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
             "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
TELEPHONE = {"fi": "puh.", "sv": "tfn", "en": "tel."}
BOOKING_WORDS = ("ajanvaraus", "tidsbokning", "booking")


@dataclass(frozen=True)
class Channel:
    """A clinic, a telephone service or an e-service of the catalogue."""

    name: Localised
    places: tuple[str, ...]
    facts: Mapping[str, Any]


def path() -> Path:
    return data_dir() / "service" / "ptv.yml"


def read_channels() -> tuple[Channel, ...]:
    """Every channel of ptv.yml that has a name; raises ContentError naming the line."""
    if not path().exists():
        return ()
    document = load(path())
    found = (document.data or {}).get("channels") or {}
    if not isinstance(found, dict):
        raise document.error(("channels",), "channels are not a list by id", "run ./neuvo ptv again")
    return tuple(_channels(document, found))


def _channels(document: Document, found: Mapping[str, Any]) -> Iterator[Channel]:
    for key, facts in found.items():
        if not isinstance(facts, dict):
            raise document.error(("channels", key), f'"{key}" holds nothing', "take the line away")
        name = in_all(facts.get("name"))
        if name:
            yield Channel(name, tuple(facts.get("municipalities") or ()), facts)


channels: Watched[tuple[Channel, ...]] = Watched(lambda: [path()], read_channels)


def lines(place: Municipality) -> tuple[Localised, ...]:
    """What is known of a municipality's clinics, one line each: name, address, phone, hours, web page."""
    own = [in_own_words(each) for each in place.clinics]
    named = {text.casefold() for each in place.clinics for text in (in_all(each.get("name")) or {}).values()}
    listed = [_line(each) for each in channels.get()
              if place.id in each.places and not named & {text.casefold() for text in each.name.values()}]
    phone = [{code: f"{TELEPHONE[code]} {place.phone}" for code in LANGUAGES}] if place.phone else []
    return (*phone, *own, *listed)


def booking_page(place: Municipality) -> Localised | None:
    """Address of a booking service of the municipality in the catalogue."""
    for each in channels.get():
        if place.id in each.places and any(word in text.casefold() for text in each.name.values() for word in BOOKING_WORDS):
            page = in_all(each.facts.get("web"))
            if page:
                return page
    return None


def in_own_words(clinic: Mapping[str, Any]) -> Localised:
    """An editor's clinic: `{name, address, phone, hours}`, texts in three languages or one for all."""
    parts = [in_all(clinic.get(name)) for name in ("name", "address", "hours")]
    phone = clinic.get("phone")
    if phone:
        parts.insert(2, {code: f"{TELEPHONE[code]} {phone}" for code in LANGUAGES})
    return _joined([part for part in parts if part])


def _line(channel: Channel) -> Localised:
    facts = channel.facts
    street = in_all((facts.get("address") or {}).get("street"))
    office = in_all((facts.get("address") or {}).get("post_office"))
    parts = [channel.name, street, office if street else None, _phones(facts.get("phones") or {}),
             _hours(facts.get("hours") or {})]
    if not street:
        parts.append(in_all(facts.get("web")))
    return _joined([part for part in parts if part])


def _phones(phones: Mapping[str, Any]) -> Localised | None:
    found = {code: [each["shown"] for each in entries if each.get("kind") != "sms"] for code, entries in phones.items()}
    known = next((found[code] for code in (*LANGUAGES, *found) if found.get(code)), None)
    if not known:
        return None
    return {code: f"{TELEPHONE[code]} {', '.join(found.get(code) or known)}" for code in LANGUAGES}


def _hours(hours: Mapping[str, Any]) -> Localised | None:
    """ma–to 8–16, pe 8–14. Special days stay on the catalogue's own page."""
    if hours.get("always"):
        return {"fi": "ympäri vuorokauden", "sv": "dygnet runt", "en": "24 h"}
    runs: list[list[Any]] = []
    for number, day in enumerate(WEEKDAYS):
        times = hours.get(day) or []
        if not times:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == times:
            runs[-1][1] = number
        else:
            runs.append([number, number, times])
    if not runs:
        return None
    return {code: ", ".join(
        DAY_NAMES[code][first] + (f"–{DAY_NAMES[code][last]}" if last != first else "") + " " + ", ".join(map(_short, times))
        for first, last, times in runs) for code in LANGUAGES}


def _short(period: str) -> str:
    """"08:00-16:00" → "8–16", "08:00-15:30" → "8–15.30"."""
    return "–".join(f"{int(hour)}" + (f".{minute}" if minute != "00" else "")
                    for hour, minute in (part.strip().split(":") for part in period.split("-")))


def in_all(words: Any) -> Localised | None:
    """A name of the catalogue in every language: a missing one is said in a language that has it."""
    if isinstance(words, str):
        return dict.fromkeys(LANGUAGES, words)
    if not isinstance(words, Mapping):
        return None
    known = next((str(words[code]) for code in LANGUAGES if words.get(code)), None)
    return {code: str(words.get(code) or known) for code in LANGUAGES} if known else None


def _joined(parts: list[Localised]) -> Localised:
    return {code: ", ".join(part[code] for part in parts) for code in LANGUAGES}

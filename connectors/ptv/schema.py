"""What a document of the catalogue says, in our words: names, municipalities, phones, addresses, opening hours.

Fields are those of V11VmOpenApiServiceLocationChannel, …PhoneChannel, …ElectronicChannel, …WebPageChannel and
V11VmOpenApiService. Unknown fields are passed over; unknown kinds of opening hours are told, never guessed.
E-mail addresses are left out on purpose: health matters do not belong in e-mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from content import LANGUAGES
from content.hours import WEEKDAYS
from content.texts import HELSINKI

_DAYS = dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), WEEKDAYS, strict=True))
Facts = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """Facts of one document, and what in it could not be understood."""

    id: str
    facts: Facts
    remarks: tuple[str, ...] = ()


def published(document: Mapping[str, Any]) -> bool:
    return bool(document.get("id")) and document.get("publishingStatus", "Published") == "Published"


def names(document: Mapping[str, Any]) -> dict[str, str | None]:
    """The name in each of our languages; None where the catalogue has none."""
    entries = document.get("serviceChannelNames") or document.get("serviceNames") or []
    wanted = {entry.get("language"): entry.get("type") for entry in document.get("displayNameType") or []}
    found: dict[str, str | None] = dict.fromkeys(LANGUAGES)
    for entry in entries:
        code = entry.get("language")
        if code in found and (found[code] is None or entry.get("type") == wanted.get(code)):
            found[code] = _clean(entry.get("value")) or found[code]
    return found


def channel(document: Mapping[str, Any], municipalities: Mapping[str, str], today: date, address: str) -> Read:
    """A service channel. `municipalities`: code of the catalogue → our id."""
    hours, remarks = opening_hours(document.get("serviceHours") or [], today)
    places = [
        entry.get("streetAddress")
        for entry in document.get("addresses") or []
        if entry.get("type", "Location") == "Location" and entry.get("streetAddress")
    ]
    facts: Facts = {
        "type": document.get("serviceChannelType"),
        "name": names(document),
        "municipalities": _where(document, places, municipalities),
        "languages": sorted(document.get("languages") or []),
        "phones": phones([*(document.get("phoneNumbers") or []), *(document.get("supportPhones") or [])]),
        "address": _address(places[0]) if places else {},
        "hours": hours,
        "web": _web(document.get("webPages") or []),
        "modified": _day(document.get("modified")).isoformat() if document.get("modified") else None,
        "source": f"{address}ServiceChannel/{document['id']}",
    }
    return Read(str(document["id"]), _without_empty(facts), tuple(remarks))


def service(document: Mapping[str, Any], municipalities: Mapping[str, str], address: str) -> Read:
    """A service and the channels through which it is given."""
    facts: Facts = {
        "name": names(document),
        "municipalities": _where(document, [], municipalities),
        "languages": sorted(document.get("languages") or []),
        "channels": sorted(linked_channels(document)),
        "modified": _day(document.get("modified")).isoformat() if document.get("modified") else None,
        "source": f"{address}Service/{document['id']}",
    }
    return Read(str(document["id"]), _without_empty(facts))


def linked_channels(document: Mapping[str, Any]) -> set[str]:
    """Ids of the channels that a service names."""
    return {
        str(link["serviceChannel"]["id"])
        for link in document.get("serviceChannels") or []
        if (link.get("serviceChannel") or {}).get("id")
    }


def phones(entries: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Phone numbers by language, as dialled and as read, in the catalogue's order; no fax numbers."""
    found: dict[str, list[dict[str, str]]] = {}
    for entry in sorted(entries, key=lambda each: each.get("orderNumber") or 0):
        code, number = entry.get("language"), str(entry.get("number") or "").strip()
        if code not in LANGUAGES or not number or entry.get("type") == "Fax":
            continue
        prefix = str(entry.get("prefixNumber") or "").strip()
        digits = re.sub(r"\D", "", number)
        if prefix and not entry.get("isFinnishServiceNumber"):
            dialled = prefix + digits.removeprefix("0")
            shown = f"0{number.removeprefix('0')}" if prefix == "+358" else f"{prefix} {number}"
        else:
            dialled, shown = digits, number
        phone = {"number": dialled, "shown": shown}
        for ours, theirs in (("note", "additionalInformation"), ("charge", "chargeDescription")):
            if _clean(entry.get(theirs)):
                phone[ours] = _clean(entry[theirs])
        if entry.get("type") == "Sms":
            phone["kind"] = "sms"
        if phone not in found.setdefault(code, []):
            found[code].append(phone)
    return found


def opening_hours(entries: Iterable[Mapping[str, Any]], today: date) -> tuple[Facts, list[str]]:
    """Opening hours valid on `today`, and the days to come that differ. Times are Finnish time."""
    facts: Facts = {}
    remarks: list[str] = []
    for entry in sorted(entries, key=lambda each: each.get("orderNumber") or 0):
        kind = entry.get("serviceHourType")
        start = _day(entry["validFrom"]) if entry.get("validFrom") else None
        end = _day(entry["validTo"]) if entry.get("validTo") else None
        if (end or (start if kind == "Exceptional" else None) or today) < today:
            continue
        if kind == "DaysOfTheWeek":
            weekly = _weekly(entry, remarks)
            if start and start > today:
                facts.setdefault("coming", []).append(_period(start, end) | {"hours": weekly})
            else:
                for name, times in weekly.items():
                    facts[name] = sorted({*facts.get(name, []), *times}) if isinstance(times, list) else times
                _note(facts, entry)
        elif kind == "Exceptional" and start:
            times = [] if entry.get("isClosed") else _times(entry.get("openingHour") or [])
            facts.setdefault("special", []).append(_period(start, end) | {"open": times})
        elif kind == "OverMidnight":
            facts.setdefault("over_midnight", []).extend(_night(each) for each in entry.get("openingHour") or [])
        else:
            remarks.append(f"opening hours of the kind {kind!r} are not understood and were left out")
    return facts, remarks


def _weekly(entry: Mapping[str, Any], remarks: list[str]) -> Facts:
    if entry.get("isAlwaysOpen"):
        return {"always": True}
    found: Facts = {}
    for each in entry.get("openingHour") or []:
        first = _DAYS.get(str(each.get("dayFrom")).lower())
        last = _DAYS.get(str(each.get("dayTo") or each.get("dayFrom")).lower())
        if first is None or last is None:
            remarks.append(f"the weekday {each.get('dayFrom')!r} is not understood")
            continue
        one, other = WEEKDAYS.index(first), WEEKDAYS.index(last)
        for number in range(one, other + 1 if other >= one else other + 8):
            found.setdefault(WEEKDAYS[number % 7], []).extend(_times([each]))
    weekly = {name: found[name] for name in WEEKDAYS if name in found}
    return weekly | ({"by_appointment": True} if entry.get("isReservation") else {})


def _night(each: Mapping[str, Any]) -> str:
    """ "fri 16:00 - mon 08:00"."""
    first, last = _DAYS[str(each["dayFrom"]).lower()], _DAYS[str(each.get("dayTo") or each["dayFrom"]).lower()]
    return f"{first} {_clock(each['from'])} - {last} {_clock(each['to'])}"


def _note(facts: Facts, entry: Mapping[str, Any]) -> None:
    for item in entry.get("additionalInformation") or []:
        if item.get("language") in LANGUAGES and _clean(item.get("value")):
            facts.setdefault("note", {})[item["language"]] = _clean(item["value"])


def _times(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{_clock(each['from'])}-{_clock(each['to'])}" for each in entries if each.get("from") and each.get("to")]


def _clock(text: str) -> str:
    """ "08:00" from "8:00", "08:00:00" or "08:00"."""
    hour, minute = (str(text).split(":") + ["0"])[:2]
    return f"{int(hour):02d}:{int(minute):02d}"


def _period(start: date, end: date | None) -> Facts:
    return {"from": start.isoformat()} | ({"to": end.isoformat()} if end and end != start else {})


def _day(text: str) -> date:
    """The Finnish date of a moment of the catalogue (UTC where it says no zone)."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(HELSINKI).date()


def _address(street: Mapping[str, Any]) -> Facts:
    number = str(street.get("streetNumber") or "").strip()
    return {
        "street": {code: f"{text} {number}".strip() for code, text in _by_language(street.get("street")).items()},
        "postal_code": street.get("postalCode"),
        "post_office": _by_language(street.get("postOffice")),
        "more": _by_language(street.get("additionalInformation")),
    }


def _where(
    document: Mapping[str, Any], places: list[Mapping[str, Any]], municipalities: Mapping[str, str]
) -> list[str]:
    """Our ids of the municipalities: where the door is, else the area that is served."""
    codes = [(place.get("municipality") or {}).get("code") for place in places]
    if not any(code in municipalities for code in codes):
        for area in document.get("areas") or []:
            codes += [area.get("code")] if area.get("type") == "Municipality" else []
            codes += [each.get("code") for each in area.get("municipalities") or []]
        codes += [
            each.get("code") for each in document.get("areaMunicipalities") or document.get("municipalities") or []
        ]
    return sorted({municipalities[code] for code in codes if code in municipalities})


def _web(pages: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for page in sorted(pages, key=lambda each: int(each.get("orderNumber") or 0)):
        if page.get("language") in LANGUAGES and str(page.get("url") or "").startswith("https://"):
            found.setdefault(page["language"], page["url"])
    return found


def _by_language(items: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    return {
        item["language"]: _clean(item["value"])
        for item in items or []
        if item.get("language") in LANGUAGES and _clean(item.get("value"))
    }


def _clean(text: Any) -> str:
    return " ".join(str(text).split()) if text else ""


def _without_empty(facts: Facts) -> Facts:
    """Nothing that says nothing, except a name that is missing in a language: that gap is meant to be seen."""
    kept: Facts = {}
    for name, value in facts.items():
        if isinstance(value, dict) and name != "name":
            value = _without_empty(value)
        # an empty list of times inside `special` means "closed"; it is inside a list and stays
        if value is not None and value != {} and value != []:
            kept[name] = value
    return kept

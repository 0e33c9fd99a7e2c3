"""The municipalities of data/service/municipalities.yml: names in all their forms, and what can be booked there.

What is not known is None and is said so; nothing is guessed.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.files import ContentError, Document, Watched, data_dir, load, localised
from content.texts import Localised

KINDS = ("book", "move", "cancel")


@dataclass(frozen=True)
class Municipality:
    id: str
    name: Localised
    within: Localised                    # "Lohjalla", "i Lojo", "in Lohja"
    also: tuple[str, ...]                # places and districts that mean this municipality
    languages: tuple[str, ...]
    # booking by oneself: True, False, None = not known
    can: dict[str, bool | None]
    system: Localised | None
    link: Localised | None
    phone: str | None
    clinics: tuple[Any, ...]
    verified: bool


@dataclass(frozen=True)
class County:
    name: Localised
    link: Localised
    municipalities: tuple[Municipality, ...]

    def get(self, municipality_id: str | None) -> Municipality | None:
        return next((each for each in self.municipalities if each.id == municipality_id), None)

    def by_name(self, name: str) -> Municipality | None:
        """By a name or district in any language, in its basic form."""
        wanted = name.casefold().strip()
        return next((each for each in self.municipalities if wanted == each.id or wanted in each.also
                     or wanted in {text.casefold() for text in each.name.values()}), None)


def path() -> Path:
    return data_dir() / "service" / "municipalities.yml"


def read_county() -> County:
    """Load the file; raises ContentError with line and cure."""
    document = load(path())
    if not isinstance(document.data, dict) or not document.data.get("municipalities"):
        raise ContentError(path(), 1, "there are no municipalities", "add `municipalities:`")
    found = tuple(_municipality(document, index) for index in range(len(document.data["municipalities"])))
    return County(localised(document, "county", "name"), localised(document, "county", "link"), found)


def _municipality(document: Document, index: int) -> Municipality:
    key = ("municipalities", index)
    data = document.data["municipalities"][index]
    booking = data.get("booking") or {}
    can = {kind: (booking.get("can") or {}).get(kind) for kind in KINDS}
    for kind, value in can.items():
        if value not in (True, False, None):
            raise document.error((*key, "booking", "can", kind), f'"{value}" is not known', "write yes, no or null")
    return Municipality(
        id=str(data["id"]), name=localised(document, *key, "name"), within=localised(document, *key, "in"),
        also=tuple(str(each).casefold() for each in data.get("also") or ()),
        languages=tuple(data.get("languages") or ()), can=can,
        system=localised(document, *key, "booking", "system", required=False),
        link=localised(document, *key, "booking", "link", required=False),
        phone=data.get("phone"), clinics=tuple(data.get("clinics") or ()), verified=bool(data.get("verified")))


county: Watched[County] = Watched(lambda: [path()], read_county)

"""Checks of data/service/: opening hours, queues, phones, maintenance; and what is not known yet."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content import amounts, clinics, contacts, hours, pages, queues, service
from content.check.findings import NOTE, Finding, at, collect, from_error
from content.files import ContentError, Document, data_dir, load


def check() -> Iterator[Finding]:
    yield from collect("hours", hours.read_hours)
    yield from collect("queues", queues.read_queues)
    yield from collect("contacts", contacts.read_phones)
    yield from collect("amounts", amounts.read_amounts)
    yield from collect("municipalities", service.read_county)
    yield from collect("ptv", clinics.read_channels)
    yield from collect("maintenance", contacts.read_maintenance)
    yield from collect("pages", pages.read_pages)
    for path in sorted((data_dir() / "service").glob("*.yml")):
        try:
            document = load(path)
        except ContentError as error:
            yield from_error(error, "yaml")
            continue
        yield from open_facts(document)


def open_facts(document: Document) -> Iterator[Finding]:
    """Facts that nobody has confirmed: `verified: false`, `certain: false`, an empty number, link or `can`."""
    for key, value in _walk(document.data, ()):
        name = key[-1] if key else ""
        unknown = (name in ("verified", "certain") and value is False) or (
            value is None and (name in ("checked", "number", "phone", "url", "link", "system") or "can" in key))
        if unknown or (name == "clinics" and value == []):
            what = " ".join(_named(document.data, key)) or document.path.stem
            yield at(document, key, NOTE, "open", f"{what}: {name} is not known yet", "the county gives it")


def _named(data: Any, key: tuple) -> Iterator[str]:
    """The path in words: an entry of a list by its own id."""
    for step in key[:-1]:
        data = data[step]
        if isinstance(step, int):
            yield str(data.get("id", step)) if isinstance(data, dict) else str(step)
        elif not isinstance(data, list):
            yield str(step)


def _walk(value: Any, key: tuple) -> Iterator[tuple[tuple, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _walk(inner, (*key, name))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _walk(inner, (*key, index))
    else:
        yield key, value

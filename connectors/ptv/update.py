"""One reading of the catalogue: what is asked for, which documents concern the clinics, and the merged file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.ptv import file, schema
from connectors.ptv.client import Catalogue, CatalogueError
from content import LANGUAGES
from content.files import ContentError, Document, load


@dataclass(frozen=True)
class Wanted:
    """`read:` of ptv.yml."""

    organization: str | None  # business id; None: every publisher in the municipalities
    municipalities: Mapping[str, str]  # code → our id
    words: tuple[str, ...]  # a name with one of these is ours …
    without: tuple[str, ...]  # … unless it also has one of these


@dataclass(frozen=True)
class Update:
    merge: file.Merge
    services: int
    channels: int
    remarks: tuple[str, ...]
    gaps: tuple[str, ...]  # names that the catalogue lacks in a language


def read_wanted(document: Document) -> Wanted:
    """Raises ContentError with the line when `read:` cannot be used."""
    read = (document.data or {}).get("read") if isinstance(document.data, dict) else None
    if not isinstance(read, dict):
        raise ContentError(document.path, 1, "`read:` is missing", "say there what is read; see docs/editors.md")
    codes = read.get("municipalities") or {}
    for name, code in codes.items():
        if not re.fullmatch(r"\d{3}", str(code)):
            raise document.error(
                ("read", "municipalities", name),
                f'"{code}" is not a municipality code',
                'write three digits in quotation marks, for example "049"',
            )
    words = tuple(str(word).lower() for word in read.get("names") or ())
    if not words or not codes:
        raise document.error(("read",), '"names" and "municipalities" must not be empty', "write what is to be read")
    return Wanted(
        read.get("organization") or None,
        {str(code): str(name) for name, code in codes.items()},
        words,
        tuple(str(word).lower() for word in read.get("without") or ()),
    )


def concerns(document: Mapping[str, Any], wanted: Wanted) -> bool:
    """The document's name, in any language, is that of a clinic."""
    names = [name.lower() for name in schema.names(document).values() if name]
    return any(word in name for name in names for word in wanted.words) and not any(
        word in name for name in names for word in wanted.without
    )


def _documents(catalogue: Catalogue, kind: str, wanted: Wanted) -> Iterable[dict[str, Any]]:
    if wanted.organization:
        yield from catalogue.items(f"{kind}/list/organization", code=wanted.organization)
        return
    seen: set[str] = set()
    for code in wanted.municipalities:
        for document in catalogue.items(f"{kind}/list/area/Municipality/code/{code}"):
            if document.get("id") not in seen:
                seen.add(str(document.get("id")))
                yield document


def fetch(catalogue: Catalogue, wanted: Wanted, today: date, address: str) -> tuple[dict[str, Any], list[str]]:
    """Facts of every service and channel of the clinics: {"services": {…}, "channels": {…}}, and remarks."""
    found: dict[str, dict[str, Any]] = {"services": {}, "channels": {}}
    remarks: list[str] = []
    linked: set[str] = set()
    for document in _documents(catalogue, "Service", wanted):
        if schema.published(document) and concerns(document, wanted):
            linked |= schema.linked_channels(document)
            found["services"][str(document["id"])] = schema.service(document, wanted.municipalities, address).facts
    for document in _documents(catalogue, "ServiceChannel", wanted):
        if not schema.published(document) or not (str(document["id"]) in linked or concerns(document, wanted)):
            continue
        try:
            read = schema.channel(document, wanted.municipalities, today, address)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CatalogueError(
                f"ServiceChannel {document['id']} has another form than API v11 promises "
                f"({type(error).__name__}: {error}); nothing was changed."
            ) from None
        remarks += [f"{read.id}: {remark}" for remark in read.remarks]
        if read.facts.get("municipalities"):
            found["channels"][read.id] = read.facts
    for service in found["services"].values():
        service["channels"] = [each for each in service.get("channels", []) if each in found["channels"]]
    return {kind: dict(sorted(facts.items())) for kind, facts in found.items()}, remarks


def update(catalogue: Catalogue, today: date, address: str, accept_losses: bool = False) -> Update:
    """Read the catalogue and merge; writes nothing. Raises CatalogueError, ContentError or file.Unsafe."""
    document = load(file.path())
    wanted = read_wanted(document)
    found, remarks = fetch(catalogue, wanted, today, address)
    record = json.loads(file.record_path().read_text()) if file.record_path().exists() else {}
    before = {key[1] for key, _ in record.get("written", []) if key[0] == "channels"}
    lost = len(before) - len(found["channels"])
    if before and lost > len(before) / 2 and not accept_losses:
        raise CatalogueError(
            f"the catalogue now has {len(found['channels'])} places where it had {len(before)}; "
            "that looks like a fault there, so nothing was changed. If it is right: --accept-losses."
        )
    merged = file.merge(file.path().read_text(encoding="utf-8"), record, found, file.path())
    gaps = tuple(
        f"channels.{name}: no name in {code}"
        for name, facts in sorted(found["channels"].items())
        for code in LANGUAGES
        if not facts["name"].get(code)
    )
    return Update(merged, len(found["services"]), len(found["channels"]), tuple(remarks), gaps)

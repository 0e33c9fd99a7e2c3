"""Checks of data/questionnaires/: what a loader cannot refuse by itself (words, versions, ids of other sets)."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from content import LANGUAGES, questionnaires
from content.check import words
from content.check.findings import ERROR, WARNING, Finding, approval, at, from_error, in_file
from content.files import ContentError, Document, load

COMMON = "common.yml"


def approvals_path() -> Path:
    """Hashes of approved versions: an approved text may not change under the same number."""
    return questionnaires.folder() / "approved.json"


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check() -> Iterator[Finding]:
    try:
        common_document = load(questionnaires.folder() / "common.yml")
        common = questionnaires.read_common(common_document)
    except ContentError as error:
        yield from_error(error, "questionnaires")
        return
    yield from _texts(common_document)
    approved, taken = _recorded(), {}
    yield from _keeping(common_document, approved)
    for path in questionnaires.files():
        if path.name == COMMON:
            continue
        try:
            document = load(path)
            read = questionnaires.read_questionnaire(document, common)
        except ContentError as error:
            yield from_error(error, "questionnaires")
            continue
        yield from _texts(document)
        yield from _ids(document, read, taken)
        yield from _keeping(document, approved)


def _texts(document: Document) -> Iterator[Finding]:
    for key, value in _localised(document.data, ()):
        yield from words.forbidden(document, key, value)
        yield from words.judging(document, key, value)


def _localised(value: object, key: tuple) -> Iterator[tuple[tuple, dict[str, str]]]:
    if isinstance(value, dict):
        if all(isinstance(value.get(code), str) for code in LANGUAGES):
            yield key, value
            return
        for name, inner in value.items():
            yield from _localised(inner, (*key, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _localised(inner, (*key, index))


def _ids(document: Document, read: questionnaires.Questionnaire, taken: dict[str, str]) -> Iterator[Finding]:
    """Stored answers point to a linkId: it belongs to one question in all sets."""
    for index, item in enumerate(read.items):
        other = taken.setdefault(item.link_id, read.id)
        if other != read.id:
            yield at(document, ("items", index, "link_id"), ERROR, "ids",
                     f'linkId "{item.link_id}" stands in {other} too', "give each question its own link_id")


def _keeping(document: Document, approved: dict[str, str]) -> Iterator[Finding]:
    data = document.data
    for field in ("owner", "sources"):
        if not data.get(field):
            yield at(document, (), WARNING, "keeping", f'"{field}" is missing', "add it")
    yield from approval(document)
    try:
        name, version = _name(document), questionnaires.read_version(document)
    except ContentError as error:
        yield from from_error(error, "versions")
        return
    known = approved.get(name)
    if data.get("status") == "approved" and not data.get("approved_on"):
        yield at(document, ("status",), ERROR, "keeping", "approved without a date", "add `approved_on: 2026-11-22`")
    if data.get("status") == "approved" and known is None:
        yield in_file(document.path, ERROR, "versions", f"{name} is approved but not recorded",
                      "record it: ./neuvo check --record-approved")
    elif known is not None and known != fingerprint(document.path):       # also where it calls itself a draft again
        yield in_file(document.path, ERROR, "versions", f"{name} was approved and has been changed since",
                      f"give it version {version + 1} and have it approved")


def _name(document: Document) -> str:
    return f"{document.path.stem} v{questionnaires.read_version(document)}"


def _recorded() -> dict[str, str]:
    return json.loads(approvals_path().read_text()) if approvals_path().exists() else {}


def record_approved() -> list[str]:
    """Note the hash of every approved version that is not noted yet; returns their names."""
    approved, added = _recorded(), []
    for path in questionnaires.files():
        document = load(path)
        if document.data.get("status") == "approved" and _name(document) not in approved:
            approved[_name(document)] = fingerprint(path)
            added.append(_name(document))
    if added:
        approvals_path().write_text(json.dumps(approved, indent=1, sort_keys=True) + "\n")
    return added

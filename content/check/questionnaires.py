"""Checks of data/questionnaires/: what a loader cannot refuse by itself (words, versions, one condition each)."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from content import LANGUAGES, questionnaires
from content.check import words
from content.check.findings import ERROR, WARNING, Finding, approval, at, from_error, in_file
from content.files import ContentError, Document, load

CONDITION_KEYS = {"link_id", "is"}


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
    yield from approval(common_document)
    approved = json.loads(approvals_path().read_text()) if approvals_path().exists() else {}
    for path in questionnaires.files():
        if path.name == "common.yml":
            continue
        try:
            document = load(path)
            questionnaires.read_questionnaire(document, common)
        except ContentError as error:
            yield from_error(error, "questionnaires")
            continue
        yield from _texts(document)
        yield from _conditions(document)
        yield from _keeping(document, approved)


def _texts(document: Document) -> Iterator[Finding]:
    for key, value in _localised(document.data, ()):
        yield from words.forbidden(document, key, value)


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


def _conditions(document: Document) -> Iterator[Finding]:
    for index, item in enumerate(document.data.get("items") or []):
        condition = item.get("show_if")
        if condition is not None and (not isinstance(condition, dict) or set(condition) != CONDITION_KEYS):
            yield at(document, ("items", index, "show_if"), ERROR, "conditions",
                     "a condition may look at one earlier answer only", "write `{link_id: …, is: …}`")
        if item.get("type") == "yesno" and "red_flag" not in item and item.get("flag"):
            yield at(document, ("items", index), ERROR, "red-flags", "a red flag without an instruction",
                     "name it: `red_flag: I-116`")


def _keeping(document: Document, approved: dict[str, str]) -> Iterator[Finding]:
    data = document.data
    for field in ("owner", "sources"):
        if not data.get(field):
            yield at(document, (), WARNING, "keeping", f'"{field}" is missing', "add it")
    yield from approval(document)
    if data.get("status") == "approved":
        name = f'{data["id"]} v{data.get("version")}'
        known = approved.get(name)
        if not data.get("approved_on"):
            yield at(document, ("status",), ERROR, "keeping", "approved without a date", "add `approved_on: 2026-11-22`")
        if known is None:
            yield in_file(document.path, ERROR, "versions", f"{name} is approved but not recorded",
                          "record it: ./neuvo check --record-approved")
        elif known != fingerprint(document.path):
            yield in_file(document.path, ERROR, "versions", f"{name} was approved and has been changed since",
                          f"give it version {int(data.get('version') or 1) + 1} and have it approved")


def record_approved() -> list[str]:
    """Note the hash of every approved version that is not noted yet; returns their names."""
    approved = json.loads(approvals_path().read_text()) if approvals_path().exists() else {}
    added = []
    for path in questionnaires.files():
        data = load(path).data
        name = f'{data.get("id")} v{data.get("version")}'
        if path.name != "common.yml" and data.get("status") == "approved" and name not in approved:
            approved[name] = fingerprint(path)
            added.append(name)
    if added:
        approvals_path().write_text(json.dumps(approved, indent=1, sort_keys=True) + "\n")
    return added

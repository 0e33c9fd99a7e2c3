"""Checks of data/answers/: answers, phrases and choices."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from content import LANGUAGES, amounts, answers, tables
from content.check import words
from content.check.findings import ERROR, NOTE, WARNING, Finding, approval, at, collect, from_error, in_file
from content.files import ContentError, Document, load, localised

CLOCK = {"opens", "closes", "answer_by"}
MOST_BUTTONS = 4
STATUSES = ("draft", "approved")
_URL = re.compile(r"^https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?$", re.IGNORECASE)


def check(intents: set[str], today: date) -> Iterator[Finding]:
    documents = []
    for path in answers.files():
        try:
            document = load(path)
        except ContentError as error:
            yield from_error(error, "yaml")
            continue
        if not isinstance(document.data, dict):
            yield in_file(path, ERROR, "answers", "the file is empty", "see docs/editors.md", 1)
            continue
        yield from _doubled(document)
        documents.append(document)
    topics = {str(document.data["topic"]) for document in documents if "topic" in document.data}
    choices = {name for document in documents for name in document.data.get("choices") or {}}
    for document in documents:
        if "topic" in document.data:
            yield from _answer(document, intents, topics | choices, today)
        yield from _phrases(document)
        yield from _choices(document, intents)
    for intent in sorted(intents - topics):
        yield in_file(answers.folder() / f"{intent}.yml", ERROR, "answers",
                      f'the intent "{intent}" has no answer', "write it, or remove the intent")


def _doubled(document: Document) -> Iterator[Finding]:
    for line, name in document.doubled_keys:
        yield in_file(document.path, ERROR, "yaml", f'"{name}" stands twice here; only the last would count',
                      "remove one", line)


def _localised(document: Document, *key: Any) -> tuple[dict[str, str] | None, Finding | None]:
    try:
        return localised(document, *key), None
    except ContentError as error:
        return None, from_error(error, "languages")


def _answer(document: Document, intents: set[str], buttons: set[str], today: date) -> Iterator[Finding]:
    data = document.data
    topic = str(data["topic"])
    if topic != document.path.stem:
        yield at(document, ("topic",), ERROR, "answers", f'topic "{topic}" is not the file name',
                 f"write `topic: {document.path.stem}`")
    if topic not in intents:
        yield at(document, ("topic",), ERROR, "answers", f'"{topic}" is not an intent',
                 f"add examples in data/nlu/*/{topic}.yml, or correct the name")
    for key in ("title", "answer", *(["details"] if "details" in data else [])):
        text, finding = _localised(document, key)
        if finding:
            yield finding
        elif text:
            yield from words.placeholders(document, (key,), text, CLOCK | set(_amounts()))
            yield from words.forbidden(document, (key,), text)
            if key == "title":
                yield from words.titles(document, (key,), text)
            elif key == "answer":
                yield from words.length(document, (key,), text)
            if key != "title":
                yield from words.difficulty(document, (key,), text)
    for part in ("open", "closed"):
        if part in (data.get("hours") or {}):
            text, finding = _localised(document, "hours", part)
            if finding:
                yield finding
            elif text:
                yield from words.placeholders(document, ("hours", part), text, CLOCK)
                if part == "closed":
                    yield from _help_at_night(document, text, data)
    yield from _table(document)
    yield from _links(document)
    for index, name in enumerate(data.get("next") or []):
        if name not in buttons:
            yield at(document, ("next", index), ERROR, "choices", f'the button "{name}" leads nowhere',
                     "use an id of data/answers/choices.yml or a topic")
    if len(data.get("next") or []) > MOST_BUTTONS:
        yield at(document, ("next",), WARNING, "choices", f"{len(data['next'])} buttons under one answer",
                 f"keep at most {MOST_BUTTONS}")
    yield from _keeping(document, today)


def _help_at_night(document: Document, words_when_closed: Mapping[str, str], data: dict[str, Any]) -> Iterator[Finding]:
    """When nobody is there, the answer says when somebody is and where help is until then."""
    for code in LANGUAGES:
        said = words_when_closed[code] + str((data.get("answer") or {}).get(code) or "")
        if "{opens}" not in said or not re.search(r"\b(116117|112)\b", said):
            yield at(document, ("hours", "closed", code), WARNING, "hours",
                     f'"{code}" does not say when the chat opens, or where help is until then',
                     "write {opens} and 116117 or 112 into it")


def _table(document: Document) -> Iterator[Finding]:
    yield from collect("table", lambda: tables.read(document))


def _amounts() -> Mapping[str, float]:
    try:
        return amounts.amounts.get()
    except ContentError:
        return {}           # told by the check of data/service


def _links(document: Document) -> Iterator[Finding]:
    for index, link in enumerate(document.data.get("links") or []):
        key = ("links", index)
        _, finding = _localised(document, *key, "title")
        if finding:
            yield finding
        url = link.get("url") if isinstance(link, dict) else None
        addresses = url if isinstance(url, dict) else dict.fromkeys(LANGUAGES, url)
        for code in LANGUAGES:
            if not _URL.match(str(addresses.get(code) or "")):
                yield at(document, (*key, "url"), ERROR, "links",
                         f'the link for "{code}" is not an https address: {addresses.get(code)!r}', "write https://…")
                break


def _keeping(document: Document, today: date) -> Iterator[Finding]:
    data = document.data
    if data.get("status") not in STATUSES:
        yield at(document, ("status",), ERROR, "keeping", f'status is {data.get("status")!r}', "write draft or approved")
    for field in ("owner", "source", "review_by"):
        if not data.get(field):
            yield at(document, (), ERROR if data.get("status") == "approved" else WARNING, "keeping",
                     f'"{field}" is missing', "add it")
    review_by = data.get("review_by")
    if review_by is not None and not isinstance(review_by, date):
        yield at(document, ("review_by",), ERROR, "keeping", f'review_by is "{review_by}"', "write a date: 2027-05-31")
    elif review_by and review_by < today:
        yield at(document, ("review_by",), WARNING, "keeping", f"the review date {review_by} has passed",
                 f"have {data.get('owner') or 'the owner'} read it again and set a new date")
    yield from approval(document)
    if data.get("status") == "draft":
        yield at(document, ("status",), NOTE, "drafts", "draft text, not approved by a county", "approve it before use")


def _phrases(document: Document) -> Iterator[Finding]:
    for name, value in (document.data.get("phrases") or {}).items():
        keys = [("phrases", name, index) for index in range(len(value))] if isinstance(value, list) else [("phrases", name)]
        for key in keys:
            text, finding = _localised(document, *key)
            if finding:
                yield finding
            elif text:
                yield from words.placeholders(document, key, text, None)
                yield from words.forbidden(document, key, text)


def _choices(document: Document, intents: set[str]) -> Iterator[Finding]:
    for name, value in (document.data.get("choices") or {}).items():
        text, finding = _localised(document, "choices", name, "title")
        if finding:
            yield finding
        elif text:
            yield from words.titles(document, ("choices", name, "title"), text)
        payload = value.get("payload") if isinstance(value, dict) else None
        intent = re.match(r"^/(\w+)", str(payload or ""))
        if not intent:
            yield at(document, ("choices", name), ERROR, "choices", f'the choice "{name}" has no payload', 'add `payload: "/intent"`')
        elif not _is_json(str(payload)[intent.end():]):
            yield at(document, ("choices", name, "payload"), ERROR, "choices",
                     f'the values of the choice "{name}" cannot be read: {payload}', """write them as '/intent{"name": "value"}'""")
        elif intent.group(1) not in intents | FLOW_INTENTS:
            yield at(document, ("choices", name, "payload"), ERROR, "choices",
                     f'the choice "{name}" leads to "{intent.group(1)}", which is not an intent', "correct the payload")


def _is_json(values: str) -> bool:
    try:
        return not values or isinstance(json.loads(values), dict)
    except ValueError:
        return False


# Intents that only buttons send; they have no examples and no answers.
FLOW_INTENTS = {"preinfo", "booking", "fitting", "message", "leave_message", "language_stay", "no_more", "other_subject", "not_now"}

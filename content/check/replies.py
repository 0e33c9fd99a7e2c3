"""Checks of data/replies/: three languages, the same placeholders and blanks in each, known placeholders, lengths."""
from __future__ import annotations

from collections.abc import Iterator

from content import LANGUAGES, replies
from content.check import words
from content.check.answers import STATUSES
from content.check.findings import ERROR, NOTE, Finding, at, collect
from content.files import ContentError, Document, load, localised


def check() -> Iterator[Finding]:
    yield from collect("replies", replies.read_replies)
    for path in replies.files():
        try:
            document = load(path)
        except ContentError:
            continue            # told above
        if isinstance(document.data, dict):
            yield from _file(document)


def _file(document: Document) -> Iterator[Finding]:
    status = document.data.get("status")
    if status not in STATUSES:
        yield at(document, ("status",), ERROR, "keeping", f"status is {status!r}", "write draft or approved")
    elif status == "draft":
        yield at(document, ("status",), NOTE, "drafts", "draft text, not approved by a county", "approve it before use")
    for name in document.data.get("replies") or {}:
        for part in ("title", "text"):
            key = ("replies", name, part)
            try:
                text = localised(document, *key)
            except ContentError:
                continue        # told above
            assert text is not None
            yield from words.placeholders(document, key, text, set(replies.PLACEHOLDERS))
            yield from words.forbidden(document, key, text)
            if part == "title":
                yield from words.titles(document, key, text)
                continue
            yield from words.length(document, key, text)
            counts = {code: len(replies.BLANK.findall(text[code])) for code in LANGUAGES}
            for code in LANGUAGES:
                if counts[code] != max(counts.values()):
                    yield at(document, (*key, code), ERROR, "blanks",
                             f'"{code}" has {counts[code]} [blanks], another language has {max(counts.values())}',
                             "write the same blanks in every language")

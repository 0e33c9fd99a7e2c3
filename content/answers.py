"""What the customer reads: answers by topic, phrases around them, and choices (buttons).

Loads data/answers/ and follows edits on disk. Nothing here decides what is said, only how.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from content import tables, texts
from content.files import ContentError, Document, Watched, data_dir, load, localised, yaml_files
from content.texts import Localised


@dataclass(frozen=True)
class Link:
    url: Localised
    title: Localised


@dataclass(frozen=True)
class Answer:
    """One topic's answer, as the editors keep it."""

    topic: str
    title: Localised
    text: Localised
    details: Localised | None = None
    links: tuple[Link, ...] = ()
    open_line: Localised | None = None
    closed_line: Localised | None = None
    next: tuple[str, ...] = ()
    table: tables.Table | None = None       # with `depends_on`: which row is asked for
    # keeping
    status: str = "draft"
    owner: str = ""
    source: tuple[str, ...] = ()
    review_by: date | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Choice:
    id: str
    title: Localised
    payload: str


@dataclass(frozen=True)
class Library:
    """Everything in data/answers/ at one moment."""

    answers: Mapping[str, Answer]
    phrases: Mapping[str, tuple[Localised, ...]]
    choices: Mapping[str, Choice]
    documents: tuple[Document, ...] = field(repr=False, default=())

    def phrase(self, name: str, turn: int = 0) -> Localised:
        """The wording of a phrase; where it has alternatives, `turn` picks them one after another."""
        wordings = self.phrases[name]
        return wordings[turn % len(wordings)]


def folder() -> Path:
    return data_dir() / "answers"


def files() -> list[Path]:
    """Every file the library is made of."""
    return sorted(folder().rglob("*.yml"))


def read_library() -> Library:
    """Load all of data/answers/; raises ContentError at the first file that cannot be used."""
    answers: dict[str, Answer] = {}
    phrases: dict[str, tuple[Localised, ...]] = {}
    choices: dict[str, Choice] = {}
    documents = []
    for path in files():
        document = load(path)
        documents.append(document)
        data = document.data
        if not isinstance(data, dict):
            raise ContentError(path, 1, "the file holds no `topic`, `phrases` or `choices`", "see docs/editors.md")
        if "topic" in data:
            answer = _answer(document)
            answers[answer.topic] = answer
        for name, wordings in (data.get("phrases") or {}).items():
            if name in phrases:
                raise document.error(("phrases", name), f'phrase "{name}" stands twice', "rename one of them")
            phrases[name] = _phrase(document, name, wordings)
        for name, value in (data.get("choices") or {}).items():
            choices[name] = _choice(document, name, value)
    return Library(answers, phrases, choices, tuple(documents))


def _answer(document: Document) -> Answer:
    data = document.data
    links = tuple(_link(document, index) for index in range(len(data.get("links") or [])))
    review_by = data.get("review_by")
    source = data.get("source") or ()
    return Answer(
        topic=str(data["topic"]),
        title=localised(document, "title"),
        text=localised(document, "answer"),
        details=localised(document, "details", required=False),
        links=links,
        open_line=localised(document, "hours", "open", required=False) if data.get("hours") else None,
        closed_line=localised(document, "hours", "closed", required=False) if data.get("hours") else None,
        next=tuple(data.get("next") or ()),
        table=tables.read(document),
        status=str(data.get("status", "draft")),
        owner=str(data.get("owner", "")),
        source=tuple([source] if isinstance(source, str) else source),
        review_by=review_by if isinstance(review_by, date) else None,
        file=document.path,
    )


def _link(document: Document, index: int) -> Link:
    url = document.data["links"][index].get("url")
    if isinstance(url, str):
        return Link(texts.same(url), localised(document, "links", index, "title"))
    return Link(localised(document, "links", index, "url"), localised(document, "links", index, "title"))


def _phrase(document: Document, name: str, wordings: Any) -> tuple[Localised, ...]:
    if isinstance(wordings, list):
        return tuple(localised(document, "phrases", name, index) for index in range(len(wordings)))
    return (localised(document, "phrases", name),)


def _choice(document: Document, name: str, value: Any) -> Choice:
    payload = value.get("payload") if isinstance(value, dict) else None
    if not isinstance(payload, str) or not payload.startswith("/"):
        raise document.error(("choices", name), f'choice "{name}" has no payload', 'add `payload: "/intent"`')
    return Choice(name, localised(document, "choices", name, "title"), payload)


library: Watched[Library] = Watched(lambda: yaml_files(folder()), read_library)
"""The library that the running service uses; `library.get()` follows edits."""

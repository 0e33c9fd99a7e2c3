"""Canned replies for nurses: data/replies/<group>.yml. Inserted, read and sent by a nurse, never sent by themselves."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from content.files import ContentError, Document, Watched, data_dir, load, localised
from content.texts import Localised

PLACEHOLDERS = frozenset({"nurse", "opens", "closes", "answer_by"})
BLANK = re.compile(r"\[[^\[\]]+\]")         # [day]: the nurse fills it in


@dataclass(frozen=True)
class Reply:
    id: str
    group: str
    title: Localised
    text: Localised
    status: str


@dataclass(frozen=True)
class Shelf:
    replies: tuple[Reply, ...]
    groups: dict[str, Localised]


def files() -> list[Path]:
    return sorted((data_dir() / "replies").glob("*.yml"))


def read_replies() -> Shelf:
    """Every reply, group by group in the order that the files give; raises ContentError."""
    found: list[Reply] = []
    groups: dict[str, Localised] = {}
    documents = [load(path) for path in files()]
    for document in documents:
        if not isinstance(document.data, dict) or not isinstance(document.data.get("order"), int):
            raise ContentError(document.path, 1, '"order" is missing', "write the group's place in the list: order: 1")
    for document in sorted(documents, key=lambda each: each.data["order"]):
        title = localised(document, "group")
        assert title is not None
        groups[document.path.stem] = title
        for name in document.data.get("replies") or {}:
            if any(reply.id == name for reply in found):
                raise document.error(("replies", name), f'the reply "{name}" stands twice', "give each reply its own id")
            found.append(_reply(document, document.path.stem, str(name)))
    return Shelf(tuple(found), groups)


def _reply(document: Document, group: str, name: str) -> Reply:
    title, text = (localised(document, "replies", name, part) for part in ("title", "text"))
    assert title is not None and text is not None
    return Reply(name, group, title, text, str(document.data.get("status")))


shelf: Watched[Shelf] = Watched(lambda: [data_dir() / "replies", *files()], read_replies)

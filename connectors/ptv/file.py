"""data/service/ptv.yml as lines: what the catalogue may change in it, and what is an editor's own.

A line is an editor's own when it is marked `# own`, when its value is not the one that was last written from the
catalogue (ptv.fetched.json remembers that), or when the editor took it away. Such a line is never changed: the
file is edited line by line, and every other byte stays as it was. `# ptv` at the end of a line gives it back.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from content.files import Document, data_dir, parse

SECTIONS = ("services", "channels")
Path_ = tuple[str, ...]
Leaves = dict[Path_, Any]
_GONE = object()


def path() -> Path:
    return data_dir() / "service" / "ptv.yml"


def record_path() -> Path:
    """What was last written from the catalogue; kept with the data so that it is the same for every editor."""
    return path().with_name("ptv.fetched.json")


@dataclass(frozen=True)
class Change:
    path: Path_
    old: Any
    new: Any
    kind: str  # "changed", "added", "removed"; "kept": an editor's own; "by hand": cannot be written by us

    def sentence(self) -> str:
        """One line for people."""
        where = ".".join(self.path)
        if self.kind == "added":
            return f"+ {where}: {_words(self.new)}"
        if self.kind == "removed":
            return f"- {where}: {_words(self.old)}"
        if self.kind == "changed":
            return f"~ {where}: {_words(self.old)} → {_words(self.new)}"
        theirs = f"the catalogue says {_words(self.new)}" if self.new is not None else "the catalogue has nothing"
        mine = f"{_words(self.old)} stays" if self.old is not None else "stays away"
        if self.kind == "by hand":
            return f"! {where}: the line has a form of its own and was left; {theirs}: change it by hand"
        return f"= {where}: yours, {mine}; {theirs}"


@dataclass(frozen=True)
class Line:
    """One line that holds a key: `head` up to the colon, the value on it, and the comment with the space before it."""

    head: str
    key: str
    value: Any
    comment: str


@lru_cache(maxsize=10_000)
def read_line(text: str) -> Line | None:
    """The line as a key with its value; None for a line of another form."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
            return None
        key, value = node.value[0]
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    end = value.end_mark.column if value.start_mark.line == 0 else len(text)
    colon = text.index(":", key.end_mark.column) + 1
    return Line(text[:colon], str(key.value), next(iter(data.values())), text[max(end, colon) :])


@dataclass(frozen=True)
class Merge:
    """The new text of the file, what differs, and what is to be remembered."""

    text: str
    changes: tuple[Change, ...]
    record: dict[str, Any] = field(repr=False, default_factory=dict)

    @property
    def written(self) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.kind in ("changed", "added", "removed"))


class Unsafe(Exception):
    """The new text would not say what was meant; nothing has been written."""


def leaves(data: Any, at: Path_ = ()) -> Leaves:
    """Every value that is not a mapping, by its path. A list is one value."""
    if isinstance(data, Mapping):
        return {key: value for name, inner in data.items() for key, value in leaves(inner, (*at, str(name))).items()}
    return {at: data} if at else {}


def merge(text: str, record: Mapping[str, Any], theirs: Mapping[str, Any], file: Path | str = "ptv.yml") -> Merge:
    """The text with the catalogue's facts in it. `theirs`: {"services": {id: facts}, "channels": {id: facts}}."""
    document = parse(text, file)
    ours = leaves({name: (document.data or {}).get(name) or {} for name in SECTIONS})
    known = {tuple(key): value for key, value in record.get("written", [])}
    yours = {tuple(key) for key in record.get("own", [])}
    fresh = leaves({name: theirs.get(name) or {} for name in SECTIONS})
    lines = text.splitlines()
    page = _Page(document, lines)
    changes: list[Change] = []
    for key in dict.fromkeys([*fresh, *ours, *known]):
        mine, new, old = ours.get(key, _GONE), fresh.get(key, _GONE), known.get(key, _GONE)
        if mine == new:
            if not page.given_back(key):
                continue
            yours.discard(key)
            continue
        own = page.marked(key) or (
            not page.given_back(key)
            and (key in yours or (mine is not _GONE and mine != old) or (mine is _GONE and old is not _GONE))
        )
        if own:
            if mine is not _GONE or new is not _GONE:
                changes.append(Change(key, _none(mine), _none(new), "kept"))
                yours.add(key)
            continue
        yours.discard(key)
        changes.append(page.write(key, mine, new))
    result = page.text()
    _require_same(result, file, ours, changes)
    return Merge(
        result,
        tuple(changes),
        {
            "about": "What ./neuvo ptv last wrote into ptv.yml, and which lines are an editor's own. Not for editing.",
            "own": [list(key) for key in sorted(yours)],
            "written": [[list(key), value] for key, value in sorted(fresh.items())],
        },
    )


def _require_same(text: str, file: Path | str, ours: Leaves, changes: list[Change]) -> None:
    """The text must say exactly: what was there before, with the changes."""
    meant = dict(ours)
    for change in changes:
        if change.kind == "removed":
            del meant[change.path]
        elif change.kind in ("changed", "added"):
            meant[change.path] = change.new
    data = parse(text, file).data or {}
    if leaves({name: data.get(name) or {} for name in SECTIONS}) != meant:
        raise Unsafe(
            f"{file}: the file has a form that cannot be changed safely; nothing was written. "
            "Put each value on its own line and run ./neuvo ptv again."
        )


class _Page:
    """The lines of the file and what is to happen to them."""

    def __init__(self, document: Document, lines: list[str]) -> None:
        self._document, self._lines = document, lines
        self._keys = {tuple(map(str, key)): line for key, line in document.lines.items()}
        self._replaced: dict[int, str] = {}
        self._dropped: set[int] = set()
        self._after: dict[int, list[tuple[Path_, Any]]] = {}

    def marked(self, key: Path_) -> bool:
        """`# own` on the line, or on the line of anything that holds it."""
        return any(self._comment(key[:length]).startswith("own") for length in range(1, len(key) + 1))

    def given_back(self, key: Path_) -> bool:
        return self._comment(key).startswith("ptv")

    def _line(self, key: Path_) -> Line | None:
        number = self._keys.get(key)
        return read_line(self._lines[number - 1]) if number else None

    def _comment(self, key: Path_) -> str:
        line = self._line(key)
        return line.comment.strip().lstrip("#").strip().lower() if line and line.key == key[-1] else ""

    def write(self, key: Path_, mine: Any, new: Any) -> Change:
        if mine is _GONE:
            holder = self._holder(key)
            if holder and not self._opens(holder):
                return Change(key, None, _none(new), "by hand")
            self._after.setdefault(self._end(holder), []).append((key, new))
            return Change(key, None, new, "added")
        number, line = self._keys[key], self._line(key)
        if not line or line.key != key[-1] or line.value != mine or self._belongs(number + 1, self._indent(number)):
            return Change(key, mine, _none(new), "by hand")
        if new is _GONE:
            self._dropped.add(number)
            return Change(key, mine, None, "removed")
        self._replaced[number] = f"{line.head} {written(new)}{line.comment}"
        return Change(key, mine, new, "changed")

    def _holder(self, key: Path_) -> Path_:
        return next((key[:length] for length in range(len(key) - 1, 0, -1) if key[:length] in self._keys), ())

    def _opens(self, key: Path_) -> bool:
        """True where `key:` stands with its content on the lines below."""
        line = self._line(key)
        return line is not None and line.key == key[-1] and line.value is None

    def _indent(self, line: int) -> int:
        text = self._lines[line - 1]
        return len(text) - len(text.lstrip())

    def _belongs(self, line: int, indent: int) -> bool:
        """Line number `line` is content deeper than `indent`."""
        return line <= len(self._lines) and bool(self._lines[line - 1].strip()) and self._indent(line) > indent

    def _end(self, key: Path_) -> int:
        """The last line that belongs to `key`; 0-based position after which new lines go."""
        if not key:
            return len(self._lines)
        start = self._keys[key]
        end, indent = start, self._indent(start)
        for number in range(start + 1, len(self._lines) + 1):
            if self._belongs(number, indent):
                end = number
            elif self._lines[number - 1].strip():
                break
        return end

    def text(self) -> str:
        self._drop_empty_holders()
        out: list[str] = []
        for number, line in enumerate(self._lines, 1):
            if number not in self._dropped:
                out.append(self._replaced.get(number, line))
            # the deepest first: what goes into an inner block stands before what goes into the outer one
            for key, holder in self._blocks(number):
                out += _block(key, len(holder))
        return "\n".join(out) + "\n"

    def _blocks(self, number: int) -> list[tuple[dict[str, Any], Path_]]:
        by_holder: dict[Path_, dict[str, Any]] = {}
        for key, value in self._after.get(number, []):
            holder = self._holder(key)
            inner = by_holder.setdefault(holder, {})
            for name in key[len(holder) : -1]:
                inner = inner.setdefault(name, {})
            inner[key[-1]] = value
        return [(by_holder[holder], holder) for holder in sorted(by_holder, key=len, reverse=True)]

    def _drop_empty_holders(self) -> None:
        """`hours:` whose every line was taken away goes too; a section stays."""
        for key in sorted((key for key in self._keys if len(key) > 1), key=len, reverse=True):
            line = self._keys[key]
            inside = [number for number in range(line + 1, self._end(key) + 1) if self._lines[number - 1].strip()]
            gets_more = any(self._holder(new)[: len(key)] == key for news in self._after.values() for new, _ in news)
            if inside and not gets_more and self._opens(key) and all(number in self._dropped for number in inside):
                self._dropped.add(line)


def written(value: Any) -> str:
    """A value on one line; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def _block(data: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for name, value in data.items():
        head = "  " * depth + (name if re.fullmatch(r"[a-z_]+", name) else json.dumps(name)) + ":"
        if isinstance(value, Mapping):
            lines += [head, *_block(value, depth + 1)]
        else:
            lines.append(f"{head} {written(value)}")
    return lines


def _none(value: Any) -> Any:
    return None if value is _GONE else value


def _words(value: Any) -> str:
    return "(missing)" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def save(new: Merge, file: Path, record: Path) -> None:
    """Both files, each whole or not at all; the record last, so that a cut between them loses no line."""
    for target, content in ((file, new.text), (record, json.dumps(new.record, ensure_ascii=False, indent=1) + "\n")):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.new")
        beside.write_text(content, encoding="utf-8")
        os.replace(beside, target)

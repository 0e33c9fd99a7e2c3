"""YAML files that remember where each value stood, and a cache that follows edits on disk.

Everything in data/ is read through here, so that a mistake can be named by file and line.
"""
from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from content import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_dir() -> Path:
    """Folder with the editors' files: NEUVO_DATA, or data/ of this project."""
    return Path(os.environ.get("NEUVO_DATA") or ROOT / "data")


class ContentError(Exception):
    """A mistake in an editor's file: which file, which line (1-based), what is wrong and the cure."""

    def __init__(self, file: Path | str, line: int | None, problem: str, cure: str = "") -> None:
        self.file, self.line, self.problem, self.cure = str(file), line, problem, cure
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line, e.g. `data/answers/booking.yml:14: "sv" is missing; add the Swedish text`."""
        where = shown_path(self.file) + (f":{self.line}" if self.line else "")
        return f"{where}: {self.problem}" + (f"; {self.cure}" if self.cure else "")


def shown_path(file: Path | str) -> str:
    """The path as an editor knows it: from the project's root where possible."""
    try:
        return str(Path(file).resolve().relative_to(ROOT))
    except ValueError:
        return str(file)


Key = tuple[Any, ...]


@dataclass(frozen=True)
class Document:
    """A parsed YAML file: plain data, and the line (1-based) on which each value or key began."""

    path: Path
    data: Any
    lines: dict[Key, int] = field(repr=False, default_factory=dict)
    doubled_keys: tuple[tuple[int, str], ...] = ()

    def line(self, *key: Any) -> int | None:
        """Line of the value at `key` (a path of keys and indices), or of its nearest known parent."""
        for length in range(len(key), -1, -1):
            found = self.lines.get(tuple(key[:length]))
            if found is not None:
                return found
        return None

    def error(self, key: Key, problem: str, cure: str = "") -> ContentError:
        """A ContentError that stands at `key`."""
        return ContentError(self.path, self.line(*key), problem, cure)


def load(path: Path | str) -> Document:
    """Read one YAML file.

    Raises ContentError when the file is missing, is not UTF-8 or is not YAML.
    """
    path = Path(path)
    try:
        info = path.stat()
    except FileNotFoundError:
        raise ContentError(path, None, "the file does not exist", "create it or correct the name") from None
    return _loaded(path, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=512)
def _loaded(path: Path, changed: int, size: int) -> Document:
    """One parsing of one state of a file: several readers ask for the same files. Nobody changes a Document."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(path, line, "the file is not UTF-8 text", "save it as UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path | str) -> Document:
    """Parse YAML text that came from `path`; raises ContentError as `load` does."""
    loader = _Loader(text)
    lines: dict[Key, int] = {}
    doubled: list[tuple[int, str]] = []
    try:
        node = loader.get_single_node()
        data = _build(loader, node, (), lines, doubled) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ContentError(
            path, line, f"not valid YAML ({error.problem})",
            "check indentation, colons and quotation marks on this line and the one above",
        ) from None
    except yaml.YAMLError as error:
        raise ContentError(path, None, f"not valid YAML ({error})", "remove unusual characters") from None
    finally:
        loader.dispose()
    return Document(Path(path), data, lines, tuple(doubled))


def _build(loader: Any, node: Any, key: Key, lines: dict[Key, int], doubled: list[tuple[int, str]]) -> Any:
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            name = loader.construct_object(key_node, deep=True)
            if name in result:
                doubled.append((key_node.start_mark.line + 1, str(name)))
            lines[(*key, name)] = key_node.start_mark.line + 1
            result[name] = _build(loader, value_node, (*key, name), lines, doubled)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*key, index), lines, doubled) for index, item in enumerate(node.value)]
    return loader.construct_object(node, deep=True)


def localised(document: Document, *key: Any, required: bool = True) -> dict[str, str] | None:
    """The text in three languages at `key`; raises ContentError naming the language that is missing."""
    value: Any = document.data
    for step in key:
        value = value.get(step) if isinstance(value, dict) else (
            value[step] if isinstance(value, list) and step < len(value) else None)
    name = ".".join(str(step) for step in key)
    if value is None:
        if required:
            raise document.error(key, f'"{name}" is missing', "add it in fi, sv and en")
        return None
    if not isinstance(value, dict):
        raise document.error(key, f'"{name}" must have fi, sv and en under it', "write each language on its own line")
    for code in LANGUAGES:
        if not isinstance(value.get(code), str) or not value[code].strip():
            language = {"fi": "Finnish", "sv": "Swedish", "en": "English"}[code]
            raise document.error(key, f'"{code}" is missing for {name}', f"add the {language} text")
    for other, text in value.items():       # a language in preparation may stand there too
        if other not in LANGUAGES and text is None:
            raise document.error((*key, other), f'"{other}" is none of fi, sv and en', "a text with a comma in { } needs "
                                 "quotation marks around it; otherwise write each language on its own line")
    return {code: value[code].strip() for code in LANGUAGES}


T = TypeVar("T")


def yaml_files(folder: Path | str) -> list[str]:
    """Paths of the YAML files below a folder, in no order: for looking at every turn (ten times as quick as `rglob`)."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".yml"):
                    found.append(entry.path)
                elif entry.is_dir():
                    found += yaml_files(entry.path)
    except FileNotFoundError:
        pass
    return found


class Watched(Generic[T]):
    """A value made from files, made again when one of them has changed on disk.

    `files` tells which files matter now; `make` builds the value. A file that an editor has just
    broken does not take the service down: the last good value is kept and `broken` holds the error.
    """

    def __init__(self, files: Callable[[], Iterable[Path | str]], make: Callable[[], T]) -> None:
        self._files, self._make = files, make
        self._stamp: Any = None
        self._value: T | None = None
        self._lock = threading.Lock()
        self.broken: ContentError | None = None

    def get(self) -> T:
        """The current value; raises ContentError only when there has never been a good one."""
        with self._lock:
            stamp = self._now()
            if stamp != self._stamp:
                self._renew(stamp)
            if self._value is None:
                raise self.broken or RuntimeError("no value")
            return self._value

    def _renew(self, stamp: Any) -> None:
        try:
            self._value = self._make()
            self.broken = None
        except ContentError as error:
            self.broken = error
        self._stamp = stamp

    def _now(self) -> Any:
        found = []
        for file in self._files():
            try:
                info = os.stat(file)
            except FileNotFoundError:
                continue
            found.append((str(file), info.st_mtime_ns, info.st_size))
        return tuple(sorted(found))

"""The files through which `./neuvo release`, `./neuvo up` and the service tell each other where a release stands.

engines.json           written by `up`, read by the service: which engines serve (connectors/engine/engines.py)
release.json           written by `release`, read by `up`: the model that is wanted
release-status.json    written by `up`, read by `release`: how far it is
All stand in NEUVO_HOME and are replaced whole.
"""
from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ENGINES, WANTED, STATUS = "engines.json", "release.json", "release-status.json"
STARTING, DRAINING, DONE, FAILED = "starting", "draining", "done", "failed"


@dataclass
class Serving:
    """Which engines run. `previous` is where a roll-back goes; `refused` is the model that was rolled back."""

    current: str
    engines: dict[str, int] = field(default_factory=dict)      # id → port
    previous: str | None = None
    refused: str | None = None


@dataclass
class Wanted:
    """What `release` asks for. `back`: the present model is refused until somebody releases again."""

    ticket: str
    model: str
    back: bool = False


@dataclass
class Status:
    ticket: str
    stage: str
    words: str = ""
    left: int = 0           # conversations still with the old engine


def write(home: Path, name: str, what: Serving | Wanted | Status) -> None:
    file = home / name
    new = file.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(asdict(what)), encoding="utf-8")
    new.replace(file)


def serving(home: Path) -> Serving | None:
    return _read(home / ENGINES, Serving)


def wanted(home: Path) -> Wanted | None:
    return _read(home / WANTED, Wanted)


def status(home: Path) -> Status | None:
    return _read(home / STATUS, Status)


def _read(file: Path, kind: Any) -> Any:
    """The file's content, or None where there is none that can be used."""
    try:
        return kind(**json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None

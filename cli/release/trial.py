"""A whole product of its own for a moment, with a database of its own, in which a new model is tried."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from cli import up
from cli.places import ROOT, Places, free_port
from cli.processes import Family
from cli.release.talk import play
from handoff.clock import MovedClock
from handoff.database import migrate

SCRIPTS = ROOT / "tests" / "conversations"
CLOCK = "2026-11-23T09:30:00+02:00"         # a Monday morning, unless a script says otherwise


def scripts(folder: Path = SCRIPTS) -> list[dict[str, Any]]:
    """Every scripted conversation, in the files' order."""
    return [script for path in sorted(folder.glob("*.yml")) for script in yaml.safe_load(path.read_text(encoding="utf-8"))]


@contextmanager
def product(model: str) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Address of a running product with this model, and how its clock is set. Raises NotReady."""
    with tempfile.TemporaryDirectory(prefix="neuvo-trial-") as folder:
        home = Path(folder)
        here = Places(home, "127.0.0.1", free_port(), free_port(), free_port())
        url = f"sqlite:///{home / 'neuvo.db'}"
        MovedClock.put(home / "clock", CLOCK)
        kept = dict(os.environ)
        os.environ.update(NEUVO_CLOCK=str(home / "clock"), NEUVO_LIMITS="off", NEUVO_DATABASE_URL=url,
                          NEUVO_TRACKER_URL=f"sqlite:///{home / 'tracker.db'}", NEUVO_DRAFTS="show")
        os.environ.pop("NEUVO_ENGINE_KEY", None)
        family = Family(up.programs(here, model), home / "logs", say=lambda words: None)
        try:
            migrate(url)
            family.start()
            yield f"http://127.0.0.1:{here.port}", lambda moment: MovedClock.put(home / "clock", moment)
        finally:
            family.stop()
            os.environ.clear()
            os.environ.update(kept)


def failures(model: str, progress: Callable[[int, int], None]) -> list[str]:
    """Hold every scripted conversation with a model; what went otherwise than written, a line each."""
    todo, found = scripts(), []
    with product(model) as (base, set_clock):
        for number, script in enumerate(todo, 1):
            set_clock(str(script.get("clock", CLOCK)))
            problem = play(base, script)
            if problem:
                found.append(f"{script['name']} ({script['language']}), {problem}")
            progress(number, len(todo))
    return found

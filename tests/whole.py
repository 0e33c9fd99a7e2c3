"""The whole product, as `./neuvo up` starts it: real engine, action server, service and database."""
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cli.places import Places
from cli.processes import Family as Processes
from cli.up import programs
from handoff.database import migrate
from tests.ports import free_port
from tests.service.conftest import MONDAY_MORNING, Service


@dataclass
class Whole(Service):
    """A Service whose engine is the real one; `processes` starts and ends all three."""

    processes: Processes | None = None

    def kill_one(self, name: str) -> None:
        """kill -9, as a crash would."""
        assert self.processes is not None
        child = self.processes.children[name].process
        child.kill()
        child.wait()

    def start_one(self, name: str) -> None:
        assert self.processes is not None
        program = next(program for program in self.processes.programs if program.name == name)
        self.processes.start([program])


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """One running product for the session, with a clock that can be set."""
    home = tmp_path_factory.mktemp("whole")
    model = os.environ.get("NEUVO_TEST_MODEL")
    if not model:
        pytest.fail("run these through ./neuvo test: it trains the model and names it in NEUVO_TEST_MODEL")
    here = Places(home, "127.0.0.1", free_port(), free_port(), free_port())
    url = f"sqlite:///{home / 'neuvo.db'}"
    migrate(url)
    (home / "clock").write_text(MONDAY_MORNING)
    os.environ["NEUVO_CLOCK"], os.environ["NEUVO_LIMITS"] = str(home / "clock"), "off"
    os.environ["NEUVO_KEEPER_MILLISECONDS"] = "300"
    os.environ["NEUVO_DATABASE_URL"], os.environ["NEUVO_TRACKER_URL"] = url, f"sqlite:///{home / 'tracker.db'}"
    processes = Processes(programs(here, model), home / "logs", say=lambda words: None)
    try:
        processes.start()
        yield Whole(f"http://127.0.0.1:{here.port}", "sqlite", url, home, here.port, engine=None,   # type: ignore[arg-type]
                    processes=processes)
    finally:
        processes.stop()
        for name in ("NEUVO_CLOCK", "NEUVO_LIMITS", "NEUVO_KEEPER_MILLISECONDS", "NEUVO_DATABASE_URL", "NEUVO_TRACKER_URL"):
            os.environ.pop(name, None)

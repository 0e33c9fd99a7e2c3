"""A release and a roll-back while families write: no reply fails, none is in another language, none changes engine."""
from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from cli import builds, up
from cli.places import Places
from cli.release import state
from cli.release.state import Serving, Wanted
from cli.release.supervisor import Releases
from cli.release.talk import Talk, settled
from tests.service.conftest import MONDAY_MORNING
from tests.whole import Whole

SAID = {"fi": "moi", "sv": "hejsan", "en": "hello"}


class Traffic:
    """A family in each language that begins a new conversation again and again."""

    def __init__(self, base: str) -> None:
        self.base, self.replies, self.problems, self._going = base, Counter[str](), list[str](), True
        self._threads = [threading.Thread(target=self._write, args=(language,)) for language in SAID]

    def __enter__(self) -> Traffic:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._going = False
        for thread in self._threads:
            thread.join(60)

    def _write(self, language: str) -> None:
        while self._going:
            try:
                talk = Talk(self.base, language)
                after = talk.log()[-1]["seq"]
                assert talk.post({"text": SAID[language]}).status_code == 202
                came = [event for event in settled(talk, after) if event["author"] != "customer"]
                assert [event["data"].get("answer") for event in came] == ["greet"], came
                assert {event["lang"] for event in came} == {language}, came
                self.replies[language] += 1
                time.sleep(0.3)         # the engine that starts meanwhile needs the processor too
            except Exception as problem:       # noqa: BLE001 (told by the test)
                self.problems.append(f"{language}: {problem}")


def engines(whole: Whole) -> dict[str, str]:
    with sqlite3.connect(whole.home / "neuvo.db") as database:
        return dict(database.execute("SELECT id, engine FROM conversations WHERE engine IS NOT NULL"))


def until(found: object, seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not found():      # type: ignore[operator]
        assert time.monotonic() < end, "not within the time"
        time.sleep(0.1)


@pytest.fixture
def releases(whole: Whole):
    """What `up` does at each look, in a thread."""
    here = Places(whole.home, "127.0.0.1", whole.port, *[
        int(program.ready_url.split(":")[2].split("/")[0]) for name in ("engine", "actions")
        for program in whole.processes.programs if program.name == name])
    url = f"sqlite:///{whole.home / 'neuvo.db'}"
    found = Releases(whole.processes, whole.home, Serving("old", {"old": here.engine_port}),
                     lambda model, port, name: up.engine_program(here, model, port, name),
                     lambda name: up.busy(url, name), say=lambda words: None, last_turns=1)
    going = True

    def look() -> None:
        while going:
            found.tick()
            time.sleep(0.2)

    thread = threading.Thread(target=look)
    thread.start()
    yield found
    going = False
    thread.join()
    state.write(whole.home, state.ENGINES, Serving("old", {"old": here.engine_port}))


def test_a_release_and_a_roll_back_are_not_noticed(whole: Whole, releases: Releases, tmp_path: Path) -> None:
    whole.set_clock(MONDAY_MORNING)
    serving = whole.processes.programs[1].command
    new = shutil.copy(serving[serving.index("--model") + 1], tmp_path / "newmodel.tar.gz")
    begun = Talk(whole.base, "sv")
    begun.post({"text": "mitt barn har feber"})
    settled(begun, 1)
    with Traffic(whole.base) as traffic:
        until(lambda: set(traffic.replies) == set(SAID))
        state.write(whole.home, state.WANTED, Wanted("there", str(new)))
        until(lambda: (now := state.status(whole.home)) and now.ticket == "there" and now.stage == state.DRAINING)
        assert state.serving(whole.home).current == builds.model_id(Path(new)) == "newmodel"
        until(lambda: "newmodel" in engines(whole).values())
        last = begun.log()[-1]["seq"]
        begun.post({"text": "tack och hej"})        # goes on where it began
        settled(begun, last)
        assert engines(whole)[begun.id] == "old"
        state.write(whole.home, state.WANTED, Wanted("back", "old.tar.gz", back=True))
        until(lambda: state.serving(whole.home).current == "old")
        assert state.serving(whole.home).refused == "newmodel"
        before = traffic.replies.copy()
        until(lambda: all(traffic.replies[language] > before[language] for language in SAID))
    assert traffic.problems == []
    whole.set_clock("2026-11-23T11:30:00+02:00")      # half an hour after the last word
    until(lambda: "newmodel" not in state.serving(whole.home).engines)
    until(lambda: not any(name.startswith("engine-") for name in whole.processes.children), 30)
    assert "engine" in whole.processes.children


def test_a_model_that_does_not_start_changes_nothing(whole: Whole, releases: Releases, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model at all")
    releases._family._say = lambda words: None
    state.write(whole.home, state.WANTED, Wanted("broken", str(broken)))
    patience = whole.processes.children
    until(lambda: "engine-broken" in patience, 10)
    patience["engine-broken"].failures = 1          # what `up`'s watch notes when a process ends
    until(lambda: (now := state.status(whole.home)) and now.stage == state.FAILED)
    assert state.serving(whole.home).engines == {"old": releases.serving.engines["old"]}
    assert "engine-broken" not in patience

"""Which engine takes a turn, and the steps of a release, with clocks and processes that the test holds."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.processes import Program
from cli.release import state, supervisor
from cli.release.state import DONE, DRAINING, FAILED, STARTING, Serving, Wanted
from cli.release.supervisor import LAST_TURNS, Releases
from connectors.engine.engines import Engines


class Processes:
    """Notes what is started and ended."""

    def __init__(self) -> None:
        self.children: dict[str, object] = {"engine": Child()}

    def add(self, program: Program) -> None:
        self.children[program.name] = Child()

    def end(self, name: str) -> None:
        del self.children[name]

    def last_words(self, name: str) -> str:
        return "it could not"


class Child:
    failures = 0


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Stage:
        home, processes, left, moment, answering = tmp_path, Processes(), 0, 100.0, False

        def ask(self, ticket: str, model: str, back: bool = False) -> None:
            state.write(tmp_path, state.WANTED, Wanted(ticket, model, back))
            self.look()

        def look(self, later: float = 0) -> state.Status | None:
            self.moment += later + supervisor.LOOK_EVERY
            releases.tick()
            return state.status(tmp_path)

    found = Stage()
    monkeypatch.setattr(supervisor, "answers", lambda url: found.answering)
    releases = Releases(
        found.processes, tmp_path, Serving("one", {"one": 5005}),       # type: ignore[arg-type]
        lambda model, port, name: Program(name, (), {}, f"http://127.0.0.1:{port}/x"), lambda name: found.left,
        say=lambda words: None, now=lambda: found.moment)
    return found


def test_new_conversations_switch_when_the_engine_answers_and_the_old_ends_after_the_last_one(stage) -> None:
    stage.left = 2
    stage.ask("t", "/models/two.tar.gz")
    assert state.status(stage.home).stage == STARTING and state.serving(stage.home).current == "one"
    stage.answering = True
    assert stage.look() == state.Status("t", DRAINING, "", 2)
    assert state.serving(stage.home).current == "two" and set(state.serving(stage.home).engines) == {"one", "two"}
    stage.left = 0
    assert stage.look().stage == DONE
    assert set(state.serving(stage.home).engines) == {"two"} and "engine" in stage.processes.children
    stage.look(LAST_TURNS)
    assert "engine" not in stage.processes.children and "engine-two" in stage.processes.children


def test_going_back_while_the_old_engine_is_there_starts_nothing(stage) -> None:
    stage.left, stage.answering = 1, True
    stage.ask("t", "/models/two.tar.gz")
    stage.look()
    stage.ask("u", "/models/one.tar.gz", back=True)
    now = state.serving(stage.home)
    assert (now.current, now.previous, now.refused) == ("one", "two", "two")
    assert set(stage.processes.children) == {"engine", "engine-two"}
    stage.left = 0
    stage.look()
    stage.look(LAST_TURNS)
    assert set(stage.processes.children) == {"engine"}


def test_an_engine_that_ends_while_starting_changes_nothing(stage) -> None:
    stage.ask("t", "/models/two.tar.gz")
    stage.processes.children["engine-two"].failures = 1
    now = stage.look()
    assert now.stage == FAILED and "it could not" in now.words
    assert state.serving(stage.home) == Serving("one", {"one": 5005})
    assert set(stage.processes.children) == {"engine"}


def test_an_engine_that_never_answers_is_given_up(stage) -> None:
    stage.ask("t", "/models/two.tar.gz")
    assert stage.look(later=10_000).stage == FAILED


def test_the_model_that_serves_needs_no_release(stage) -> None:
    stage.ask("t", "/models/one.tar.gz")
    assert state.status(stage.home).stage == DONE and set(stage.processes.children) == {"engine"}


def test_what_an_earlier_run_was_asked_is_not_done_again(tmp_path: Path) -> None:
    state.write(tmp_path, state.WANTED, Wanted("old", "/models/two.tar.gz"))
    processes = Processes()
    Releases(processes, tmp_path, Serving("one", {"one": 5005}), lambda *_: pytest.fail("started"), lambda _: 0).tick()  # type: ignore[arg-type]
    assert set(processes.children) == {"engine"}


async def test_a_conversation_stays_with_its_engine_while_that_serves(tmp_path: Path) -> None:
    engines = Engines(tmp_path / "engines.json", "http://127.0.0.1:1", "key")
    assert engines.choose(None)[0] is None                      # started by something else than `up`
    write(tmp_path, {"current": "b", "engines": {"a": 1001, "b": 1002}})
    assert engines.choose(None)[0] == "b" and engines.choose("a")[0] == "a"
    assert engines.choose("a")[1] is engines.choose("a")[1] is not engines.choose("b")[1]
    write(tmp_path, {"current": "b", "engines": {"b": 1002}})
    assert engines.choose("a")[0] == "b"
    await engines.close()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"current": "x", "engines": {}}', '{"engines": {"a": 1}}',
                                    '{"current": "a", "engines": {"a": "no port"}}'])
async def test_a_list_that_cannot_be_read_leaves_things_as_they_were(tmp_path: Path, broken: str) -> None:
    engines = Engines(tmp_path / "engines.json", "http://127.0.0.1:1", "key")
    write(tmp_path, {"current": "a", "engines": {"a": 1001}})
    assert engines.choose(None)[0] == "a"
    (tmp_path / "engines.json").write_text(broken)
    assert engines.choose(None)[0] == "a"
    await engines.close()


def write(folder: Path, what: object) -> None:
    new = folder / "new"
    new.write_text(json.dumps(what))
    new.replace(folder / "engines.json")

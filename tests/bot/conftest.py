"""A real Rasa agent with the project's domain, rules and policies, a small pipeline, and a real action server."""
from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {
    "greet": ["moi", "hej", "hello"], "vitamin_d": ["d-vitamiinia"], "sleep": ["unta"], "contact_hours": ["auki"],
    "symptom_child": ["kuumetta", "feber", "fever"], "human_please": ["hoitajalle", "nurse"],
    "emergency": ["hengitä"], "violence": ["löi"], "thanks_bye": ["kiitos"], "book_appointment": ["varata"],
    "language_switch": ["ruotsiksi"],
}


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> Path:
    """Trained once: the project's rules and policies on a pipeline that knows a few words."""
    from bot.train import train

    folder = tmp_path_factory.mktemp("model")
    nlu = folder / "data" / "nlu" / "fi"
    nlu.mkdir(parents=True)
    for intent, examples in EXAMPLES.items():
        blocks = [{"intent": intent, "examples": "".join(f"- {example}\n" for example in examples)}]
        if intent == "greet":       # in another subject's file: understood, but no subject of its own
            blocks.append({"intent": "unsure", "examples": "- qwertyuiop\n"})
        (nlu / f"{intent}.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
    for part in ("answers", "stories", "questionnaires", "service"):
        (folder / "data" / part).symlink_to(ROOT / "data" / part)
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["pipeline"] = [{"name": "KeywordIntentClassifier", "case_sensitive": False}]
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    before = os.environ.get("NEUVO_DATA")
    os.environ["NEUVO_DATA"] = str(folder / "data")
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    try:
        return train(folder / "model.tar.gz", config=folder / "config.yml")
    finally:
        if before is None:
            del os.environ["NEUVO_DATA"]
        else:
            os.environ["NEUVO_DATA"] = before


class ActionServer:
    """The real action server as a process of its own; `stop` and `start` as a crash would."""

    def __init__(self, log: Path) -> None:
        self.port, self.log, self.process = free_port(), log, None

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen([sys.executable, "-m", "actions", "--port", str(self.port)], cwd=ROOT,
                                        env=environment, stdout=self.log.open("ab"), stderr=subprocess.STDOUT)
        for _ in range(480):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        raise RuntimeError(f"the action server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="session")
def action_server(tmp_path_factory):
    server = ActionServer(tmp_path_factory.mktemp("actions") / "actions.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def agent(model, action_server, tmp_path):
    """A freshly loaded agent on an SQLite tracker store of its own."""
    return load_agent(model, action_server.port, tmp_path / "tracker.db")


def load_agent(model: Path, actions_port: int, database: Path):
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.utils.endpoints import EndpointConfig

    from bot import logs, remote

    logs.keep_words_out()
    remote.install()
    store = SQLTrackerStore(Domain.empty(), host=f"sqlite:///{database}")
    return Agent.load(model, action_endpoint=EndpointConfig(f"http://127.0.0.1:{actions_port}/webhook"),
                      tracker_store=store)


@pytest.fixture
def turn(agent):
    """Take one turn: `turn(3, text="moi")`, `turn(4, choice='/preinfo{…}')`."""
    def take(number: int, conversation: str = "c", language: str = "fi", **said):
        return run(agent, number, conversation, language, **said)
    return take


def run(agent, number: int, conversation: str = "c", language: str = "fi", context: dict | None = None, **said):
    from bot import turns
    from bot.channel import take

    asked = turns.read({"conversation_id": conversation, "turn": number, "language": language,
                        "context": context or {"open": True, "now": "2026-11-23T07:42:00+00:00"}, **said})
    return asyncio.run(take(agent, asked)).replies

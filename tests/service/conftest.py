"""A running service (a real process, real HTTP, a real database) per kind of database, with a clock that can be set."""
from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from argon2 import PasswordHasher

from cli.nurse import one_time_password
from connectors.handoff import nurses as foreign_nurses
from content import LANGUAGES
from handoff.clock import MovedClock, SystemClock
from handoff.database import Database
from handoff.models import Nurse as NurseRow
from handoff.nurses.services import Nurses
from tests import databases
from tests.ports import free_port
from tests.service.engine_stand_in import EngineStandIn

ROOT = Path(__file__).resolve().parent.parent.parent
MONDAY_MORNING = "2026-11-23T09:30:00+02:00"
MONDAY_NIGHT = "2026-11-23T22:00:00+02:00"
PASSWORD = "oikea hevonen akku niitti"      # noqa: S105
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Family:
    """A customer's browser, as far as the API goes."""

    base: str
    id: str
    token: str
    language: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def url(self, path: str) -> str:
        return f"{self.base}/api/v1/conversations/{self.id}/{path}"

    def post(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return requests.post(self.url(path), json=body, headers=self.headers, timeout=20, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(self.url(path), headers=self.headers, timeout=40, **more)

    def say(self, text: str, client_id: str | None = None) -> int:
        answer = self.post("messages", {"client_id": client_id or str(uuid.uuid4()), "text": text})
        assert answer.status_code == 202, answer.text
        return answer.json()["seq"]

    def press(self, choice: str) -> requests.Response:
        return self.post("messages", {"client_id": str(uuid.uuid4()), "choice": choice})

    def log(self) -> list[dict[str, Any]]:
        return self.get("events?after=0").json()["events"]

    def state(self) -> dict[str, Any]:
        return self.get("events?after=999999").json()

    def until(self, found: Any, seconds: float = 10) -> Any:
        """Wait until `found(log)` gives something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            result = found(self.log())
            if result:
                return result
            time.sleep(0.05)
        raise AssertionError(f"not seen within {seconds} s; the log: {self.log()}")

    def reply(self, after: int) -> dict[str, Any]:
        """The first event of another author after a number."""
        return self.until(lambda log: next((e for e in log if e["seq"] > after and e["author"] != "customer"), None))


@dataclass
class Desk:
    """A nurse's browser."""

    base: str
    username: str
    password: str
    session: requests.Session = field(default_factory=requests.Session)
    csrf: str = ""
    user: dict[str, Any] = field(default_factory=dict)

    def login(self, password: str | None = None) -> requests.Response:
        answer = self.session.post(f"{self.base}/api/v1/console/login",
                                   json={"username": self.username, "password": password or self.password}, timeout=20)
        if answer.ok:
            self.csrf, self.user = answer.json()["csrf"], answer.json()["user"]
        return answer

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.session.post(f"{self.base}/api/v1/console/{path}", json=body if body is not None else {},
                                 headers={"X-CSRF-Token": self.csrf}, timeout=20)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.session.put(f"{self.base}/api/v1/console/{path}", json=body,
                                headers={"X-CSRF-Token": self.csrf}, timeout=20)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(f"{self.base}/api/v1/console/{path}", timeout=20, **more)


async def add_account(url: str, username: str, name: str, role: str) -> str:
    """An account as `./neuvo nurse add` makes it; returns its one-time password."""
    database = Database(url)
    password = one_time_password()
    try:
        await Nurses(database, SystemClock()).add(username, name, password, role)
    finally:
        await database.close()
    return password


async def add_old_account(url: str, username: str, name: str, role: str) -> None:
    """An account that has been in use, with room for the chats that tests leave open. Its password is kept in the
    quickest way that the product can read: a real hash costs a fifth of a second each time, and there are hundreds."""
    database = Database(url)
    try:
        async with database.write() as session:
            session.add(NurseRow(id=str(uuid.uuid4()), username=username, name=name, role=role, languages=list(LANGUAGES),
                                 language="fi", queues=[], password_hash=QUICK_HASH.hash(PASSWORD), active=True,
                                 presence="available", must_change_password=False, max_chats=50,
                                 created_at=SystemClock().now()))
    finally:
        await database.close()


async def add_foreign(url: str) -> str:
    """A nurse whom a county's chat system has spoken for; returns her id."""
    database = Database(url)
    try:
        return (await foreign_nurses.of(database, SystemClock(), "county", uuid.uuid4().hex[:8], "Kaisa")).id
    finally:
        await database.close()


@dataclass
class Service:
    base: str
    kind: str
    url: str
    home: Path
    port: int
    engine: EngineStandIn
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "connectors.serve"], cwd=ROOT, env=self.environment,
                                        stdout=(self.home / "service.log").open("ab"), stderr=subprocess.STDOUT)
        end = time.monotonic() + 90         # a busy machine
        while time.monotonic() < end:
            try:
                if requests.get(f"{self.base}/healthz", timeout=1).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
            assert self.process.poll() is None, (self.home / "service.log").read_text()[-2000:]
        raise AssertionError("the service did not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def set_clock(self, moment: str) -> None:
        MovedClock.put(self.home / "clock", moment)

    def family(self, language: str = "fi") -> Family:
        answer = requests.post(f"{self.base}/api/v1/conversations", json={"language": language}, timeout=20)
        assert answer.status_code == 201, answer.text
        body = answer.json()
        return Family(self.base, body["conversation_id"], body["token"], body["language"])

    def queued(self, language: str = "fi") -> Family:
        """A family that waits in the chat queue."""
        family = self.family(language)
        family.say("haluan puhua hoitajan kanssa")
        family.until(lambda log: [e for e in log if e["kind"] == "state"])
        return family

    def nurse(self, role: str = "nurse", name: str = "Sanna") -> Desk:
        """A nurse who has changed her one-time password some day and has logged in now."""
        username = f"n{uuid.uuid4().hex[:8]}"
        with ThreadPoolExecutor(1) as pool:     # Playwright's own event loop may be running in this thread
            pool.submit(asyncio.run, add_old_account(self.url, username, name, role)).result()
        desk = Desk(self.base, username, PASSWORD)
        assert desk.login().ok
        return desk

    def nurse_of_another_system(self) -> str:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, add_foreign(self.url)).result()

    def count(self, query: str, **values: object) -> int:
        """The number that a query of one row gives."""
        engine = sa.create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            found = connection.execute(sa.text(query), values).scalar_one()
        engine.dispose()
        return found

    def log_text(self) -> str:
        return (self.home / "service.log").read_text()


@pytest.fixture(scope="session", params=databases.KINDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the whole session, on SQLite and then on PostgreSQL."""
    home = tmp_path_factory.mktemp(f"service-{request.param}")
    with databases.fresh(request.param, home) as url:
        port, engine_port = free_port(), free_port()
        engine = EngineStandIn(engine_port)
        MovedClock.put(home / "clock", MONDAY_MORNING)
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "NEUVO_HOME": str(home), "NEUVO_DATABASE_URL": url,
            "NEUVO_PORT": str(port), "NEUVO_ENGINE_PORT": str(engine_port), "NEUVO_ENGINE_KEY": "test",
            "NEUVO_CLOCK": str(home / "clock"), "NEUVO_LIMITS": "off", "NEUVO_KEEPER_MILLISECONDS": "200",
            "NEUVO_VIDEO_URL": "https://video.example.fi/{room}",
            # Tests jump by days; a nurse who is meant to have vanished is gone for longer than that.
            "NEUVO_NURSE_GONE_SECONDS": str(40 * 24 * 3600),
        }
        running = Service(f"http://127.0.0.1:{port}", request.param, url, home, port, engine, environment=environment)
        running.start()
        yield running
        running.kill()
        engine.stop()


@pytest.fixture(autouse=True)
def usual_time(service: Service) -> Iterator[None]:
    """Each test begins on a Monday morning with the engine at work."""
    service.set_clock(MONDAY_MORNING)
    service.engine.away, service.engine.delay = False, 0.0
    yield
    service.set_clock(MONDAY_MORNING)       # for what the next module sets up before its first test


@pytest.fixture(scope="module")
def nurse(service: Service) -> Desk:
    """Logged in anew for each file: the tests of deletion move the clock past the end of every login."""
    service.set_clock(MONDAY_MORNING)
    return service.nurse()

"""The real service on SQLite with a scripted engine: the widget is met as on a county's page, without waiting for Rasa."""
from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import databases
from tests.browser.widget.script import replies
from tests.browser.widget.visitor import Visitor
from tests.ports import free_port
from tests.service.conftest import MONDAY_MORNING, ROOT, Desk, Service
from tests.service.engine_stand_in import EngineStandIn


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("widget")
    with databases.fresh("sqlite", home) as url:
        port, engine_port = free_port(), free_port()
        engine = EngineStandIn(engine_port, replies)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "NEUVO_HOME": str(home), "NEUVO_DATABASE_URL": url,
                       "NEUVO_PORT": str(port), "NEUVO_ENGINE_PORT": str(engine_port), "NEUVO_ENGINE_KEY": "test",
                       "NEUVO_CLOCK": str(home / "clock"), "NEUVO_LIMITS": "off",
                       "NEUVO_NURSE_GONE_SECONDS": str(40 * 24 * 3600)}      # the clock jumps between day and night
        running = Service(f"http://127.0.0.1:{port}", "sqlite", url, home, port, engine, environment=environment)
        running.set_clock(MONDAY_MORNING)
        running.start()
        yield running
        running.kill()
        engine.stop()


@pytest.fixture(scope="session")
def nurse(site: Service) -> Desk:
    return site.nurse()


@pytest.fixture(autouse=True)
def usual_time(site: Service) -> None:
    site.set_clock(MONDAY_MORNING)
    site.engine.away, site.engine.delay = False, 0.0


@pytest.fixture
def visit(browser: Browser, site: Service) -> Iterator[type[Visitor]]:
    """Opens visitors' browsers and closes them afterwards."""
    opened: list[Visitor] = []

    def one(language: str = "fi", path: str | None = None, **context: object) -> Visitor:
        visitor = Visitor(browser, site.base, language, path, **context)
        opened.append(visitor)
        return visitor

    yield one  # type: ignore[misc]
    for visitor in opened:
        visitor.context.close()

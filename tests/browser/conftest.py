"""Each test begins on a Monday morning; one browser process serves them all, and what a test opened is closed after it."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import chromium
from tests.service.conftest import MONDAY_MORNING
from tests.whole import Whole

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser beside two other lanes of tests on two cores sometimes draws too late for a person's patience: what fails
    here is tried once more, and the summary of `./neuvo test` names it (RERUN). Nothing outside this folder is."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why a test had to be tried again: otherwise nobody would ever mend it."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"tried again: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext[-2_000:])


@pytest.fixture(autouse=True)
def nothing_left_open(browser: Browser) -> Iterator[None]:
    """Pages that stay open go on listening and slow down whoever comes next."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def usual_time(whole: Whole) -> None:
    whole.set_clock(MONDAY_MORNING)

"""Each test begins on a Monday morning; one browser process serves them all."""
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import chromium
from tests.service.conftest import MONDAY_MORNING
from tests.whole import Whole


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def usual_time(whole: Whole) -> None:
    whole.set_clock(MONDAY_MORNING)

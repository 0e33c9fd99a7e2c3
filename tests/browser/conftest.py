"""Each test begins on a Monday morning."""
import pytest

from tests.service.conftest import MONDAY_MORNING
from tests.whole import Whole


@pytest.fixture(autouse=True)
def usual_time(whole: Whole) -> None:
    whole.set_clock(MONDAY_MORNING)

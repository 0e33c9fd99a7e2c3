"""Scripted conversations in three languages against the live engine: what is said, word for word where it matters.

A script (tests/conversations/*.yml) is a list of conversations: `name`, `language`, `clock`, `steps`. A step says
(`say`) or presses (`press`, a choice id) and lists what must come back, in order, in `expect`: `text` (the whole
text), `contains` (parts of it), `kind`, `choices` (ids that must be offered), `answer` (the topic; its text of
data/answers must be there), `state`. `./neuvo release` holds the same conversations with a new model.
"""
from __future__ import annotations

from typing import Any

import pytest

from cli.release import trial
from cli.release.talk import play
from tests.whole import Whole


@pytest.mark.parametrize("script", [
    pytest.param(script, id=f"{script['name']} ({script['language']})") for script in trial.scripts()])
def test_a_conversation_goes_as_it_is_written(whole: Whole, script: dict[str, Any]) -> None:
    whole.set_clock(str(script.get("clock", trial.CLOCK)))
    assert play(whole.base, script) is None


def test_a_conversation_that_goes_otherwise_is_told(whole: Whole) -> None:
    """The gate of a release can fail."""
    whole.set_clock(trial.CLOCK)
    wrong = {"name": "wrong", "language": "fi", "steps": [{"say": "moi", "expect": [{"answer": "thanks_bye"}]}]}
    assert "step 1 (“moi”): {'answer': 'thanks_bye'} is missing" in (play(whole.base, wrong) or "")

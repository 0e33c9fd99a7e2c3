"""Every plain subject in every language, inside and outside opening hours: text, link and next step."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.release.talk import matches, settled
from content import LANGUAGES, answers
from tests.whole import Whole

SUBJECTS = yaml.safe_load((Path(__file__).resolve().parent.parent / "conversations" / "subjects.yaml").read_text())
OPEN, CLOSED = "2026-11-23T10:00:00+02:00", "2026-06-19T10:00:00+03:00"     # a Monday; Midsummer Eve


def behind_more(event: dict[str, Any], language: str) -> dict[str, Any]:
    """The event with what opens behind "more": where one row fits the child, the whole answer stands there."""
    details = (event.get("data") or {}).get("details")
    return {**event, "text": f"{event.get('text')}\n{details[language]}"} if details else event


@pytest.mark.parametrize("moment", [OPEN, CLOSED], ids=["open", "closed"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_a_subject_is_answered_with_link_and_next_step(whole: Whole, subject: str, language: str, moment: str) -> None:
    whole.set_clock(moment)
    family = whole.family(language)
    after = family.log()[-1]["seq"]
    family.say(SUBJECTS[subject][language])
    came = [event for event in settled(family, after) if event["author"] == "bot"]
    event = next((event for event in came if matches(behind_more(event, language), {"answer": subject}, language)), None)
    assert event is not None, [(e["kind"], (e.get("data") or {}).get("answer"), (e.get("text") or "")[:90]) for e in came]
    answer = answers.library.get().answers[subject]
    assert event["lang"] == language and event["data"]["draft"] is (answer.status == "draft")
    assert [link["url"] for link in event["data"].get("links", [])] == [link.url[language] for link in answer.links]
    assert event.get("choices"), "an answer without a next step"
    line = answer.open_line if moment == OPEN else answer.closed_line
    if line and "{" not in line[language]:
        assert line[language] in event["text"]

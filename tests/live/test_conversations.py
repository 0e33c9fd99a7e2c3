"""Scripted conversations in three languages against the live engine: what is said, word for word where it matters.

A script (tests/conversations/*.yml) is a list of conversations: `name`, `language`, `clock`, `steps`. A step says
(`say`) or presses (`press`, a choice id) and lists what must come back, in order, in `expect`: `text` (the whole
text), `contains` (parts of it), `kind`, `choices` (ids that must be offered), `answer` (the topic; its text of
data/answers must be there), `state`.
"""
from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from content import answers
from content.texts import PLACEHOLDER
from tests.service.conftest import Family
from tests.whole import Whole

FOLDER = Path(__file__).resolve().parent.parent / "conversations"


def scripts() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yml")):
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(conversation, id=f"{path.stem}: {conversation['name']} ({conversation['language']})")


def settled(family: Family, after: int) -> list[dict[str, Any]]:
    """The events after a number, once the assistant has finished answering."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        body = family.get(f"events?after={after}&wait=5").json()
        if not body["thinking"] and any(event["author"] != "customer" for event in body["events"]):
            return [event for event in family.log() if event["seq"] > after]
        time.sleep(0.05)
    raise AssertionError(f"no reply within 30 s; the log: {[e.get('text') for e in family.log()]}")


def plain(text: str) -> str:
    return " ".join(text.split())


def matches(event: dict[str, Any], wanted: dict[str, Any], language: str) -> bool:
    text = plain(event.get("text") or "")
    if "kind" in wanted and event["kind"] != wanted["kind"]:
        return False
    if "text" in wanted and text != plain(wanted["text"]):
        return False
    if any(plain(part) not in text for part in wanted.get("contains", [])):
        return False
    if not set(wanted.get("choices", [])) <= {choice["id"] for choice in event.get("choices", [])}:
        return False
    if "state" in wanted and (event.get("data") or {}).get("state") != wanted["state"]:
        return False
    if "answer" in wanted:
        told = answers.library.get().answers[wanted["answer"]].text[language]
        parts = [plain(part) for part in PLACEHOLDER.split(told)[::2]]
        return (event.get("data") or {}).get("answer") == wanted["answer"] and all(part in text for part in parts)
    return True


@pytest.mark.parametrize("script", scripts())
def test_a_conversation_goes_as_it_is_written(whole: Whole, script: dict[str, Any]) -> None:
    whole.set_clock(str(script.get("clock", "2026-11-23T09:30:00+02:00")))
    language = script["language"]
    family = whole.family(language)
    for number, step in enumerate(script["steps"], 1):
        after = family.log()[-1]["seq"]
        if "say" in step:
            family.say(step["say"])
        else:
            pressed = family.press(step["press"])
            assert pressed.status_code == 202, f"step {number}: {step['press']} was not offered: {pressed.text}"
        language = step.get("language", language)
        came = [event for event in settled(family, after) if event["author"] != "customer"]
        left = list(came)
        for wanted in step["expect"]:
            found = next((event for event in left if matches(event, wanted, language)), None)
            shown = [(e["kind"], e.get("text"), [c["id"] for c in e.get("choices", [])]) for e in came]
            assert found is not None, f"step {number} ({step.get('say') or step.get('press')}): {wanted} is missing; came: {shown}"
            left = left[left.index(found) + 1:]
        for event in came:
            assert event.get("text") or event["kind"] == "notice", f"step {number}: an empty reply"
            assert event.get("lang") in (language, None) or event["kind"] == "language", f"step {number}: mixed languages"

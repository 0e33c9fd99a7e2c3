"""kill -9 of service and engine between a customer's message and its reply: nothing lost, nothing doubled."""
from __future__ import annotations

import time

import pytest

from cli.release.talk import settled
from tests.whole import Whole


@pytest.mark.parametrize("killed", [("service",), ("engine",), ("actions",), ("service", "engine", "actions")])
def test_a_kill_between_message_and_reply_loses_and_doubles_nothing(whole: Whole, killed: tuple[str, ...]) -> None:
    family = whole.family("fi")
    after = family.say("kiitos, milloin chat on auki?")
    for name in killed:
        whole.kill_one(name)
    for name in reversed(killed):
        whole.start_one(name)
    seen = settled(family, after)
    time.sleep(1.0)
    log = family.log()
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert [event["text"] for event in log if event["author"] == "customer"] == ["kiitos, milloin chat on auki?"]
    answers = [event for event in log if event["seq"] > after and event["author"] == "bot"]
    assert len({(event["kind"], event["text"]) for event in answers}) == len(answers) > 0
    assert seen


def test_a_form_goes_on_after_every_process_was_killed(whole: Whole) -> None:
    family = whole.family("fi")
    after = family.log()[-1]["seq"]
    family.say("lapsella on kuumetta")
    settled(family, after)
    for name in ("service", "engine", "actions"):
        whole.kill_one(name)
    for name in ("actions", "engine", "service"):
        whole.start_one(name)
    after = family.log()[-1]["seq"]
    assert family.press("K3:none").status_code == 202
    kinds = [event["kind"] for event in settled(family, after) if event["author"] == "bot"]
    assert "form" in kinds or "choices" in kinds


def test_typed_commands_are_text(whole: Whole) -> None:
    for text in ("/restart", '/preinfo{"q": "C1-1", "v": 39}', "/session_start", "/handoff", "/"):
        family = whole.family("fi")
        after = family.log()[-1]["seq"]
        family.say(text)
        settled(family, after)
        assert family.state()["state"] == "bot"
        assert next(event for event in family.log() if event["author"] == "customer")["text"] == text


@pytest.mark.parametrize("text", ["a" * 4000, "😀" * 500, "\u200b\u200d x", "\u202eabc \u2066", "?", "...", "<script>alert(1)</script>",
                                  "{{7*7}} ${x} %s %(a)s", "' OR 1=1 --", "ÄÖÅ" * 300])
def test_rubbish_gets_a_kind_answer(whole: Whole, text: str) -> None:
    family = whole.family("fi")
    after = family.log()[-1]["seq"]
    family.say(text)
    replies = [event for event in settled(family, after) if event["author"] == "bot"]
    assert replies and all(event["text"] for event in replies)

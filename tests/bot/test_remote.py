"""The mended calls to the action server stay true to the pinned Rasa."""
from __future__ import annotations

import inspect
import time

import pytest
import rasa
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

from bot import remote

GOOD = {"events": [{"event": "slot", "timestamp": None, "name": "answer", "value": None}],
        "responses": [{"custom": {"say": "x"}}]}
BAD = [{"events": [{"event": "no such event"}]}, {"events": "none"}, {"responses": [3]}, {"responses": "x"}]
ORIGINAL = remote._rasa_run


def action() -> RemoteAction:
    remote.install()
    return RemoteAction("action_x", None)


def test_this_is_the_rasa_that_was_read():
    assert rasa.__version__ == remote.PINNED
    source = inspect.getsource(ORIGINAL)
    assert "self._validate_action_result(response)" in source
    assert "self.action_endpoint.request(" in source


def test_an_action_is_sent_what_it_reads_and_no_old_states():
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    domain = Domain.from_dict({"slots": {"preinfo": {"type": "any", "mappings": [{"type": "custom"}]}}})
    tracker = DialogueStateTracker("c", domain.slots)
    tracker.update_with_events([
        UserUttered("moi", {"name": "greet"}, metadata={"turn": 1}), ActionExecuted("utter_greet"),
        BotUttered(data={"custom": {"say": "greet"}}), SlotSet("preinfo", {"answers": {"C1-1": "old"}}),
        BotUttered(data={"custom": {"texts": {"fi": "pitkä"}, "kind": "form"}}),
        BotUttered(data={"custom": {"handoff": {"preinfo": {"answers": {}}}}}),
        SlotSet("preinfo", {"answers": {"C1-1": "new"}})], domain)
    sent = action()._action_call_format(tracker, domain)["tracker"]
    assert [event["event"] for event in sent["events"]] == ["user", "action", "bot", "bot", "bot"]
    assert sent["events"][0]["metadata"] == {"turn": 1}
    assert [event["data"]["custom"] for event in sent["events"][2:]] == [{"say": "greet"}, {}, {"handoff": {}}]
    assert sent["slots"]["preinfo"] == {"answers": {"C1-1": "new"}}


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    with pytest.raises(RuntimeError, match=r"3\.6\.22"):
        remote.install()


def test_a_good_answer_passes_as_with_rasa():
    validate(GOOD, RemoteAction.action_response_format_spec())
    assert action()._validate_action_result(GOOD) is True


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_answer_is_refused_as_with_rasa_and_not_quoted(bad):
    with pytest.raises(ValidationError):
        validate(bad, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError) as refused:
        action()._validate_action_result(bad)
    assert "no such event" not in str(refused.value)


def test_checking_an_answer_costs_less_than_compiling_the_schema_each_time():
    checked = action()
    started = time.perf_counter()
    for _ in range(20):
        checked._validate_action_result(GOOD)
    ours = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(20):
        validate(GOOD, RemoteAction.action_response_format_spec())
    assert ours < (time.perf_counter() - started) / 3

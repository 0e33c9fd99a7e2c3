"""The turn channel's promises (docs/architecture.md, turn protocol), against real Rasa."""
from __future__ import annotations

import asyncio
import json
import logging
import os
import signal

import pytest

from bot import turns
from bot.channel import Away, delete, take
from bot.turns import BadTurn
from tests.bot.conftest import load_agent, run


def events(agent, conversation: str = "c") -> list:
    tracker = asyncio.run(agent.tracker_store.retrieve(conversation))
    return list(tracker.events) if tracker else []


def choices(replies) -> dict[str, str]:
    return {choice["id"]: choice["payload"] for reply in replies for choice in reply.get("choices", ())}


def test_a_plain_subject_is_answered_by_its_id(turn):
    assert turn(1, text="paljonko unta") == [{"say": "sleep"}]


def test_an_answer_that_depends_on_something_asks_once_and_then_gives_the_row(turn):
    assert [reply["say"] for reply in turn(1, text="paljonko d-vitamiinia")] == ["vitamin_d", "fitting_ask_formula"]
    assert turn(2, text="600 ml")[0]["for"] == 600
    assert turn(3, text="paljonko d-vitamiinia")[0]["for"] == 600


def test_a_turn_asked_again_gives_the_same_replies_and_changes_nothing(agent, turn):
    first = turn(1, text="vauvalla on kuumetta")
    kept = len(events(agent))
    assert turn(1, text="vauvalla on kuumetta") == first
    assert len(events(agent)) == kept


def test_a_turn_asked_again_of_a_restarted_engine_gives_the_same_replies(model, action_server, tmp_path):
    database = tmp_path / "tracker.db"
    first = run(load_agent(model, action_server.port, database), 1, text="vauvalla on kuumetta")
    again = run(load_agent(model, action_server.port, database), 1, text="vauvalla on kuumetta")
    assert again == first
    assert any(reply.get("kind") == "card" for reply in again)


def test_the_service_is_told_whether_a_form_is_open(agent):
    def form(number: int, **said) -> str | None:
        asked = turns.read({"conversation_id": "open", "turn": number, "language": "fi",
                            "context": {"open": True, "now": "2026-11-23T07:42:00+00:00"}, **said})
        return asyncio.run(take(agent, asked)).form

    assert form(1, text="paljonko unta") is None
    assert form(2, text="vauvalla on kuumetta") == "preinfo_form"
    assert form(2, text="vauvalla on kuumetta") == "preinfo_form"
    assert form(3, choice='/preinfo{"q": "K1", "w": "stop"}') is None


def test_an_older_turn_is_refused(turn):
    turn(5, text="moi")
    with pytest.raises(BadTurn) as refused:
        turn(4, text="moi")
    assert refused.value.status == 409


def test_typed_commands_are_text(agent, turn):
    replies = turn(1, text="/human_please")
    assert not any("handoff" in reply for reply in replies)
    kept = [event.text for event in events(agent) if event.type_name == "user"]
    assert kept == ["human_please"]


def test_a_typed_button_payload_is_text(turn):
    replies = turn(1, text='/preinfo{"start": "C1"}')
    assert not any(reply.get("kind") == "card" for reply in replies)


def test_a_button_goes_to_the_form_without_understanding(turn):
    offered = choices(turn(1, text="vauvalla on kuumetta"))
    replies = turn(2, choice=offered["K3:none"])
    assert replies[-1]["data"]["link_id"] == "K1"


def test_the_form_does_not_read_the_words_that_opened_it(turn):
    replies = turn(1, text="vauvalla on kuumetta")
    assert [reply.get("say") or reply.get("kind") for reply in replies] == ["preinfo_start", "card"]


def test_a_form_goes_on_from_turn_to_turn_and_ends(turn):
    offered = choices(turn(1, text="vauvalla on kuumetta"))
    number, replies = 2, turn(2, choice=offered["K3:none"])
    for _ in range(40):
        offered = choices(replies)
        if "w:send" in offered:
            break
        number += 1
        replies = turn(number, choice=next(offered[name] for name in offered if name.startswith("w:skip")))
    replies = turn(number + 1, choice=offered["w:send"])
    handoff = next(reply["handoff"] for reply in replies if "handoff" in reply)
    assert handoff["preinfo"]["complete"] is True
    assert turn(number + 2, text="moi") == [{"say": "greet"}]


def test_a_nurse_wish_inside_the_form_hands_over_and_ends_it(turn):
    offered = choices(turn(1, text="vauvalla on kuumetta"))
    turn(2, choice=offered["K3:none"])
    replies = turn(3, choice="/human_please")
    assert replies[-1]["handoff"]["preinfo"]["complete"] is False
    assert turn(4, text="moi") == [{"say": "greet"}]


def test_a_stopped_form_goes_on_from_where_it_was(turn):
    offered = choices(turn(1, text="vauvalla on kuumetta"))
    offered = choices(turn(2, choice=offered["K3:none"]))
    offered = choices(turn(3, choice=offered["K1:child"]))
    offered = choices(turn(4, choice=offered["w:stop:K4"]))
    turn(5, text="paljonko d-vitamiinia")
    replies = turn(6, choice=offered["w:resume"])
    assert replies[-1]["data"]["link_id"] == "K4"
    handoff = turn(7, choice="/human_please")[-1]["handoff"]
    assert handoff["preinfo"]["answers"]["K1"]["value"] == "child"


def test_the_emergency_card_comes_first_and_needs_no_action_server(model, tmp_path):
    alone = load_agent(model, 1, tmp_path / "tracker.db")        # nobody listens on port 1
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot import remote
    from bot.channel import _run

    asked = turns.read({"conversation_id": "c", "turn": 1, "language": "fi", "text": "vauva ei hengitä"})
    tracker = DialogueStateTracker("c", alone.domain.slots)
    with remote.counted_failures() as failures:
        asyncio.run(_run(alone, tracker, asked))
    assert turns.last_turn(tracker.events).replies[0] == {"emergency": "I-112"}
    assert failures


def test_the_lexicon_of_the_service_is_enough_for_the_card(turn):
    replies = turn(1, text="moi", context={"alarm": True, "open": True})
    assert replies[0] == {"emergency": "I-112"}


def test_violence_gives_quick_exit_first(turn):
    replies = turn(1, text="mies löi mua")
    assert replies[0] == {"quick_exit": True}
    assert {"say": "violence"} in replies


def test_doubt_three_times_in_a_row_never_says_the_same_twice(turn):
    said = [turn(number, text="qwertyuiop")[0]["say"] for number in range(1, 6)]
    assert all(first != second for first, second in zip(said, said[1:], strict=False))
    assert said[1].startswith("doubt_nurse") or said[2].startswith("doubt_nurse")


def test_an_answer_in_between_begins_the_help_anew(turn):
    first = turn(1, text="qwertyuiop")[0]["say"]
    turn(2, text="qwertyuiop")
    turn(3, text="paljonko d-vitamiinia")
    assert turn(4, text="qwertyuiop")[0]["say"] == first


def test_goodbye_closes(turn):
    assert turn(1, text="kiitos")[-1] == {"close": True}


def test_while_the_action_server_is_away_nothing_is_saved_and_the_turn_can_be_asked_again(
        model, action_server, tmp_path):
    database = tmp_path / "tracker.db"
    with pytest.raises(Away):
        run(load_agent(model, 1, database), 1, text="haluan hoitajalle")
    agent = load_agent(model, action_server.port, database)
    assert events(agent) == []
    assert "handoff" in run(agent, 1, text="haluan hoitajalle")[-1]


def test_an_action_server_killed_in_the_middle_loses_no_answer(model, action_server, tmp_path):
    agent = load_agent(model, action_server.port, tmp_path / "tracker.db")
    offered = choices(run(agent, 1, text="vauvalla on kuumetta"))
    offered = choices(run(agent, 2, choice=offered["K3:none"]))
    os.kill(action_server.process.pid, signal.SIGKILL)
    action_server.process.wait(10)
    with pytest.raises(Away):
        run(agent, 3, choice=offered["K1:child"])
    action_server.start()
    assert run(agent, 3, choice=offered["K1:child"])[-1]["data"]["link_id"] == "K4"


def test_forgotten_conversations_are_gone(agent, turn):
    turn(1, "a", text="moi")
    turn(1, "b", text="moi")
    delete(agent, ["a"])
    assert events(agent, "a") == []
    assert events(agent, "b")


def test_no_words_of_customers_reach_the_logs_at_debug_level(agent, caplog, capfd, action_server):
    from bot import logs

    word = "salaisuus-kuumetta-4711"
    logging.getLogger("rasa").setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    logs.keep_words_out()
    caplog.handler.addFilter(logs.AtLeastInfo())
    try:
        run(agent, 1, "logs", text=f"vauvalla on kuumetta {word}")
        run(agent, 2, "logs", text=f"{word} qwertyuiop")
    finally:
        logging.getLogger().setLevel(logging.WARNING)
    out, err = capfd.readouterr()
    assert word not in caplog.text + out + err + action_server.log.read_text()


@pytest.mark.parametrize("broken, field", [
    ({"turn": "1"}, "turn"), ({"turn": True}, "turn"), ({"language": "de"}, "language"), ({"text": "  "}, "text"),
    ({"text": None}, "text"), ({"choice": "/x"}, "text"), ({"conversation_id": 7}, "conversation_id"),
    ({"text": None, "choice": "human_please"}, "choice"), ({"text": None, "choice": "/a{b"}, "choice"),
    ({"text": None, "choice": {"x": 1}}, "choice"), ({"context": [1]}, "context"), ({"text": "x" * 9000}, "text"),
])
def test_a_request_that_cannot_be_taken_names_the_field(broken, field):
    good = {"conversation_id": "c", "turn": 1, "language": "fi", "text": "moi", "context": {"open": True}}
    with pytest.raises(BadTurn) as refused:
        turns.read({**good, **broken})
    assert refused.value.field == field
    assert set(refused.value.as_json()["error"]) == {"code", "message", "field"}


def test_what_no_rule_knows_is_doubt_said_once(turn):
    assert [reply["say"] for reply in turn(1, text="asdfghjkl")] == ["doubt_other_words"]


def test_a_body_that_is_no_object_is_refused():
    with pytest.raises(BadTurn):
        turns.read([])


@pytest.mark.parametrize("typed, kept", [("/restart", "restart"), ("  // moi", "moi"), ("/", "?"), ("1/2 tablettia",
                                         "1/2 tablettia")])
def test_leading_strokes_of_typed_text_are_dropped(typed, kept):
    assert turns.plain(typed) == kept


def test_replies_are_plain_json(turn):
    json.dumps(turn(1, text="vauvalla on kuumetta"))

"""Queues and working order over HTTP, on SQLite and PostgreSQL. The rules themselves: tests/handoff/queues."""
from __future__ import annotations

import json
import time

import pytest
import requests
import sqlalchemy as sa

from connectors.settings import SettingError, read
from tests.service.conftest import Desk, Family, Service


def openings(service: Service, conversation: str, desk: Desk) -> list[dict]:
    engine = sa.create_engine(service.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(sa.text(
            "SELECT detail FROM audit WHERE conversation_id = :id AND actor = :who AND action = 'open_conversation'"
            " ORDER BY id"), {"id": conversation, "who": desk.username}).scalars().all()
    engine.dispose()
    return [json.loads(row) if isinstance(row, str) else row for row in rows]


def until_state(family: Family, state: str) -> None:
    end = time.monotonic() + 10
    while family.state()["state"] != state:
        assert time.monotonic() < end, family.state()
        time.sleep(0.05)


def test_reading_the_events_without_opening_the_conversation_is_audited(service: Service) -> None:
    desk, other = service.nurse(), service.nurse(name="Toinen")
    family = service.queued()
    for _ in range(3):
        assert desk.get(f"conversations/{family.id}/events?after=0").ok
    assert openings(service, family.id, desk) == [{"by": "events"}]
    assert other.get(f"conversations/{family.id}").ok
    assert other.get(f"conversations/{family.id}/events?after=2").ok
    assert openings(service, family.id, other) == [{}]          # opened, and read on: one opening
    assert other.post("logout").status_code == 204
    assert other.login().ok
    with other.session.get(f"{service.base}/api/v1/console/conversations/{family.id}/events?after=0", stream=True,
                           headers={"Accept": "text/event-stream"}, timeout=20) as stream:
        next(stream.iter_lines())
    assert openings(service, family.id, other) == [{}, {"by": "events"}]        # a new login, a new opening


def test_the_wait_becomes_a_message_without_writing_again(service: Service) -> None:
    family = service.queued("en")
    assert family.post("queue/message").json() == {"state": "message"}
    state = family.state()
    assert state["state"] == "message" and state["answer_by"].startswith("2026-11-26")
    assert family.post("queue/message").status_code == 409 and family.post("queue/leave").status_code == 409


def test_the_place_and_wait_reach_those_behind_at_once(service: Service, nurse: Desk) -> None:
    while nurse.post("next", {"queue": "chat-en"}).status_code == 200:
        pass
    first = service.queued("en")
    service.set_clock("2026-11-23T09:31:00+02:00")
    second = service.queued("en")
    with requests.get(second.url("events?after=999999"), headers={**second.headers, "Accept": "text/event-stream"},
                      stream=True, timeout=20) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith(b"data: "))
        assert json.loads(next(lines)[6:])["queue"]["position"] == 2
        assert nurse.post(f"conversations/{first.id}/claim").ok
        assert json.loads(next(lines)[6:])["queue"]["position"] == 1
    nurse.post(f"conversations/{second.id}/claim")


@pytest.mark.parametrize(("number", "status"), [(0, 422), (51, 422), ("3", 422), (None, 422), (3, 204)])
def test_the_number_of_chats_at_a_time_is_from_one_to_fifty(service: Service, number: object, status: int) -> None:
    assert service.nurse().put("me", {"max_chats": number}).status_code == status


def test_a_full_desk_is_told_so_and_next_gives_nothing_more(service: Service) -> None:
    desk = service.nurse()
    desk.put("me", {"max_chats": 1})
    assert desk.get("me").json()["user"]["max_chats"] == 1
    first, second = service.queued(), service.queued()
    assert desk.post(f"conversations/{first.id}/claim").ok
    for answer in (desk.post(f"conversations/{second.id}/claim"), desk.post("next")):
        assert answer.status_code == 409 and answer.json()["error"]["code"] == "chats_full"
    assert second.state()["state"] == "queued"


def test_at_four_those_waiting_are_carried_over_by_the_running_service(service: Service) -> None:
    service.set_clock("2026-11-23T15:58:00+02:00")
    family = service.queued("sv")
    family.until(lambda log: [e for e in log if {"carry_yes", "carry_no"} <= {c["id"] for c in e.get("choices", ())}])
    assert family.press("carry_yes").status_code == 202
    service.set_clock("2026-11-23T16:00:00+02:00")
    until_state(family, "message")
    assert "senast torsdag 26.11" in family.log()[-1]["text"]
    assert not [turn for turn in service.engine.asked
                if turn["conversation_id"] == family.id and "carry" in json.dumps(turn)]


def test_a_message_thread_over_three_days(service: Service) -> None:
    desk = service.nurse()
    service.set_clock("2026-11-20T18:00:00+02:00")      # Friday evening
    family = service.family()
    family.say("viesti: mikä voide rasvaa kuivaa ihoa?")
    until_state(family, "message")
    assert family.state()["answer_by"].startswith("2026-11-26")
    service.set_clock("2026-11-26T16:30:00+02:00")
    assert desk.login().ok                              # the shift of Friday is over
    board = desk.get("queues").json()
    card = next(card for card in board["waiting"] if card["conversation_id"] == family.id)
    assert card["overdue"] and board["levels"]["message"]["overdue"] >= 1
    assert sum(queue["overdue"] for queue in board["queues"]) >= 1
    told = requests.get(f"{service.base}/metrics", timeout=20).text
    assert float(told.split('neuvo_overdue{queue="message-fi"} ')[1].split()[0]) >= 1
    assert float(told.split("\nneuvo_nurses_there ")[1].split()[0]) >= 1
    assert desk.post(f"conversations/{family.id}/claim").ok
    assert "leave-open" not in desk.get(f"conversations/{family.id}").json()["can"]
    assert desk.post(f"conversations/{family.id}/leave-open").json()["error"]["code"] == "not_answered"
    desk.post(f"conversations/{family.id}/messages", {"client_id": "a1", "text": "Perusvoide riittää."})
    assert "leave-open" in desk.get(f"conversations/{family.id}").json()["can"]
    assert desk.post(f"conversations/{family.id}/leave-open").status_code == 204
    board = desk.get("queues").json()
    assert family.id in [card["conversation_id"] for card in board["answered"]]
    assert family.id not in [card["conversation_id"] for card in board["waiting"]]
    service.set_clock("2026-11-27T09:00:00+02:00")
    family.say("entä jos se ei auta?")
    assert desk.login().ok
    assert family.state()["answer_by"].startswith("2026-12-02")
    assert family.id in [card["conversation_id"] for card in desk.get("queues").json()["waiting"]]


def test_levels_and_the_nurses_presence_are_on_the_board(service: Service) -> None:
    desk, other = service.nurse(), service.nurse(name="Toinen")
    levels = desk.get("queues").json()["levels"]
    assert levels["chat"]["target_seconds"] == 420 and levels["message"]["target_days"] == 3
    for presence in ("busy", "away", "available"):
        assert other.put("me", {"presence": presence}).status_code == 204
        assert next(n["presence"] for n in desk.get("queues").json()["nurses"] if n["id"] == other.user["id"]) == presence
    assert other.put("me", {"presence": "asleep"}).status_code == 422
    assert desk.post("heartbeat").status_code == 204


def test_logging_out_gives_her_chats_back_to_their_queues(service: Service) -> None:
    desk = service.nurse()
    second = Desk(service.base, desk.username, desk.password)
    assert second.login().ok
    family = service.queued()
    assert desk.post(f"conversations/{family.id}/claim").ok
    assert second.post("logout").status_code == 204
    time.sleep(0.6)                                             # three looks of the keeper
    assert family.state()["state"] == "with_nurse"              # she is still there in another browser
    assert desk.post("logout").status_code == 204
    until_state(family, "queued")
    assert family.log()[-1]["text"].startswith("Hoitaja joutui lähtemään")


def test_what_went_back_is_shown_until_she_has_read_that_very_entry(service: Service) -> None:
    desk, families = service.nurse(), [service.queued(), service.queued()]
    for family in families:
        assert desk.post(f"conversations/{family.id}/claim").ok
    assert desk.post("logout").status_code == 204
    for family in families:
        until_state(family, "queued")
    assert desk.login().ok
    first, second = [entry["id"] for entry in desk.get("queues").json()["returned"]]
    for wrong in ({}, {"up_to": None}, {"up_to": "all"}, {"up_to": -1}, {"up_to": True}):
        assert desk.post("returned/seen", wrong).status_code == 422
    assert desk.post("returned/seen", {"up_to": first}).status_code == 204
    assert [entry["id"] for entry in desk.get("queues").json()["returned"]] == [second]     # it came after she had looked
    assert service.nurse().post("returned/seen", {"up_to": second}).status_code == 204      # another's reading is her own
    assert [entry["id"] for entry in desk.get("queues").json()["returned"]] == [second]
    assert desk.post("returned/seen", {"up_to": second}).status_code == 204
    assert desk.get("queues").json()["returned"] == []


@pytest.mark.parametrize(("name", "value"), [("NEUVO_KEEP_UNANSWERED_DAYS", "30"), ("NEUVO_NURSE_GONE_SECONDS", "5")])
def test_settings_that_would_lose_people_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read({name: value})

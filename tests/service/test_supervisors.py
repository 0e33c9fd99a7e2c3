"""What supervisors see and do, and the audit log, over HTTP, on SQLite and PostgreSQL."""
from __future__ import annotations

import csv
import hashlib
import io
import uuid

import pytest

from tests.service.conftest import Desk, Service


@pytest.fixture(scope="module")
def boss(service: Service) -> Desk:
    return service.nurse(role="supervisor", name="Esimies")


def test_the_overview_tells_who_waits_and_who_serves_without_their_words(service: Service, nurse: Desk, boss: Desk) -> None:
    waits, served = service.queued("sv"), service.queued()
    nurse.post(f"conversations/{served.id}/claim")
    served.say("salaiset sanat")
    service.set_clock("2026-11-23T09:36:00+02:00")
    seen = boss.get("overview")
    assert "salaiset sanat" not in seen.text and "haluan puhua" not in seen.text
    body = seen.json()
    card = next(card for card in body["waiting"] if card["conversation_id"] == waits.id)
    assert card["waited_seconds"] == 360 and card["queue"] == "chat-sv"
    assert next(c for c in body["served"] if c["conversation_id"] == served.id)["nurse"]["name"] == "Sanna"
    row = next(row for row in body["nurses"] if row["id"] == nurse.user["id"])
    assert row["chats"] >= 1 and row["presence"] == "available"


def test_taking_over_asks_why_and_tells_the_family(service: Service, nurse: Desk, boss: Desk) -> None:
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    path = f"conversations/{family.id}/take-over"
    assert boss.post(path).status_code == 422 and boss.post(path, {"why": "  "}).status_code == 422
    assert nurse.post(path, {"why": "haluan"}).status_code == 403
    assert boss.post(path, {"why": "Sanna sairastui"}).status_code == 204
    assert boss.post(path, {"why": "uudelleen"}).status_code == 409
    assert family.state()["nurse"]["name"] == "Esimies" and "Esimies" in family.log()[-1]["text"]
    assert nurse.post(f"conversations/{family.id}/messages", {"client_id": "1", "text": "x"}).status_code == 409
    [entry] = boss.get("audit", params={"conversation": family.id, "action": "take_over"}).json()["entries"]
    assert entry["detail"] == {"from": nurse.username, "why": "Sanna sairastui"}


def test_a_waiting_conversation_is_given_to_a_nurse_or_another_queue(service: Service, nurse: Desk, boss: Desk) -> None:
    family = service.queued()
    path = f"conversations/{family.id}/reassign"
    for bad in ({}, {"queue": "nowhere"}, {"nurse": "nobody"}, {"queue": "chat-sv", "nurse": nurse.user["id"]}):
        assert boss.post(path, bad).status_code == 422, bad
    assert boss.post(path, {"queue": "chat-sv"}).status_code == 204
    assert family.state()["state"] == "queued"
    assert nurse.get("queues").ok                # she is there
    assert boss.post(path, {"nurse": nurse.user["id"], "note": "ota sinä"}).status_code == 204
    assert family.state()["nurse"]["name"] == "Sanna"
    assert family.id in [card["conversation_id"] for card in nurse.get("queues").json()["mine"]]
    assert boss.post(path, {"queue": "message-fi"}).status_code == 204 and family.state()["state"] == "message"
    nurse.post(f"conversations/{family.id}/claim")
    nurse.post(f"conversations/{family.id}/close", {"reason": "other"})
    assert boss.post(path, {"queue": "chat-fi"}).status_code == 409


def test_statistics_come_as_rows_and_as_csv(service: Service, nurse: Desk, boss: Desk) -> None:
    service.set_clock("2026-12-08T09:00:00+02:00")
    for desk in (nurse, boss):
        assert desk.login().ok
    for n in range(6):
        family = service.queued("en")
        service.set_clock(f"2026-12-08T09:{n + 1:02d}:00+02:00")
        nurse.post(f"conversations/{family.id}/claim")
        nurse.post(f"conversations/{family.id}/messages", {"client_id": str(uuid.uuid4()), "text": "hi"})
        nurse.post(f"conversations/{family.id}/close", {"reason": "other"})
        assert family.post("feedback", {"score": 10}).status_code == 201
    found = boss.get("statistics", params={"from": "2026-12-08", "days": 1}).json()
    total = found["rows"][0]
    assert total["part"] == "total" and total["contacts"] == total["nurse"] == total["chats_answered"] == 6
    assert total["median_seconds"] == 60 and total["within_percent"] == 100 and total["nps"] == 100
    assert next(row for row in found["rows"] if row["key"] == "chat-en")["titles"]["sv"]
    one = boss.get("statistics", params={"from": "2026-12-08", "days": 1, "queue": "chat-en"}).json()
    assert [row["part"] for row in one["rows"]] == ["total"] and one["open_messages"] == []
    assert one["rows"][0]["contacts"] == next(row["contacts"] for row in found["rows"] if row["key"] == "chat-en") == 6
    file = boss.get("statistics", params={"from": "2026-12-08", "days": 1, "format": "csv"})
    assert file.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert rows[0]["contacts"] == "6" and {row["part"] for row in rows} == {"total", "time", "language", "queue"}
    for bad in ({"from": "eilen"}, {"days": "1000"}, {"language": "de"}, {"queue": "nowhere"}, {"days": "2"}, {"days": "0"},
                {"from": "2026-12-08", "days": "7"}, {"language": "fi", "queue": "chat-fi"}):
        assert boss.get("statistics", params=bad).status_code == 422, bad


def test_the_audit_log_is_read_and_exported_with_a_trace(service: Service, nurse: Desk, boss: Desk) -> None:
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    nurse.get(f"conversations/{family.id}")
    found = boss.get("audit", params={"conversation": family.id}).json()["entries"]
    assert [entry["action"] for entry in found] == ["open_conversation", "claim", "handoff"]     # newest first
    older = boss.get("audit", params={"conversation": family.id, "before": found[0]["id"]}).json()["entries"]
    assert [entry["action"] for entry in older] == ["claim", "handoff"]
    file = boss.get("audit", params={"conversation": family.id, "format": "csv"})
    assert [row["action"] for row in csv.DictReader(io.StringIO(file.text))] == ["open_conversation", "claim", "handoff"]
    [trace] = boss.get("audit", params={"action": "export_audit", "actor": boss.username}).json()["entries"]
    assert trace["detail"] == {"conversation": family.id, "lines": 3,
                               "sha256": hashlib.sha256(file.content).hexdigest()}
    assert boss.get("audit", params={"from": "2026-11-24", "to": "2026-11-24", "conversation": family.id}).json()["entries"] == []
    assert len(boss.get("audit", params={"from": "2026-11-23", "to": "2026-11-23", "conversation": family.id}).json()["entries"]) == 3
    assert boss.get("audit", params={"from": "eilen"}).status_code == 422
    assert nurse.get("audit").status_code == 403

"""Nothing is lost and nothing is doubled when the service is killed; what is over is deleted by itself."""
from __future__ import annotations

import time

from tests.service.conftest import Service


def test_a_kill_between_message_and_reply_loses_and_doubles_nothing(service: Service) -> None:
    family = service.family()
    service.engine.delay = 1.0
    seq = family.say("ennen kaatumista")
    time.sleep(0.3)                     # the engine has the turn, the service has no reply yet
    service.kill()
    service.engine.delay = 0.0
    service.start()
    family.until(lambda log: [e for e in log if e.get("text") == "fi kaiku ennen kaatumista"], 15)
    time.sleep(0.5)
    log = family.log()
    assert [e.get("text") for e in log].count("fi kaiku ennen kaatumista") == 1
    assert [e.get("text") for e in log].count("ennen kaatumista") == 1
    assert [e["seq"] for e in log] == list(range(1, len(log) + 1))
    assert next(e for e in log if e["text"] == "ennen kaatumista")["seq"] == seq


def test_a_queue_place_survives_a_kill(service: Service) -> None:
    family = service.queued("en")
    place = family.state()["queue"]["position"]
    service.kill()
    service.start()
    assert family.state()["queue"]["position"] == place


def test_what_is_over_is_deleted_with_the_clock_moved_and_the_audit_log_stays(service: Service) -> None:
    desk = service.nurse()
    talk, closed = service.family(), service.queued()
    talk.reply(talk.say("kesken jäänyt"))
    desk.post(f"conversations/{closed.id}/claim")
    desk.post(f"conversations/{closed.id}/close", {"reason": "advice_given"})
    audited = service.count("SELECT count(*) FROM audit WHERE conversation_id = :id", id=closed.id)
    assert audited >= 3

    def there(conversation: str) -> int:
        return service.count("SELECT count(*) FROM events WHERE conversation_id = :id", id=conversation)

    for moment, talk_there, closed_there in (
        ("2026-11-24T09:00:00+02:00", True, True),      # 23.5 h: still there
        ("2026-11-24T10:00:00+02:00", False, True),     # 24 h passed: the draft is gone
        ("2026-12-23T09:00:00+02:00", False, True),     # just under 30 days
        ("2026-12-23T10:00:00+02:00", False, False),
    ):
        service.set_clock(moment)
        service.kill()
        service.start()                 # a sweep is made at every start, and every ten minutes
        end = time.monotonic() + 8
        while time.monotonic() < end and (bool(there(talk.id)), bool(there(closed.id))) != (talk_there, closed_there):
            time.sleep(0.1)
        assert (bool(there(talk.id)), bool(there(closed.id))) == (talk_there, closed_there), moment
    assert service.count("SELECT count(*) FROM audit WHERE conversation_id = :id", id=closed.id) == audited
    end = time.monotonic() + 5
    while time.monotonic() < end and not {talk.id, closed.id} <= set(service.engine.forgotten):
        time.sleep(0.1)
    assert {talk.id, closed.id} <= set(service.engine.forgotten)

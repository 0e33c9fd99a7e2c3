"""Promises of the nurses' desk, on SQLite and PostgreSQL. The engine is a stand-in here."""
from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from tests.service.conftest import Desk, Service

CLAIMS = 50


def text_of(desk: Desk, conversation: str) -> list[str]:
    return [event.get("text") for event in desk.get(f"conversations/{conversation}").json()["events"]]


def test_the_one_time_password_must_be_changed_before_anything_else(service: Service) -> None:
    desk = service.nurse()
    fresh = Desk(service.base, desk.username, desk.password)
    assert fresh.login().json()["user"]["must_change_password"] is False
    added = service.nurse()
    added.password = "x"
    assert added.login().status_code == 401


def test_login_gives_a_cookie_that_scripts_cannot_read(service: Service, nurse: Desk) -> None:
    desk = Desk(service.base, nurse.username, nurse.password)
    cookie = desk.login().headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/api/v1/console" in cookie


def test_guessing_passwords_is_slowed_down(service: Service) -> None:
    desk = service.nurse()
    answers = [Desk(service.base, desk.username, desk.password).login("wrong guess").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert desk.login().status_code == 429      # also for the right password, until the time is over
    service.set_clock("2026-11-23T10:00:00+02:00")
    assert desk.login().status_code == 200


def test_without_login_or_csrf_token_nothing_opens(service: Service, nurse: Desk) -> None:
    family = service.queued()
    for method, path in (("GET", "queues"), ("GET", "me"), ("GET", "stream"), ("POST", "next"), ("POST", "logout"),
                         ("GET", f"conversations/{family.id}"), ("GET", f"conversations/{family.id}/summary"),
                         ("GET", f"conversations/{family.id}/events"), ("POST", f"conversations/{family.id}/claim"),
                         ("POST", f"conversations/{family.id}/close"), ("POST", f"conversations/{family.id}/transfer"),
                         ("POST", f"conversations/{family.id}/messages")):
        answer = requests.request(method, f"{service.base}/api/v1/console/{path}", json={}, timeout=20)
        assert answer.status_code == 401, path
    forged = nurse.session.post(f"{service.base}/api/v1/console/conversations/{family.id}/claim", json={}, timeout=20)
    assert forged.status_code == 403 and forged.json()["error"]["code"] == "bad_csrf"
    assert family.state()["state"] == "queued"


def test_exactly_one_of_fifty_claims_wins(service: Service) -> None:
    desks = [service.nurse(name=f"Hoitaja {n}") for n in range(2)]
    family = service.queued()
    with ThreadPoolExecutor(CLAIMS) as pool:
        answers = list(pool.map(lambda n: desks[n % 2].post(f"conversations/{family.id}/claim"), range(CLAIMS)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (CLAIMS - 1)
    assert {a.json()["error"]["code"] for a in answers if a.status_code == 409} <= {"already_claimed", "already_yours"}
    joined = [e for e in family.log() if e["kind"] == "state" and e["data"]["state"] == "with_nurse"]
    assert len(joined) == 1


def test_a_chat_goes_both_ways_and_the_engine_hears_nothing_of_it(service: Service, nurse: Desk) -> None:
    family = service.queued("sv")
    assert nurse.post(f"conversations/{family.id}/claim").ok
    asked = len([t for t in service.engine.asked if t["conversation_id"] == family.id])
    seq = family.say("hej, är du där?")
    client_id = str(uuid.uuid4())
    sent = [nurse.post(f"conversations/{family.id}/messages", {"client_id": client_id, "text": "Hej! Ja."}) for _ in range(3)]
    assert len({answer.json()["seq"] for answer in sent}) == 1
    reply = family.reply(seq)
    assert reply["author"] == "nurse" and reply["text"] == "Hej! Ja." and reply["name"] == "Sanna"
    assert family.state()["nurse"] == {"name": "Sanna", "role": "nurse"}
    assert "hej, är du där?" in text_of(nurse, family.id)
    assert len([t for t in service.engine.asked if t["conversation_id"] == family.id]) == asked


def test_another_nurse_cannot_read_write_or_close_my_conversation(service: Service, nurse: Desk) -> None:
    other = service.nurse(name="Toinen")
    family = service.queued()
    assert nurse.post(f"conversations/{family.id}/claim").ok
    assert other.get(f"conversations/{family.id}").status_code == 403
    assert other.get(f"conversations/{family.id}/events").status_code == 403
    assert other.get(f"conversations/{family.id}/summary").status_code == 403
    for path, body in (("messages", {"client_id": "1", "text": "x"}), ("close", {"reason": "other"}),
                       ("transfer", {"queue": "chat-sv"}), ("release", {}), ("to-bot", {}), ("read", {"seq": 1})):
        assert other.post(f"conversations/{family.id}/{path}", body).json()["error"]["code"] == "not_yours"


def test_a_talk_with_the_bot_concerns_no_nurse(service: Service, nurse: Desk) -> None:
    family = service.family()
    family.reply(family.say("moi"))
    assert nurse.get(f"conversations/{family.id}").status_code == 403
    assert nurse.post(f"conversations/{family.id}/claim").json()["error"]["code"] == "not_waiting"


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_roles_that_do_not_serve_see_no_conversation(service: Service, role: str) -> None:
    desk = service.nurse(role=role)
    family = service.queued()
    assert desk.get("queues").status_code == 403
    assert desk.get("stream").status_code == 403
    assert desk.get(f"conversations/{family.id}").status_code == 403
    assert desk.get(f"conversations/{family.id}/events").status_code == 403
    assert desk.post(f"conversations/{family.id}/claim").status_code == 403


def test_the_summary_is_first_in_the_nurses_language_and_leaves_a_trace(service: Service) -> None:
    desk = service.nurse()
    family = service.queued("en")
    summary = desk.get(f"conversations/{family.id}/summary?format=text")
    assert summary.text.startswith("YHTEENVETO") and "Ammattilaisen arvio: ____" in summary.text
    assert "hoitajalle" in summary.text
    swedish = desk.get(f"conversations/{family.id}/summary?format=text&lang=sv").text
    assert swedish.startswith("SAMMANDRAG") and "Yrkespersonens bedömning: ____" in swedish
    assert desk.get(f"conversations/{family.id}/summary?format=json").json()["channel"] == "chat"
    assert desk.get(f"conversations/{family.id}/summary?format=pdf").status_code == 422
    engine = sa.create_engine(service.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        deeds = connection.execute(sa.text("SELECT actor, action FROM audit WHERE conversation_id = :id ORDER BY id"),
                                   {"id": family.id}).all()
        assert (desk.username, "open_summary") in [tuple(deed) for deed in deeds]
        for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                connection.execute(sa.text(statement))
            connection.rollback()
    engine.dispose()


def test_next_takes_the_one_who_has_waited_longest(service: Service, nurse: Desk) -> None:
    while nurse.post("next", {"queue": "chat-sv"}).status_code == 200:
        pass
    service.set_clock("2026-11-23T09:50:00+02:00")
    first = service.queued("sv")
    service.set_clock("2026-11-23T09:51:00+02:00")
    second = service.queued("sv")
    assert nurse.post("next", {"queue": "chat-sv"}).json()["conversation_id"] == first.id
    assert nurse.post("next", {"queue": "chat-sv"}).json()["conversation_id"] == second.id
    assert nurse.post("next", {"queue": "chat-sv"}).status_code == 204


def test_a_released_conversation_returns_to_the_front_with_its_history(service: Service, nurse: Desk) -> None:
    service.set_clock("2026-11-23T10:10:00+02:00")
    first = service.queued("sv")
    service.set_clock("2026-11-23T10:11:00+02:00")
    second = service.queued("sv")
    assert nurse.post(f"conversations/{first.id}/claim").ok
    place = second.state()["queue"]["position"]
    assert nurse.post(f"conversations/{first.id}/release").status_code == 204
    assert first.state()["queue"]["position"] == place and second.state()["queue"]["position"] == place + 1
    assert "Hälsovårdaren blev tvungen att gå" in first.log()[-1]["text"]
    for family in (first, second):
        nurse.post(f"conversations/{family.id}/claim")


def test_a_transfer_moves_the_conversation_whole_and_hides_the_note(service: Service, nurse: Desk) -> None:
    other = service.nurse(name="Toinen")
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    for bad in ({}, {"queue": "nowhere"}, {"nurse": "nobody"}, {"queue": "chat-sv", "nurse": other.user["id"]}, {"queue": 3}):
        assert nurse.post(f"conversations/{family.id}/transfer", bad).status_code == 422, bad
    assert nurse.post(f"conversations/{family.id}/transfer", {"nurse": other.user["id"], "note": "katsotko tämän"}).status_code == 204
    assert "katsotko tämän" in text_of(other, family.id)
    assert "katsotko tämän" not in [e.get("text") for e in family.log()]
    assert family.state()["nurse"]["name"] == "Toinen"
    assert other.post(f"conversations/{family.id}/transfer", {"queue": "message-fi"}).status_code == 204
    assert family.state()["state"] == "message"


def test_closing_asks_for_feedback_and_ends_the_talk(service: Service, nurse: Desk) -> None:
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    assert nurse.post(f"conversations/{family.id}/close", {"reason": "because"}).status_code == 422
    assert nurse.post(f"conversations/{family.id}/close", {"reason": "advice_given"}).status_code == 204
    assert [e["kind"] for e in family.log()][-2:] == ["state", "feedback"]
    late = family.post("messages", {"client_id": "z", "text": "vielä yksi"})
    assert late.status_code == 409 and late.json()["error"]["code"] == "closed"
    assert family.post("feedback", {"score": 10}).status_code == 201
    assert nurse.post(f"conversations/{family.id}/reopen").status_code == 204
    assert family.state()["state"] == "with_nurse"


def test_back_to_the_bot_makes_the_bot_answer_again(service: Service, nurse: Desk) -> None:
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    assert nurse.post(f"conversations/{family.id}/to-bot").status_code == 204
    assert family.reply(family.say("hei taas"))["text"] == "fi kaiku hei taas"


def test_read_and_typing_marks_cross_over(service: Service, nurse: Desk) -> None:
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    seq = family.say("luettu?")
    assert nurse.post(f"conversations/{family.id}/read", {"seq": seq}).status_code == 204
    assert family.state()["read_by_nurse"] == seq
    assert nurse.post(f"conversations/{family.id}/typing").status_code == 204
    assert family.state()["typing"] is True
    family.post("typing")
    assert nurse.get(f"conversations/{family.id}/events?after=9999").json()["typing"] is True


def test_logging_out_ends_open_streams_at_once(service: Service) -> None:
    desk = service.nurse()
    with desk.get("stream", stream=True) as stream:
        lines = stream.iter_lines()
        assert next(lines) == b"event: queues"
        assert desk.post("logout").status_code == 204
        assert list(lines) is not None      # ends by itself
    assert desk.get("queues").status_code == 401


def test_what_is_said_in_a_chat_is_told_to_its_own_nurse_and_who_waits_to_every_desk(service: Service) -> None:
    own, other = service.nurse(), service.nurse(name="Toinen")
    family = service.queued()
    assert own.post(f"conversations/{family.id}/claim").ok
    with own.get("stream", stream=True) as hers, other.get("stream", stream=True) as others:
        mine, theirs = frames(hers), frames(others)
        assert next(mine)[0] == next(theirs)[0] == "queues"
        family.say("nyt se yskii")
        name, told = next(mine)
        assert name == "mine" and [(card["conversation_id"], card["last_text"]) for card in told["mine"]] == [
            (family.id, "nyt se yskii")]
        service.queued()
        assert next(theirs) == ("queues", {})       # the first since it began: nothing of the other nurse's chat
        assert next(mine)[0] == "queues"


def frames(stream: requests.Response) -> Iterator[tuple[str, Any]]:
    """Name and content of each frame of a stream."""
    name = ""
    for line in stream.iter_lines():
        if line.startswith(b"event: "):
            name = line[7:].decode()
        elif line.startswith(b"data: "):
            yield name, json.loads(line[6:])


def test_losing_the_conversation_ends_its_stream(service: Service, nurse: Desk) -> None:
    other = service.nurse(name="Toinen")
    family = service.queued()
    nurse.post(f"conversations/{family.id}/claim")
    with nurse.session.get(f"{service.base}/api/v1/console/conversations/{family.id}/events?after=0", stream=True,
                           headers={"Accept": "text/event-stream"}, timeout=20) as stream:
        lines = stream.iter_lines()
        next(lines)
        nurse.post(f"conversations/{family.id}/transfer", {"nurse": other.user["id"]})
        family.say("vain toiselle")
        assert b"vain toiselle" not in b"\n".join(lines)


def test_the_desk_lists_who_waits_with_language_topic_and_time(service: Service, nurse: Desk) -> None:
    service.set_clock("2026-11-23T11:00:00+02:00")
    family = service.queued("en")
    service.set_clock("2026-11-23T11:03:00+02:00")
    board = nurse.get("queues").json()
    card = next(card for card in board["waiting"] if card["conversation_id"] == family.id)
    assert card["language"] == "en" and card["queue"] == "chat-en" and card["waited_seconds"] == 180
    assert card["last_text"] == "haluan puhua hoitajan kanssa" and card["state"] == "queued"
    assert [queue["id"] for queue in board["queues"]][:3] == ["chat-fi", "chat-sv", "chat-en"]


def test_a_card_shows_what_was_written_and_not_the_button_pressed_after_it(service: Service, nurse: Desk) -> None:
    family = service.family()
    pressed = family.press("nurse").json()["seq"]
    family.until(lambda log: [e for e in log if e["kind"] == "state"])

    def shown() -> str:
        waiting = nurse.get("queues").json()["waiting"]
        return next(card["last_text"] for card in waiting if card["conversation_id"] == family.id)

    title = next(e["text"] for e in family.log() if e["seq"] == pressed)
    assert title and shown() == title           # nothing else was said
    family.say("imetys sattuu")
    again = family.press("nurse").json()["seq"]
    assert next(e["text"] for e in family.log() if e["seq"] == again) == title
    assert shown() == "imetys sattuu"


def test_unread_are_the_words_since_the_nurse_came_and_not_the_talk_with_the_bot(service: Service, nurse: Desk) -> None:
    family = service.queued()
    family.say("ja vielä tämä")

    def unread(where: str) -> int:
        return next(card["unread"] for card in nurse.get("queues").json()[where] if card["conversation_id"] == family.id)
    assert unread("waiting") == 0
    service.set_clock("2026-11-23T09:31:00+02:00")
    assert nurse.post(f"conversations/{family.id}/claim").json()["unread"] == 0
    family.say("oletko siellä")
    assert unread("mine") == 1
    assert nurse.post(f"conversations/{family.id}/read", {"seq": family.log()[-1]["seq"]}).status_code == 204
    assert unread("mine") == 0

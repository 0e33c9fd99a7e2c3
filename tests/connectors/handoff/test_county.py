"""A county with its own chat system behind Neuvo: letters out, deeds in, over HTTP, on SQLite and PostgreSQL."""
from __future__ import annotations

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from fhirclient.models.bundle import Bundle

from connectors.handoff.incoming import TYPES
from tests.connectors.handoff.conftest import SECRET
from tests.connectors.handoff.receiver import PAGE, Receiver
from tests.service.conftest import Family, Service

ON_SQLITE = pytest.mark.parametrize("service", ["sqlite"], indirect=True)     # what no database can change
NURSE = {"id": "a17", "name": "Kaisa"}


def deed(family: Family, name: str, **more: Any) -> dict[str, Any]:
    return {"type": name, "conversation_id": family.id, "nurse": NURSE, **more}


def told(service: Service, county: Receiver) -> Family:
    """A family whose handoff the county has."""
    family = service.queued("en")
    county.until(lambda: [letter for letter in county.of(family.id) if letter["event"]["kind"] == "state"])
    return family


def claimed(service: Service, county: Receiver) -> Family:
    family = told(service, county)
    assert county.send(service.base, deed(family, "claim")).json() == {"state": "with_nurse"}
    county.until(lambda: county.of(family.id)[-1]["state"] == "with_nurse")
    return family


def words(letters: list[dict[str, Any]], author: str = "customer") -> list[str]:
    return [letter["event"]["text"] for letter in letters if letter["event"]["author"] == author]


@ON_SQLITE
def test_the_county_gets_the_handoff_with_summary_and_fhir(service: Service, county: Receiver) -> None:
    family = told(service, county)
    handoff, state = county.of(family.id)
    assert handoff["type"] == "handoff" and handoff["yours"] is True and handoff["queue"] == "chat-en"
    passed = handoff["handoff"]
    assert passed["summary"]["fi"].startswith("YHTEENVETO") and passed["summary"]["sv"].startswith("SAMMANDRAG")
    assert Bundle(passed["fhir"]).as_json()["resourceType"] == "Bundle"
    assert "haluan puhua hoitajan kanssa" in [event.get("text") for event in passed["history"]]
    assert state["type"] == "event" and state["state"] == "queued" and state["seq"] > handoff["seq"]


def test_messages_go_both_ways_and_the_countys_own_are_not_echoed(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    answer = county.send(service.base, deed(family, "message", text="Hello, this is Kaisa."))
    assert answer.status_code == 200
    [event] = [each for each in family.log() if each["author"] == "nurse"]
    assert (event["seq"], event["text"], event["name"]) == (answer.json()["seq"], "Hello, this is Kaisa.", "Kaisa")
    assert family.state()["nurse"] == {"name": "Kaisa", "role": "nurse"}
    for number in range(5):
        family.say(f"answer {number}")
    county.until(lambda: len(words(county.of(family.id))) == 5)
    assert words(county.of(family.id)) == [f"answer {number}" for number in range(5)]
    assert words(county.of(family.id), "nurse") == []


@ON_SQLITE
def test_closing_ends_it_on_both_sides(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    assert county.send(service.base, deed(family, "close", reason="advice_given", note="ok")).json() == {"state": "closed"}
    last = county.until(lambda: [each for each in county.of(family.id) if each["state"] == "closed"])[-1]
    assert last["yours"] is False and family.state()["state"] == "closed"
    assert county.send(service.base, deed(family, "message", text="one more")).json()["error"]["code"] == "not_yours"


def test_a_family_that_leaves_the_queue_is_withdrawn_and_its_talk_with_the_bot_stays_here(
        service: Service, county: Receiver) -> None:
    family = told(service, county)
    family.post("queue/leave")
    county.until(lambda: [each for each in county.of(family.id) if each["yours"] is False])
    family.reply(family.say("only for the bot"))
    family.reply(family.say("hoitaja"))
    county.until(lambda: [each["type"] for each in county.of(family.id)].count("handoff") == 2)
    assert "only for the bot" not in words(county.of(family.id))


@ON_SQLITE
def test_a_colleagues_note_never_leaves_and_our_own_desk_can_still_take_over(service: Service, county: Receiver) -> None:
    family = told(service, county)
    desk = service.nurse()
    assert desk.post("next").status_code == 204         # by hand only: the queue is the county's
    assert desk.post(f"conversations/{family.id}/claim").ok
    assert county.send(service.base, deed(family, "claim")).json()["error"]["code"] == "already_claimed"
    desk.post(f"conversations/{family.id}/transfer", {"queue": "chat-en", "note": "a secret between us"})
    county.until(lambda: [each for each in county.of(family.id) if each["state"] == "queued" and each["seq"] > 6])
    assert "a secret between us" not in json.dumps(county.of(family.id))


def test_of_twenty_claims_at_once_one_nurse_wins(service: Service, county: Receiver) -> None:
    family = told(service, county)
    nurses = [{"id": f"n{number % 4}", "name": f"Nurse {number % 4}"} for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda nurse: county.send(service.base, {**deed(family, "claim"), "nurse": nurse}), nurses))
    winners = {nurse["id"] for nurse, answer in zip(nurses, answers) if answer.ok}
    assert len(winners) == 1
    assert {answer.json()["error"]["code"] for answer in answers if not answer.ok} == {"already_claimed"}


def test_the_same_request_again_does_nothing_twice(service: Service, county: Receiver) -> None:
    family = told(service, county)
    for body in (deed(family, "claim"), deed(family, "message", text="once"), deed(family, "close", reason="other")):
        key = str(uuid.uuid4())
        with ThreadPoolExecutor(3) as pool:
            answers = [each.json() for each in pool.map(county.send, [service.base] * 3, [body] * 3, [key] * 3)]
        assert answers[0] == answers[1] == answers[2] == county.send(service.base, body, key).json()
    log = family.log()
    assert [event["text"] for event in log if event["author"] == "nurse"] == ["once"]
    assert [event["data"]["state"] for event in log if event["kind"] == "state"] == ["queued", "with_nurse", "closed"]


def bad_requests(family: Family) -> list[tuple[str, dict[str, Any] | bytes, str, int]]:
    good = deed(family, "message", text="x")
    elsewhere = {**good, "conversation_id": str(uuid.uuid4())}
    return [
        ("unknown conversation", elsewhere, "not_found", 404), ("broken JSON", b'{"type": "message",', "bad_json", 400),
        ("not an object", b"[1]", "bad_json", 400), ("deep", b"[" * 60_000, "bad_json", 400),
        ("too large", b'{"text": "' + b"x" * 70_000 + b'"}', "too_large", 413),
        ("too long", {**good, "text": "x" * 4001}, "too_long", 413), ("empty", {**good, "text": " \n"}, "empty", 422),
        ("no text", deed(family, "message"), "wrong_type", 422), ("unknown type", {**good, "type": "delete"}, "unknown_type", 422),
        ("no nurse", {**good, "nurse": "Kaisa"}, "missing", 422),
        ("odd nurse", {**good, "nurse": {"id": "a b", "name": "x"}}, "wrong_type", 422),
        ("nurse without name", {**good, "nurse": {"id": "a", "name": "\u202e"}}, "empty", 422),
        ("not hers", {**good, "nurse": {"id": "b", "name": "B"}}, "not_yours", 409),
        ("unknown reason", deed(family, "close", reason="bored"), "unknown_reason", 422),
        ("not a number", deed(family, "read", seq="x"), "wrong_type", 422),
    ]


def signed(service: Service, content: bytes, secret: str = SECRET, **change: str) -> requests.Response:
    from connectors.handoff import signing
    from handoff.clock import SystemClock
    headers = {**signing.headers(secret, str(uuid.uuid4()), SystemClock().now(), content), **change}
    return requests.post(f"{service.base}/api/v1/connectors/county", data=content, headers=headers, timeout=15)


@ON_SQLITE
def test_bad_requests_are_refused_and_nothing_is_stored(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    before = family.log()
    for name, body, code, status in bad_requests(family):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = signed(service, content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), name
    assert family.log() == before


@ON_SQLITE
def test_a_wrong_signature_an_old_timestamp_or_a_used_key_opens_nothing(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    content = json.dumps(deed(family, "message", text="forged")).encode()
    other = "whsec_" + "B" * 43 + "="
    assert signed(service, content, other).json()["error"]["code"] == "bad_signature"
    assert signed(service, content, **{"webhook-timestamp": "1700000000"}).json()["error"]["code"] == "old_timestamp"
    unsigned = requests.post(f"{service.base}/api/v1/connectors/county", data=content, timeout=15)
    assert (unsigned.status_code, unsigned.json()["error"]["code"]) == (401, "not_signed")
    assert requests.post(f"{service.base}/api/v1/connectors/nobody", data=content, timeout=15).status_code == 404
    key = str(uuid.uuid4())
    assert county.send(service.base, deed(family, "message", text="first"), key).ok
    reused = county.send(service.base, deed(family, "message", text="second"), key)
    assert (reused.status_code, reused.json()["error"]["code"]) == (409, "key_reused")
    assert [event["text"] for event in family.log() if event["author"] == "nurse"] == ["first"]


@ON_SQLITE
def test_a_conversation_that_was_not_passed_on_does_not_exist_for_the_county(service: Service, county: Receiver) -> None:
    with_bot, at_our_desk = service.family("en"), service.queued("fi")
    for family in (with_bot, at_our_desk):
        assert county.send(service.base, deed(family, "claim")).status_code == 404
    assert at_our_desk.state()["state"] == "queued"


def test_a_receiver_that_is_ill_slow_or_absent_loses_and_doubles_nothing(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    ill = iter([500, 503, 404, 302, 401])
    county.answer = lambda key: next(ill, 200)
    family.say("one")
    county.until(lambda: words(county.of(family.id)) == ["one"])
    county.stop()                                       # nobody listens
    family.say("two")
    family.say("three")
    county.start()
    county.delay = 1.5                                  # stored, but answered after our time-out
    county.until(lambda: words(county.of(family.id)) == ["one", "two"])
    county.delay = 0.0
    county.until(lambda: words(county.of(family.id)) == ["one", "two", "three"])
    seqs = [letter["seq"] for letter in county.of(family.id)]
    assert seqs == sorted(set(seqs))
    assert len(county.arrived) > len(county.stored)     # it did come again, with a key that the county knew


def test_a_kill_in_the_middle_reaches_the_county_exactly_once(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    county.delay = 0.6
    seq = family.say("before the kill")
    key = f"{family.id}:{seq}"
    county.until(lambda: key in [arrived for arrived, _ in county.arrived])
    service.kill()                                      # the county has it, Neuvo does not know
    county.delay = 0.0
    service.start()
    family.say("after the kill")
    county.until(lambda: words(county.of(family.id))[-2:] == ["before the kill", "after the kill"])
    assert [arrived for arrived, _ in county.arrived].count(key) >= 2
    assert words(county.of(family.id)).count("before the kill") == 1


def test_a_letter_answered_with_410_is_dead_seen_by_the_administrator_and_sent_again(
        service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    county.answer = lambda key: 410
    seq = family.say("nobody there?")
    family.say("and now?")
    chief = service.nurse(role="administrator")

    def mine() -> list[dict[str, Any]]:
        return [each for each in chief.get("letters").json()["letters"] if each["conversation_id"] == family.id]

    [dead] = county.until(mine)
    assert (dead["status"], dead["seq"], dead["waiting"], dead["last_failure"]) == ("dead", seq, 2, "status 410")
    assert "nobody there" not in json.dumps(dead)
    assert 'neuvo_dead_letters{connector="county"} 1.0' in requests.get(f"{service.base}/metrics", timeout=10).text
    assert service.nurse(role="supervisor").get("letters").status_code == 403
    county.answer = lambda key: 200
    assert chief.post(f"letters/{family.id}/again").status_code == 204
    county.until(lambda: words(county.of(family.id)) == ["nobody there?", "and now?"])
    assert mine() == [] and chief.post(f"letters/{family.id}/again").status_code == 404


def test_a_letter_that_fails_for_three_days_is_dead_and_can_be_passed_over(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    county.answer = lambda key: 422
    family.say("never taken")
    chief = service.nurse(role="administrator")
    engine = sa.create_engine(service.url.replace("postgresql://", "postgresql+psycopg://"))

    def dead_after_three_days() -> bool:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE outbox SET failing_since = '2026-01-01 00:00:00+00:00' "
                                       "WHERE conversation_id = :id AND attempts > 0"), {"id": family.id})
        return any(each["conversation_id"] == family.id and each["status"] == "dead"
                   for each in chief.get("letters").json()["letters"])

    county.until(dead_after_three_days)
    engine.dispose()
    county.answer = lambda key: 200
    assert chief.post(f"letters/{family.id}/skip").status_code == 204
    family.say("goes on")
    county.until(lambda: words(county.of(family.id)) == ["goes on"])


@ON_SQLITE
def test_pictures_are_fetched_with_a_signed_path(service: Service, county: Receiver) -> None:
    from io import BytesIO

    from PIL import Image

    from connectors.handoff import signing
    from handoff.clock import SystemClock
    family = claimed(service, county)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    assert family.post("attachments", None, files={"file": ("a.png", picture.getvalue())}).status_code == 202
    [letter] = county.until(lambda: [e for e in county.of(family.id) if e["event"]["kind"] == "attachment"])
    path = f"/api/v1/connectors/county/conversations/{family.id}/attachments/{letter['event']['data']['id']}"
    headers = signing.headers(SECRET, "get-1", SystemClock().now(), path.encode())
    assert requests.get(service.base + path, headers=headers, timeout=10).content[:2] == b"\xff\xd8"
    other = path.replace(family.id, service.family().id)
    assert requests.get(service.base + other, headers=headers, timeout=10).status_code == 401
    assert requests.get(service.base + path, timeout=10).status_code == 401


@ON_SQLITE
def test_logs_hold_no_word_of_anybody(service: Service, county: Receiver) -> None:
    family = claimed(service, county)
    county.answer = lambda key: 500
    family.say("Secretword about a child")
    county.send(service.base, deed(family, "message", text="Answerword"))
    county.send(service.base, {**deed(family, "message", text="Answerword"), "nurse": {"id": "??", "name": "Nameword"}})
    county.until(lambda: "was not taken (status 500)" in service.log_text())
    for word in ("Secretword", "Answerword", "Nameword", SECRET, SECRET.removeprefix("whsec_")):
        assert word not in service.log_text()
    county.answer = lambda key: 200
    county.until(lambda: words(county.of(family.id)) == ["Secretword about a child"])


@ON_SQLITE
@pytest.mark.parametrize("kind", ["handoff", "event"])
def test_the_page_tells_the_fields_that_letters_have(service: Service, county: Receiver, kind: str) -> None:
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)]
    letters = county.of(told(service, county).id)
    if kind == "handoff":
        [example] = [each["handoff"] for each in examples if "handoff" in each]
        assert set(example) == set(letters[0]["handoff"])
    else:
        [example] = [each for each in examples if each.get("type") == "event"]
        assert set(example) == set(letters[1])
        rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", PAGE.read_text().split("## Deeds")[1], re.MULTILINE)
        assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} >= set(TYPES)

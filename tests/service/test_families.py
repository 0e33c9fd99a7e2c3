"""Promises of the families' API, on SQLite and PostgreSQL. The engine is a stand-in here."""
from __future__ import annotations

import io
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pillow_heif
import pytest
import requests
from PIL import Image

from tests.service.conftest import MONDAY_NIGHT, Family, Service


def test_a_conversation_begins_with_the_automated_greeting_and_112(service: Service) -> None:
    for language, automated in (("fi", "automaattinen"), ("sv", "automatiska"), ("en", "automated")):
        [greeting] = service.family(language).log()
        assert greeting["author"] == "bot" and greeting["seq"] == 1 and greeting["lang"] == language
        assert automated in greeting["text"] and "112" in greeting["text"]
        assert set(greeting["texts"]) == {"fi", "sv", "en"}
        assert "nurse" in [choice["id"] for choice in greeting["choices"]]


def test_a_message_is_answered_and_numbers_have_no_gap(service: Service) -> None:
    family = service.family()
    for word in ("yksi", "kaksi", "kolme"):
        reply = family.reply(family.say(word))
        assert reply["text"] == f"fi kaiku {word}"
    assert [event["seq"] for event in family.log()] == list(range(1, 8))


def test_the_same_message_posted_five_times_is_stored_once(service: Service) -> None:
    family = service.family()
    client_id = str(uuid.uuid4())
    with ThreadPoolExecutor(5) as pool:
        seqs = set(pool.map(lambda _: family.say("moi", client_id), range(5)))
    assert len(seqs) == 1
    family.reply(max(seqs))
    log = family.log()
    assert [e["text"] for e in log if e["author"] == "customer"] == ["moi"]
    assert len([e for e in log if e["author"] == "bot"]) == 2       # the greeting and one reply


def test_many_messages_at_once_keep_numbers_gap_free(service: Service) -> None:
    family = service.family()
    with ThreadPoolExecutor(12) as pool:
        seqs = list(pool.map(lambda n: family.say(f"viesti numero {n} x"), range(3)))
    assert len(set(seqs)) == 3
    family.until(lambda log: [e for e in log if e["kind"] == "state"])
    log = family.log()
    assert [e["seq"] for e in log] == list(range(1, len(log) + 1))


@pytest.mark.parametrize(("body", "status", "code", "field"), [
    ({"client_id": "a"}, 422, "text_or_choice", "text"),
    ({"client_id": "a", "text": "x", "choice": "y"}, 422, "text_or_choice", "text"),
    ({"text": "moi"}, 422, "missing", "client_id"),
    ({"client_id": 7, "text": "moi"}, 422, "wrong_type", "client_id"),
    ({"client_id": "x" * 65, "text": "moi"}, 422, "too_long", "client_id"),
    ({"client_id": "a", "text": 7}, 422, "wrong_type", "text"),
    ({"client_id": "a", "text": None}, 422, "wrong_type", "text"),
    ({"client_id": "a", "text": ["x"]}, 422, "wrong_type", "text"),
    ({"client_id": "a", "text": ""}, 422, "empty", "text"),
    ({"client_id": "a", "text": " \n\u202e\u0000 "}, 422, "empty", "text"),
    ({"client_id": "a", "text": "a" * 10_000}, 413, "too_long", "text"),
    ({"client_id": "a", "choice": "never-offered"}, 422, "unknown_choice", "choice"),
    ({"client_id": "a", "choice": {"id": 1}}, 422, "wrong_type", "choice"),
    ([1, 2], 400, "bad_json", None),
    ("text", 400, "bad_json", None),
])
def test_bad_messages_are_refused_and_nothing_is_stored(service: Service, body: object, status: int, code: str,
                                                         field: str | None) -> None:
    family = service.family()
    answer = family.post("messages", body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code and error.get("field") == field and error["message"]
    assert len(family.log()) == 1


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"client_id":', b"[" * 100_000, b"nan"])
def test_broken_json_is_refused(service: Service, raw: bytes) -> None:
    family = service.family()
    answer = requests.post(family.url("messages"), data=raw, headers=family.headers, timeout=20)
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "bad_json"
    assert len(family.log()) == 1


@pytest.mark.parametrize("body", [{}, {"language": "de"}, {"language": 1}, {"language": ""}, [], {"language": None}])
def test_a_conversation_needs_one_of_three_languages(service: Service, body: object) -> None:
    answer = requests.post(f"{service.base}/api/v1/conversations", json=body, timeout=20)
    assert answer.status_code in (400, 422) and "code" in answer.json()["error"]


def test_foreign_missing_and_made_up_tokens_open_nothing(service: Service) -> None:
    mine, other = service.family(), service.family()
    tries = [{"Authorization": f"Bearer {other.token}"}, {"Authorization": "Bearer " + "x" * 43}, {},
             {"Authorization": other.token}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer "}]
    for headers in tries:
        for method, path, body in (
            ("GET", "events?after=0", None), ("POST", "messages", {"client_id": "1", "text": "x"}),
            ("PUT", "language", {"language": "sv"}), ("GET", "transcript", None),
            ("POST", "feedback", {"score": 1}), ("DELETE", "token", None), ("POST", "queue/leave", {}),
            ("POST", "typing", {}), ("POST", "read", {"seq": 1}), ("GET", "attachments/abc", None),
        ):
            answer = requests.request(method, mine.url(path), json=body, headers=headers, timeout=20)
            assert answer.status_code == 401, (method, path, headers)
    streamed = requests.get(mine.url("events?after=0"), timeout=20,
                            headers={"Accept": "text/event-stream", "Authorization": f"Bearer {other.token}"})
    assert streamed.status_code == 401
    assert len(mine.log()) == 1


def test_an_unknown_conversation_looks_like_a_foreign_one(service: Service) -> None:
    family = service.family()
    for name in (str(uuid.uuid4()), "nonsense", "1", "a" * 300):
        stranger = Family(service.base, name, family.token, "fi")
        assert stranger.get("events?after=0").status_code == 401


def test_a_revoked_token_opens_nothing_and_ends_the_stream(service: Service) -> None:
    family = service.family()
    with requests.get(family.url("events?after=0"), stream=True, timeout=20,
                      headers={**family.headers, "Accept": "text/event-stream"}) as stream:
        lines = stream.iter_lines()
        next(lines)
        assert requests.delete(family.url("token"), headers=family.headers, timeout=20).status_code == 204
        rest = list(lines)      # the stream ends by itself
    assert rest is not None
    assert family.get("events?after=0").status_code == 401


def test_a_token_expires(service: Service) -> None:
    family = service.family()
    service.set_clock("2027-01-30T10:00:00+02:00")
    assert family.get("events?after=0").status_code == 401


def test_an_offered_choice_is_resolved_on_the_server(service: Service) -> None:
    family = service.family()
    family.reply(family.say("anna valinta"))
    offered = next(e for e in family.log() if e["kind"] == "choices" and e["text"] == "fi valitse")
    assert [set(choice) for choice in offered["choices"]] == [{"id", "title", "titles"}] * 2
    assert "payload" not in json.dumps(family.log())
    seq = family.press("yes").json()["seq"]
    assert family.reply(seq)["text"] == 'fi kaiku /affirm{"a": 1}'
    said = next(e for e in family.log() if e["seq"] == seq)
    assert said["text"] == "Kyllä" and said["data"]["choice"] == "yes"


def test_a_choice_offered_to_another_family_is_not_mine(service: Service) -> None:
    other, mine = service.family(), service.family()
    other.reply(other.say("anna valinta"))
    assert mine.press("yes").json()["error"]["code"] == "unknown_choice"


def test_a_typed_slash_is_text(service: Service) -> None:
    family = service.family()
    seq = family.say('/human_please{"a": 1}')
    said = next(e for e in family.log() if e["seq"] == seq)
    assert said["text"] == '/human_please{"a": 1}'
    family.reply(seq)
    asked = next(turn for turn in service.engine.asked if turn["conversation_id"] == family.id)
    assert "choice" not in asked and asked["text"] == '/human_please{"a": 1}'


def test_language_can_be_changed_with_everything_kept(service: Service) -> None:
    family = service.queued()
    before = family.log()
    answer = requests.put(family.url("language"), json={"language": "sv"}, headers=family.headers, timeout=20)
    assert answer.status_code == 200
    after = family.log()
    assert after[:len(before)] == before and after[-1]["kind"] == "language"
    assert after[-1]["text"] == "Vi fortsätter på svenska."
    state = family.state()
    assert state["language"] == "sv" and state["state"] == "queued" and state["queue"]["position"] >= 1
    assert requests.put(family.url("language"), json={"language": "xx"}, headers=family.headers,
                        timeout=20).status_code == 422


def test_danger_is_answered_at_once_in_every_state_and_even_without_the_engine(service: Service) -> None:
    service.engine.away = True
    for language, danger, first in (("fi", "apua vauva ei hengita", "Soita heti 112"), ("sv", "barnet andas inte", "Ring genast 112"),
                                    ("en", "my baby is not breathing", "Call 112 now")):
        family = service.family(language)
        card = family.reply(family.say(danger))
        assert card["kind"] == "emergency" and card["text"].startswith(first)
        assert {"number": "112"}.items() <= card["data"]["tel"][0].items()
        assert "nurse" in [choice["id"] for choice in card["choices"]]
    service.engine.away = False
    waiting = service.queued()
    seq = waiting.say("nyt se ei hengitä")
    assert waiting.reply(seq)["kind"] == "emergency"
    assert waiting.state()["state"] == "queued"


def test_identifiers_are_masked_before_the_engine_and_kept_in_the_log(service: Service) -> None:
    family = service.family()
    text = "olen 010594Y9032, puh 040 123 4567 ja maija@example.fi"
    seq = family.say(text)
    family.reply(seq)
    asked = next(turn for turn in service.engine.asked if turn["conversation_id"] == family.id)
    for secret in ("010594Y9032", "123 4567", "maija@example.fi"):
        assert secret not in asked["text"]
    assert next(e for e in family.log() if e["seq"] == seq)["text"] == text


def test_nothing_a_customer_wrote_is_in_the_service_log(service: Service) -> None:
    family = service.family()
    family.reply(family.say("salainen sana kumiankka 010594Y9032"))
    family.post("messages", {"client_id": "x", "choice": "kumiankka"})
    requests.post(family.url("messages"), data=b'{"kumiankka', headers=family.headers, timeout=20)
    text = service.log_text()
    assert "kumiankka" not in text and "010594Y9032" not in text and family.token not in text


def test_outside_hours_a_chat_becomes_an_offered_message(service: Service) -> None:
    service.set_clock(MONDAY_NIGHT)
    family = service.family("sv")
    assert "tisdag 24.11 kl. 8.00" in family.log()[0]["text"]
    seq = family.say("hoitaja kiitos")
    event = family.until(lambda log: next((e for e in log if e["seq"] > seq and "stängd" in (e.get("text") or "")), None))
    assert "tisdag 24.11 kl. 8.00" in event["text"] and "116117" in event["text"] and "112" in event["text"]
    assert family.state()["state"] == "bot"
    seq = family.say("viesti: yöllä itkua")
    taken = family.until(lambda log: next((e for e in log if e["seq"] > seq and e["kind"] == "state"), None))
    assert taken["data"]["state"] == "message" and "fredag 27.11" in taken["text"]
    assert family.state()["state"] == "message"


@pytest.mark.parametrize(("moment", "state"), [
    ("2026-11-23T15:59:00+02:00", "queued"), ("2026-11-23T16:00:00+02:00", "bot"),
    ("2026-11-23T07:59:00+02:00", "bot"), ("2026-11-23T08:00:00+02:00", "queued"),
    ("2026-06-19T10:00:00+03:00", "bot"),       # Midsummer Eve
    ("2026-12-24T10:00:00+02:00", "bot"), ("2027-01-06T10:00:00+02:00", "bot"), ("2027-05-06T10:00:00+03:00", "bot"),
    ("2026-11-22T10:00:00+02:00", "bot"),       # a Sunday
])
def test_the_chat_queue_follows_opening_hours_and_holidays(service: Service, moment: str, state: str) -> None:
    service.set_clock(moment)
    family = service.family()
    seq = family.say("hoitaja")
    family.until(lambda log: [e for e in log if e["seq"] > seq + 1])
    assert family.state()["state"] == state


def test_places_in_the_queue_are_first_in_first_out_and_leaving_moves_the_rest(service: Service) -> None:
    service.set_clock("2026-11-23T09:40:00+02:00")
    language = "en"
    families = []
    for minute in range(3):
        service.set_clock(f"2026-11-23T09:4{minute}:00+02:00")
        families.append(service.queued(language))
    first = families[0].state()["queue"]["position"]
    assert [f.state()["queue"]["position"] for f in families] == [first, first + 1, first + 2]
    assert families[0].post("queue/leave").status_code == 200
    assert [f.state()["queue"]["position"] for f in families[1:]] == [first, first + 1]
    assert families[0].state()["state"] == "bot"
    assert families[0].post("queue/leave").json()["error"]["code"] == "not_queued"


def test_a_stream_resumes_after_the_last_number_without_loss_or_doubles(service: Service) -> None:
    family = service.family()
    family.reply(family.say("yksi"))
    seen = read_stream(family, 0, 3)
    family.reply(family.say("kaksi"))
    seen += read_stream(family, seen[-1], 2)
    assert seen == [1, 2, 3, 4, 5]
    headers = {**family.headers, "Accept": "text/event-stream", "Last-Event-ID": "4"}
    with requests.get(family.url("events"), headers=headers, stream=True, timeout=20) as stream:
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert next(line for line in stream.iter_lines() if line.startswith(b"id:")) == b"id: 5"


def read_stream(family: Family, after: int, count: int) -> list[int]:
    headers = {**family.headers, "Accept": "text/event-stream"}
    found: list[int] = []
    with requests.get(family.url(f"events?after={after}"), headers=headers, stream=True, timeout=20) as stream:
        for line in stream.iter_lines():
            if line.startswith(b"id: "):
                found.append(int(line[4:]))
            if len(found) == count:
                return found
    return found


def test_a_long_poll_returns_as_soon_as_something_comes(service: Service) -> None:
    family = service.queued()
    last = family.log()[-1]["seq"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: family.get(f"events?after={last}&wait=20").json())
        family.say("lisäys")
        events = waiting.result(15)["events"]
    assert [event["text"] for event in events] == ["lisäys"]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1e9", "wait=x", "wait=-5", "after=99999999999999"])
def test_bad_cursors_are_refused(service: Service, query: str) -> None:
    answer = service.family().get(f"events?{query}")
    assert answer.status_code == 422 and answer.json()["error"]["field"] in ("after", "wait")


pillow_heif.register_heif_opener()


def picture(kind: str, exif: bool = False) -> bytes:
    image = Image.new("RGB", (64, 40), (200, 120, 90))
    target = io.BytesIO()
    more = {}
    if exif:
        data = image.getexif()
        data[0x8825] = {1: "N", 2: (60.0, 10.0, 0.0)}
        data[0x010E] = "kumiankka"
        more["exif"] = data
    image.save(target, kind, **more)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_is_drawn_anew_without_location_and_only_its_family_sees_it(service: Service, kind: str) -> None:
    family, other = service.family(), service.family()
    client_id = str(uuid.uuid4())
    answers = [family.post("attachments", files={"file": ("../../x.svg", picture(kind, exif=kind == "JPEG"))},
                           data={"client_id": client_id}) for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    name = answers[0].json()["id"]
    shown = family.get(f"attachments/{name}")
    assert shown.headers["Content-Type"] == "image/jpeg" and shown.headers["X-Content-Type-Options"] == "nosniff"
    opened = Image.open(io.BytesIO(shown.content))
    assert opened.format == "JPEG" and not dict(opened.getexif()) and b"kumiankka" not in shown.content
    assert other.get(f"attachments/{name}").status_code == 404


@pytest.mark.parametrize("content", [
    b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"%PDF-1.4",
    b"GIF89a" + b"\0" * 50, b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"<html></html>",
])
def test_what_is_no_picture_is_refused_and_nothing_is_stored(service: Service, content: bytes) -> None:
    family = service.family()
    answer = family.post("attachments", files={"file": ("x.jpg", content)})
    assert answer.status_code in (415, 422) and answer.json()["error"]["field"] == "file"
    assert len(family.log()) == 1


def test_feedback_is_given_once(service: Service) -> None:
    family = service.family()
    for bad in (-1, 11, 5.5, "5", None, True):
        assert family.post("feedback", {"score": bad}).status_code == 422
    assert family.post("feedback", {"score": 9, "text": "Hyvä!"}).status_code == 201
    assert family.post("feedback", {"score": 1}).json()["error"]["code"] == "already_given"
    assert family.log()[-1]["text"] == "Kiitos palautteesta!"


def test_the_conversation_can_be_saved_except_where_the_subject_is_violence(service: Service) -> None:
    family = service.family()
    family.reply(family.say("<b>moi</b>"))
    saved = family.get("transcript")
    assert saved.status_code == 200 and saved.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in saved.headers["Content-Disposition"] and "<b>moi</b>" in saved.text and "Neuvo" in saved.text
    seq = family.say("mies satutti minua")
    family.until(lambda log: [e for e in log if e["seq"] > seq and (e.get("data") or {}).get("quick_exit")])
    assert family.get("transcript").json()["error"]["code"] == "not_kept"
    assert family.state()["quick_exit"] is True


def test_the_engine_may_change_the_language(service: Service) -> None:
    family = service.family()
    seq = family.say("på svenska tack")
    reply = family.until(lambda log: next((e for e in log if e["seq"] > seq and e["author"] == "bot"), None))
    assert reply["lang"] == "sv" and reply["text"] == "sv på svenska"
    assert family.state()["language"] == "sv"


def test_while_the_engine_is_away_a_nurse_is_still_in_reach(service: Service) -> None:
    service.engine.away = True
    family = service.family()
    family.say("moi")
    assert family.press("nurse").status_code == 202
    family.until(lambda log: [e for e in log if e["kind"] == "state"], 15)
    assert family.state()["state"] == "queued"


def test_a_reply_comes_once_when_the_engine_returns(service: Service) -> None:
    service.engine.away = True
    family = service.family()
    seq = family.say("odota")
    told = family.until(lambda log: next((e for e in log if e["seq"] > seq and e["author"] == "system"), None), 15)
    assert "tallessa" in told["text"]
    service.engine.away = False
    family.until(lambda log: [e for e in log if e.get("text") == "fi kaiku odota"], 15)
    assert [e.get("text") for e in family.log()].count("fi kaiku odota") == 1


def test_pages_of_other_counties_may_call_the_api_and_nothing_else(service: Service) -> None:
    origin = {"Origin": "https://www.luvn.fi"}
    preflight = requests.options(f"{service.base}/api/v1/conversations", headers=origin, timeout=20)
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    console = requests.get(f"{service.base}/api/v1/console/me", headers=origin, timeout=20)
    assert "Access-Control-Allow-Origin" not in console.headers


def test_the_service_describes_itself(service: Service) -> None:
    document = requests.get(f"{service.base}/api/v1/openapi.json", timeout=20).json()
    assert document["openapi"].startswith("3.1")
    assert {"/conversations", "/conversations/{conversation_id}/messages",
            "/console/conversations/{conversation_id}/claim"} <= set(document["paths"])
    facts = requests.get(f"{service.base}/api/v1/service", timeout=20).json()
    assert facts["open"] is True and "112" in [phone["number"] for phone in facts["phones"]]
    assert requests.get(f"{service.base}/readyz", timeout=20).json()["status"] == "ready"
    assert "neuvo_turns_total" in requests.get(f"{service.base}/metrics", timeout=20).text

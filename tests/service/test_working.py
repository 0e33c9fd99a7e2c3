"""What a nurse does in a conversation beside talking, over HTTP, on SQLite and PostgreSQL."""
from __future__ import annotations

import io
import uuid
from typing import Any

import icalendar
import pikepdf
import pytest
import requests
from PIL import Image

from tests.service.conftest import Desk, Family, Service

NOTE = "vain kollegoille: epäselvä puhelinnumero"


def key() -> str:
    return str(uuid.uuid4())


def taken(service: Service, desk: Desk, language: str = "fi") -> Family:
    family = service.queued(language)
    assert desk.post(f"conversations/{family.id}/claim").ok
    return family


def write(desk: Desk, family: Family, text: str) -> int:
    return desk.post(f"conversations/{family.id}/messages", {"client_id": key(), "text": text}).json()["seq"]


def deeds(desk: Desk, family: Family) -> list[str]:
    found = desk.get("audit", params={"conversation": family.id}).json()["entries"]
    return [entry["action"] for entry in reversed(found)]


@pytest.fixture(scope="module")
def boss(service: Service) -> Desk:
    return service.nurse(role="supervisor", name="Esimies")


# record text

def test_the_record_text_is_drafted_edited_kept_and_copied_with_a_trace(service: Service, nurse: Desk, boss: Desk) -> None:
    family = taken(service, nurse)
    family.say("vauva on itkuinen")
    write(nurse, family, "Kokeilkaa kantamista.\nSoita, jos huoli kasvaa.")
    nurse.post(f"conversations/{family.id}/notes", {"client_id": key(), "text": NOTE})
    draft = nurse.get(f"conversations/{family.id}/record", params={"reason": "advice_given"}).json()
    assert draft["kept"] is False and NOTE not in draft["text"]
    for part in ("YHTEENVETO", "ASIAN KULKU", "hoiti terveydenhoitaja Sanna", "Kokeilkaa kantamista.", "  Soita, jos",
                 "Neuvo annettu", "asiakas 2, hoitaja 1"):
        assert part in draft["text"], part
    assert nurse.get(f"conversations/{family.id}/record", params={"reason": "because"}).status_code == 422
    edited = draft["text"] + "Sovittu soitto huomenna.\n"
    assert nurse.post(f"conversations/{family.id}/close", {"reason": "advice_given", "record": "x" * 20_001}).status_code == 422
    assert nurse.post(f"conversations/{family.id}/close", {"reason": "advice_given", "record": edited}).status_code == 204
    kept = nurse.get(f"conversations/{family.id}/record").json()
    assert kept["kept"] and kept["text"] == edited and kept["nurse"] == "Sanna" and kept["reason"] == "advice_given"
    assert nurse.post(f"conversations/{family.id}/record/copied").status_code == 204
    assert {"open_record", "close", "copy_record"} <= set(deeds(boss, family))


def test_a_close_without_text_keeps_the_draft_in_the_nurses_language(service: Service, nurse: Desk) -> None:
    assert nurse.put("me", {"language": "sv"}).status_code == 204
    family = taken(service, nurse, "en")
    assert nurse.post(f"conversations/{family.id}/close", {"reason": "no_answer"}).status_code == 204
    kept = nurse.get(f"conversations/{family.id}/record").json()
    assert "Klienten svarade inte" in kept["text"] and "ÄRENDETS GÅNG" in kept["text"]
    nurse.put("me", {"language": "fi"})


def test_a_closed_conversation_can_be_opened_again_only_within_the_set_time(service: Service) -> None:
    desk = service.nurse()
    family = taken(service, desk)
    desk.post(f"conversations/{family.id}/close", {"reason": "other"})
    service.set_clock("2026-11-23T20:00:00+02:00")
    assert "reopen" in desk.get(f"conversations/{family.id}").json()["can"]
    assert desk.post(f"conversations/{family.id}/reopen").status_code == 204
    desk.post(f"conversations/{family.id}/close", {"reason": "other"})
    service.set_clock("2026-11-24T20:00:01+02:00")
    assert desk.login().ok
    assert desk.get(f"conversations/{family.id}").json()["can"] == []
    assert desk.post(f"conversations/{family.id}/reopen").json()["error"]["code"] == "too_late"


def test_feedback_is_asked_once_and_supervisors_see_it_without_the_conversation(
        service: Service, nurse: Desk, boss: Desk) -> None:
    family, words = taken(service, nurse), f"kiitos {uuid.uuid4().hex}"
    nurse.post(f"conversations/{family.id}/close", {"reason": "other"})
    assert family.post("feedback", {"score": 9, "text": words}).status_code == 201
    nurse.post(f"conversations/{family.id}/reopen")
    nurse.post(f"conversations/{family.id}/close", {"reason": "other"})
    assert [event["kind"] for event in family.log()].count("feedback") == 1
    assert family.post("feedback", {"score": 1}).status_code == 409
    found = [each for each in boss.get("feedback").json()["feedback"] if each["text"] == words]
    assert found == [{"day": "2026-11-23", "score": 9, "text": words, "language": "fi"}]
    assert nurse.get("feedback").status_code == 403


# replies

def test_replies_come_in_three_languages_with_name_and_hours_filled_in(service: Service, nurse: Desk) -> None:
    found = nurse.get("replies").json()["replies"]
    assert len(found) == 15
    hello = next(each for each in found if each["id"] == "hello")
    assert "Sanna" in hello["texts"]["sv"] and hello["draft"] is True and hello["group"] == "greeting"
    later = next(each for each in found if each["id"] == "by_message")
    assert "torstaina 26.11." in later["texts"]["fi"] and "{" not in "".join(later["texts"].values())


# notes, languages, ticks

def seen_by_family(family: Family) -> str:
    """Everything that a family can get of its conversation."""
    shown = [family.get(path).text for path in ("events?after=0", "events?after=0&wait=1", "transcript", "transcript?lang=sv")]
    with family.get("events?after=0", stream=True) as _:
        pass
    with requests.get(family.url("events?after=0"), headers={**family.headers, "Accept": "text/event-stream"},
                      stream=True, timeout=20) as stream:
        frames, last = [], family.log()[-1]["seq"]
        for line in stream.iter_lines(decode_unicode=True):
            frames.append(line)
            if line == f"id: {last}":
                break
        shown += frames
    return "\n".join(shown)


def test_a_note_reaches_no_family_call_stream_transcript_or_summary(service: Service, nurse: Desk, boss: Desk) -> None:
    family = service.queued()
    before = {"client_id": key(), "text": NOTE}
    seqs = {nurse.post(f"conversations/{family.id}/notes", before).json()["seq"] for _ in range(3)}
    assert len(seqs) == 1                       # the same client_id is one note
    nurse.post(f"conversations/{family.id}/claim")
    nurse.post(f"conversations/{family.id}/notes", {"client_id": key(), "text": NOTE})
    nurse.post(f"conversations/{family.id}/transfer", {"queue": "chat-sv", "note": NOTE})
    boss.post(f"conversations/{family.id}/reassign", {"queue": "chat-fi", "note": NOTE})
    nurse.post(f"conversations/{family.id}/claim")
    assert sum(event["kind"] == "note" for event in nurse.get(f"conversations/{family.id}").json()["events"]) == 4
    assert NOTE not in seen_by_family(family) and "kollegoille" not in seen_by_family(family)
    for shape in ("text", "json", "fhir"):
        assert "kollegoille" not in nurse.get(f"conversations/{family.id}/summary?format={shape}").text
    assert "kollegoille" not in nurse.get(f"conversations/{family.id}/record").text
    card = next(each for each in nurse.get("queues").json()["mine"] if each["conversation_id"] == family.id)
    assert "kollegoille" not in card["last_text"]
    nurse.post(f"conversations/{family.id}/close", {"reason": "other"})
    assert nurse.post(f"conversations/{family.id}/notes", {"client_id": key(), "text": NOTE}).status_code == 409
    assert "kollegoille" not in seen_by_family(family)


def test_sent_arrived_and_read_are_three_marks(service: Service, nurse: Desk) -> None:
    family = taken(service, nurse)
    seq = write(nurse, family, "Luetko tämän?")

    def marks() -> tuple[bool, bool]:
        card = nurse.get(f"conversations/{family.id}").json()["conversation"]
        return card["got_by_customer"] >= seq, card["read_by_customer"] >= seq
    assert marks() == (False, False)
    assert family.post("read", {"got": 10_000}).status_code == 204 and marks() == (False, False)
    assert family.post("read", {"got": seq}).status_code == 204 and marks() == (True, False)
    assert family.post("read", {"seq": seq}).status_code == 204 and marks() == (True, True)
    assert family.post("read", {"got": "kaikki"}).status_code == 422


# files

def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, "PNG")
    return target.getvalue()


def pdf(script: bool = True) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 300))
    if script:
        run = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")))
        document.Root.OpenAction = run
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), run]))
        document.pages[0].AA = pikepdf.Dictionary(O=run)
        document.docinfo["/Author"] = "Salainen Nimi"
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("evil.exe")))])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def send(desk: Desk, family: Family, name: str, content: bytes, client_id: str | None = None) -> requests.Response:
    return desk.session.post(f"{desk.base}/api/v1/console/conversations/{family.id}/attachments", timeout=20,
                             headers={"X-CSRF-Token": desk.csrf}, files={"file": (name, content)},
                             data={"client_id": client_id or key()})


def test_a_nurses_picture_and_pdf_reach_the_family_and_never_run(service: Service, nurse: Desk) -> None:
    family, other = taken(service, nurse), service.family()
    once = key()
    sent = {send(nurse, family, "kuva.png", picture(), once).json()["id"] for _ in range(2)}
    assert len(sent) == 1
    shown = family.get(f"attachments/{sent.pop()}")
    assert shown.headers["Content-Type"] == "image/jpeg" and shown.headers["Content-Disposition"].startswith("inline")
    answer = send(nurse, family, "../../Ohje\u202e kotiin.exe.pdf", pdf())
    assert answer.status_code == 202, answer.text
    event = family.log()[-1]
    assert event["author"] == "nurse" and event["data"]["name"] == "Ohje kotiin.exe.pdf" and event["data"]["pages"] == 1
    path = f"attachments/{answer.json()['id']}"
    file = family.get(path)
    assert file.headers["Content-Disposition"].startswith("attachment") and "sandbox" in file.headers["Content-Security-Policy"]
    with pikepdf.open(io.BytesIO(file.content)) as document:
        everything = b" ".join(each.unparse(resolved=True) for each in document.objects)
        assert not [word for word in (b"JavaScript", b"alert", b"Launch", b"evil", b"OpenAction", b"Salainen") if word in everything]
    page = family.get(f"{path}/pages/1")
    assert page.headers["Content-Type"] == "image/jpeg" and page.content[:2] == b"\xff\xd8"
    assert family.get(f"{path}/pages/2").status_code == 404
    assert other.get(path).status_code == 404 and other.get(f"{path}/pages/1").status_code == 404
    assert nurse.get(f"conversations/{family.id}/{path}/pages/1").ok


@pytest.mark.parametrize(("content", "status"), [
    (b"%PDF-1.7 broken", 415), (b"<html><script>alert(1)</script>", 415), (b"", 422), (b"MZ\x90\x00", 415)])
def test_other_files_from_a_nurse_are_refused(service: Service, nurse: Desk, content: bytes, status: int) -> None:
    family = taken(service, nurse)
    assert send(nurse, family, "x.pdf", content).status_code == status
    assert "attachment" not in [event["kind"] for event in family.log()]


def test_only_the_nurse_of_the_conversation_sends_files(service: Service, nurse: Desk, boss: Desk) -> None:
    family = taken(service, nurse)
    assert send(boss, family, "kuva.png", picture()).json()["error"]["code"] == "not_yours"


# video

def meet(desk: Desk, family: Family, **more: Any) -> requests.Response:
    return desk.post(f"conversations/{family.id}/meetings", {"client_id": key(), **more})


def test_a_video_meeting_has_its_own_unguessable_room_with_consent_and_hours(service: Service, nurse: Desk) -> None:
    family, other = taken(service, nurse, "sv"), taken(service, nurse, "sv")
    once = key()
    assert len({meet(nurse, family, client_id=once).json()["seq"] for _ in range(2)}) == 1
    meet(nurse, other)
    [first], [second] = ([e for e in each.log() if (e.get("data") or {}).get("video")] for each in (family, other))
    room, elsewhere = first["data"]["video"]["url"], second["data"]["video"]["url"]
    assert room.startswith("https://video.example.fi/") and len(room.rsplit("/", 1)[1]) >= 32 and room != elsewhere
    assert family.id not in room
    assert "frivilligt" in first["data"]["video"]["consent"]["sv"] and first["data"]["video"]["hours"]["fi"]
    assert "Sanna bjuder in dig" in first["text"]


def test_a_scheduled_meeting_comes_as_a_calendar_file_that_tells_nothing(service: Service, nurse: Desk) -> None:
    family, other = taken(service, nurse), service.family()
    answer = meet(nurse, family, at="2026-11-24T10:00:00+02:00", minutes=45)
    assert "tiistaina 24.11. klo 10.00" in family.log()[-1]["text"]
    file = family.get(f"meetings/{answer.json()['id']}/ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-24T08:00:00+00:00"
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 45 * 60
    assert str(event["summary"]) == "Videotapaaminen" and "neuvola" not in file.text.lower()
    assert other.get(f"meetings/{answer.json()['id']}/ics").status_code == 404
    assert nurse.get(f"conversations/{family.id}/meetings/{answer.json()['id']}/ics").ok


@pytest.mark.parametrize("more", [{"at": "huomenna"}, {"at": "2026-11-24T10:00:00"}, {"at": "2026-11-22T10:00:00+02:00"},
                                  {"at": "2027-11-24T10:00:00+02:00"}, {"minutes": 600}, {"minutes": True}])
def test_a_meeting_that_cannot_be_is_refused(service: Service, nurse: Desk, more: dict[str, Any]) -> None:
    family = taken(service, nurse)
    assert meet(nurse, family, **more).status_code == 422
    assert not [event for event in family.log() if (event.get("data") or {}).get("video")]

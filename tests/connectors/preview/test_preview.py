"""The editors' preview as they meet it: the real command, a real browser, files saved while the page is open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from connectors.preview.snapshot import snapshot
from content.files import ROOT
from tests.ports import free_port

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday 10.00 in Helsinki


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the editors' files, small in examples."""
    folder = tmp_path / "data"
    for part in ("answers", "questionnaires", "service"):
        shutil.copytree(ROOT / "data" / part, folder / part)
    for code in ("fi", "sv", "en"):
        (folder / "nlu" / code).mkdir(parents=True)
        for path in (ROOT / "data" / "nlu" / code).glob("*.yml"):
            (folder / "nlu" / code / path.name).write_text("version: '3.1'\nnlu: []\n")
    monkeypatch.setenv("NEUVO_DATA", str(folder))
    return folder


@dataclass
class Page:
    address: str
    data: Path


@pytest.fixture
def page(data: Path) -> Iterator[Page]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.preview", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEUVO_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            requests.get(address, timeout=2)
            break
        except (requests.ConnectionError, requests.Timeout):      # a busy machine answers late
            assert process.poll() is None, "the preview ended"
            time.sleep(0.1)
    yield Page(address, data)
    process.terminate()
    process.wait(10)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def answer(shown: dict, topic: str) -> dict:
    return next(each for each in shown["answers"] if each["id"] == topic)


def test_every_answer_phrase_button_and_question_set_is_shown_in_three_languages(data: Path) -> None:
    shown = snapshot(NOW)
    assert {each["id"] for each in shown["answers"]} == {path.stem for path in (data / "answers").glob("*.yml")} - {
        "choices"
    }
    assert {each["id"] for each in shown["questionnaires"]} == {
        path.stem for path in (data / "questionnaires").glob("*.yml")
    } - {"common"}
    assert all(set(each["shown"]["open"]) == {"fi", "sv", "en"} for each in shown["answers"])
    assert {item["id"] for group in shown["phrases"] for item in group["items"]} >= {
        "doubt_which",
        "nurse",
        "intro_open",
    }
    assert shown["broken"] == []


def test_the_line_that_the_clock_adds_is_shown_for_both_times(data: Path) -> None:
    shown = answer(snapshot(NOW), "vaccination_programme")["shown"]
    assert "klo 16.00 asti" in shown["open"]["fi"] and "kiinni" not in shown["open"]["fi"]
    assert "Chat on nyt kiinni" in shown["closed"]["fi"]


def test_the_review_list_begins_with_what_is_overdue_and_names_its_owner(data: Path) -> None:
    replace(data / "answers" / "sleep.yml", "review_by: 2027-05-31", "review_by: 2026-11-01")
    first = snapshot(NOW)["review"][0]
    assert (first["id"], first["review"], first["review_by"]) == ("sleep", "past", "2026-11-01")
    assert "terveydenhoitaja" in first["owner"]


def test_remarks_of_the_check_stand_beside_the_answer_with_their_line(data: Path) -> None:
    replace(data / "answers" / "sleep.yml", "next: [", "next: [no_such_button, ")
    remark = next(each for each in answer(snapshot(NOW), "sleep")["remarks"] if each["rule"] == "choices")
    assert remark["problem"] == 'the button "no_such_button" leads nowhere' and remark["line"] > 0


def test_an_answer_that_depends_on_something_shows_its_table_and_what_is_asked(data: Path) -> None:
    shown = answer(snapshot(NOW), "vitamin_d")
    assert [row[1]["sv"] for row in shown["table"]["rows"]] == ["10 µg", "6 µg", "2 µg"]
    assert shown["asked"]["fi"].startswith("Paljonko alle 1-vuotias saa korviketta")
    assert answer(snapshot(NOW), "contact_hours")["table"] is None      # nothing is known of any clinic yet
    assert "{" not in answer(snapshot(NOW), "kela_benefits")["details"]["fi"]


def test_a_question_set_tells_its_safety_list_conditions_and_fixed_instructions(data: Path) -> None:
    shown = next(each for each in snapshot(NOW)["questionnaires"] if each["id"] == "P2")
    assert "112" in shown["safety"]["sv"]
    items = {item["link_id"]: item for item in shown["items"]}
    assert items["P2-2"]["flags"][0]["instruction"] == "I-MAT"
    assert items["P2-4a"]["show_if"] == "P2-4 = yes"


def test_a_file_that_cannot_be_read_is_named_and_the_rest_stays(data: Path) -> None:
    snapshot(NOW)
    replace(data / "answers" / "sleep.yml", "topic: sleep", "topic: [sleep")
    shown = snapshot(NOW)
    assert len(shown["broken"]) == 1 and "sleep.yml:" in shown["broken"][0]
    assert answer(shown, "sleep")["title"]["en"]  # the last good text


def test_the_page_allows_nothing_inline_and_nothing_from_elsewhere(page: Page) -> None:
    reply = requests.get(page.address, timeout=10)
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", reply.text)


def test_another_name_for_this_machine_is_not_let_in(page: Page) -> None:
    assert requests.get(f"{page.address}/data.json", headers={"Host": "evil.example"}, timeout=10).status_code == 403


def test_in_a_browser_the_page_is_searched_and_follows_a_save(page: Page) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        assert not os.environ.get("NEUVO_REQUIRE_BROWSER"), "no Chromium on this machine"
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1440, "height": 900})
        complaints: list[str] = []
        view.on("console", lambda message: complaints.append(message.text))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.goto(page.address)
        view.wait_for_selector("#answers-sleep")
        assert view.locator("#answers-sleep .phone").count() == 3
        assert view.locator("#answers-sleep .phone").first.bounding_box()["width"] == 360
        assert "Luonnosteksti" in (view.locator("#answers-sleep .screen .draft").first.text_content() or "")
        view.fill("#search", "vaccinationer")  # found by its Swedish words
        view.wait_for_selector("#answers-sleep", state="detached")
        assert view.locator("#answers-vaccination_programme").is_visible()
        view.fill("#search", "")
        view.wait_for_function("document.getElementById('live').textContent.includes('follows')")
        replace(
            page.data / "answers" / "sleep.yml",
            "title:",
            "title: {fi: Uusi otsikko <b>, sv: Ny rubrik, en: New title}\n#",
        )
        view.wait_for_selector("text=Uusi otsikko <b>", timeout=30_000)  # shown as text, never as markup
        view.set_viewport_size({"width": 360, "height": 740})
        assert view.locator("#answers-sleep .phone:visible").count() == 1
        assert view.evaluate("document.documentElement.scrollWidth") == 360
        browser.close()
    assert complaints == []

"""The whole way in a real browser: a parent types, pre-information, summary, nurse, chat, close, feedback."""
from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import DESKTOP, PATIENCE, Phone, picture, until
from tests.service.conftest import PASSWORD, Desk
from tests.whole import Whole

STORY = {
    "fi": {"opening": "vauvalla 8 kk on kuumetta eilisestä", "temperature": "39,2", "summary": "ESITIETOYHTEENVETO",
           "queued": "ensimmäisenä", "high": "39,2 °C", "question": "juoko hän yhtään?", "answer": "juo vähän vettä", "closed": "päätti keskustelun",
           "thanks": "Kiitos palautteesta!", "send_feedback": "Lähetä palaute"},
    "sv": {"opening": "babyn 8 mån har feber sedan igår", "temperature": "39,2", "summary": "ESITIETOYHTEENVETO",
           "queued": "Du är först i kön", "high": "39,2 °C", "question": "dricker hon alls?", "answer": "hon dricker lite vatten",
           "closed": "avslutade samtalet", "thanks": "Tack för din respons!", "send_feedback": "Skicka respons"},
}


@pytest.fixture(scope="module")
def nurse(whole: Whole) -> Desk:
    return whole.nurse(name="Sanna")


@pytest.fixture(autouse=True)
def empty_queues(whole: Whole, nurse: Desk) -> None:
    """Nobody of an earlier test waits: the next one in the queue is this test's parent."""
    while (taken := nurse.post("next")).status_code == 200:
        nurse.post(f"conversations/{taken.json()['conversation_id']}/close", {"reason": "other"})


def open_desk(browser: Browser, whole: Whole, nurse: Desk) -> Page:
    page = browser.new_context(viewport=DESKTOP, locale="fi-FI").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{whole.base}/console")
    page.get_by_label("Käyttäjätunnus").fill(nurse.username)
    page.get_by_label("Salasana").fill(PASSWORD)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    expect(page.get_by_role("button", name="Ota seuraava")).to_be_visible()
    return page


def fill_form(phone: Phone, temperature: str) -> None:
    """From the safety list to the check page: the temperature is typed, the rest is skipped or left as understood."""
    words = phone.words
    phone.press(words["none_now"])
    typed = False
    for _ in range(40):
        expect(phone.page.get_by_role("button", name=words["skip"], exact=True).or_(
            phone.page.get_by_role("button", name=words["send"], exact=True)).last).to_be_visible(timeout=PATIENCE)
        if phone.offers(words["send"]):
            return
        last = phone.log.locator("[data-link-id], .form, .event, li").last.inner_text() if typed else phone.log.inner_text()
        if not typed and ("korkein lämpö?" in last or "högsta" in last.lower() and "?" in last):
            before = phone.log.inner_text()
            phone.say(temperature)
            typed = True
        else:
            before = phone.log.inner_text()
            phone.press(words["skip"])
        until(phone.page, "(before) => document.querySelector('neuvo-chat').shadowRoot"
                          ".querySelector('[role=log]').innerText !== before", before)
        phone.page.wait_for_timeout(250)
    raise AssertionError("the check page never came")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_fever_from_the_first_word_to_feedback(whole: Whole, browser: Browser, nurse: Desk, language: str) -> None:
    story = STORY[language]
    desk = open_desk(browser, whole, nurse)
    phone = Phone(browser, whole.base, language)
    phone.shot(f"{language}-phone-1-greeting")
    phone.say(story["opening"])
    expect(phone.page.get_by_role("button", name=phone.words["none_now"])).to_be_visible(timeout=PATIENCE)
    phone.shot(f"{language}-phone-2-safety")
    fill_form(phone, story["temperature"])
    phone.shot(f"{language}-phone-3-check")
    phone.press(phone.words["send"])
    phone.sees(story["queued"])
    desk.get_by_role("button", name="Ota seuraava").click()
    expect(desk.get_by_text(story["summary"] + " (")).to_be_visible(timeout=PATIENCE)
    expect(desk.get_by_text(story["high"]).first).to_be_visible()
    expect(desk.get_by_text("Ammattilaisen arvio: ____").first).to_be_visible()
    phone.sees("Sanna")
    answer = desk.get_by_role("textbox", name="Vastaus")
    answer.fill(story["question"])
    answer.press("Enter")
    phone.sees(story["question"])
    phone.say(story["answer"])
    expect(desk.get_by_text(story["answer"]).first).to_be_visible(timeout=PATIENCE)
    phone.shot(f"{language}-phone-4-nurse")
    picture(desk, f"{language}-desk")
    desk.get_by_role("button", name="Päätä keskustelu").first.click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Neuvo annettu").check()
    dialog.get_by_role("button", name="Kopioi kirjaus ja päätä").click()
    phone.sees(story["closed"])
    phone.page.get_by_role("radio", name="9").check(force=True)
    phone.shot(f"{language}-phone-5-feedback")
    phone.page.get_by_role("button", name=story["send_feedback"]).click()
    expect(phone.page.get_by_text(story["thanks"]).first).to_be_visible(timeout=PATIENCE)
    assert phone.errors == []


def test_a_message_with_html_is_text_on_both_sides(whole: Whole, browser: Browser, nurse: Desk) -> None:
    phone = Phone(browser, whole.base, "fi")
    phone.say("<img src=x onerror=alert(1)> javascript:alert(2) **x**")
    phone.press("Hoitajalle")
    phone.sees("ensimmäisenä")
    desk = open_desk(browser, whole, nurse)
    desk.get_by_role("button", name="Ota seuraava").click()
    shown = desk.get_by_text("<img src=x onerror=alert(1)>").first
    expect(shown).to_be_attached(timeout=PATIENCE)
    assert desk.locator("img[src='x']").count() == 0 and phone.page.locator("img[src='x']").count() == 0


def test_the_page_keeps_its_strict_policy_and_stores_nothing_before_the_first_message(whole: Whole, browser: Browser) -> None:
    phone = Phone(browser, whole.base, "en")
    stored = phone.page.evaluate("() => ({local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie})")
    assert stored == {"local": {}, "session": {}, "cookie": ""}
    requested: list[str] = []
    phone.page.on("request", lambda request: requested.append(request.url))
    phone.page.reload()
    expect(phone.field).to_be_visible()
    assert all(url.startswith((whole.base, "blob:", "data:")) for url in requested)


def test_without_javascript_the_page_tells_phones_and_hours(whole: Whole, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{whole.base}/chat?lang=sv")
    text = page.locator("body").inner_text()
    assert "112" in text and "116117" in text and "Hälsovårdarna är på plats till kl. 16.00" in text


def test_screenshots_of_the_journey_were_kept() -> None:
    shots = Path(__file__).resolve().parent.parent / "shots"
    assert {f"{code}-phone-{n}" for code in ("fi", "sv") for n in range(1, 6)} <= {
        "-".join(shot.stem.split("-")[:3]) for shot in shots.glob("*.png")}

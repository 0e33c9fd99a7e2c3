"""A day at the desk in real browsers: two nurses, three families in three languages, a lost line, closing time."""
from __future__ import annotations

import re
import time
from contextlib import suppress

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.pages import DESKTOP, PATIENCE, Phone, picture
from tests.service.conftest import Desk
from tests.whole import Whole

NEXT = "Ota seuraava"


def open_desk(browser: Browser, whole: Whole, nurse: Desk) -> Page:
    page = browser.new_context(viewport=DESKTOP, locale="fi-FI").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{whole.base}/console")
    page.get_by_label("Käyttäjätunnus").fill(nurse.username)
    page.get_by_label("Salasana").fill(nurse.password)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    expect(page.get_by_role("button", name=NEXT)).to_be_visible()
    return page


def wait_in_queue(browser: Browser, whole: Whole, language: str) -> Phone:
    phone = Phone(browser, whole.base, language)
    phone.page.get_by_role("button", name=phone.words["nurse"], exact=True).last.click()
    expect(phone.page.locator(".queue-place")).to_be_visible(timeout=PATIENCE)
    return phone


def empty_the_queues(whole: Whole, nurse: Desk) -> None:
    """Nobody of an earlier test waits or comes back: chats of nurses who have gone return to the front of their queue
    only at the keeper's next look after the clock was moved. One whose nurse was last seen at a later hour of the tests'
    clock stays with her, and disturbs nobody."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if not whole.count("SELECT count(*) FROM conversations WHERE state IN ('queued', 'with_nurse')"):
            break
        if (taken := nurse.post("next")).status_code == 200:
            nurse.post(f"conversations/{taken.json()['conversation_id']}/close", {"reason": "other"})
        else:
            time.sleep(0.1)


def silence(whole: Whole, *told: Locator) -> None:
    """Let time pass until the service misses her and every family has been told. A call of hers that was under way when
    the line broke may be heard after the clock was moved, also when one family has been told and the other not yet; then
    her three minutes begin there, so the clock goes on until none can be left."""
    for minute in (28, 32, 36):
        whole.set_clock(f"2026-11-23T15:{minute}:00+02:00")
        with suppress(AssertionError):
            for each in told:
                expect(each).to_be_visible(timeout=PATIENCE / 3)
            return
    for each in told:
        expect(each).to_be_visible()


def test_queue_race_transfer_lost_line_and_closing_time(whole: Whole, browser: Browser) -> None:
    whole.set_clock("2026-11-23T15:20:00+02:00")
    # Their own names also when this is tried again: to the clock that was moved, nurses of before are still there.
    names = [f"{name} {whole.count('SELECT count(*) FROM nurses')}" for name in ("Sanna", "Maria")]
    sanna, maria = (whole.nurse(name=name) for name in names)
    empty_the_queues(whole, sanna)
    one, two = open_desk(browser, whole, sanna), open_desk(browser, whole, maria)
    families = []
    for minute, language in ((21, "fi"), (22, "sv"), (23, "en")):
        whole.set_clock(f"2026-11-23T15:{minute}:00+02:00")
        families.append(wait_in_queue(browser, whole, language))
    finnish, swedish, english = families

    # both reach for the same one; each gets one of her own
    one.get_by_role("button", name=NEXT).click(no_wait_after=True)
    two.get_by_role("button", name=NEXT).click(no_wait_after=True)
    for desk in (one, two):
        expect(desk.get_by_role("textbox", name="Vastaus")).to_be_visible(timeout=PATIENCE)
    for family in (finnish, swedish):       # she has the chat before the family's page has heard it
        expect(family.log.get_by_text(re.compile("Sanna|Maria"))).to_have_count(1, timeout=PATIENCE)
    joined = [page.log.get_by_text(name).count() for page in (finnish, swedish) for name in names]
    assert sorted(joined) == [0, 0, 1, 1]
    expect(english.page.locator(".queue-place")).to_have_text("You are next.")

    # the one who has the Finnish family passes it to the other with a note that the family never sees
    giver, taker, name = (one, two, names[1]) if finnish.log.get_by_text(names[0]).count() else (two, one, names[0])
    giver.get_by_role("button", name="Siirrä", exact=True).click()
    dialog = giver.get_by_role("dialog")
    dialog.get_by_label("Minne keskustelu siirretään?").select_option(label=f"{name} (Paikalla)")
    dialog.get_by_label("Muistiinpano kollegoille").fill("puhuttiin imetyksestä")
    dialog.get_by_role("button", name="Siirrä").click()
    finnish.sees(f"terveydenhoitaja {name}")
    # Not a waiting message, nor one of those that were closed before, which lie folded below.
    taker.locator(".board section .item", has_text=re.compile(r"suomi\s*Juttele hoitajan kanssa")).first.click()
    expect(taker.get_by_text("puhuttiin imetyksestä")).to_be_visible(timeout=PATIENCE)
    assert finnish.log.get_by_text("puhuttiin imetyksestä").count() == 0

    # the other's line is cut: after three minutes both her families are at the front, and she sees it when she is back
    taker.get_by_role("textbox", name="Vastaus").fill("Kesken jäänyt")
    taker.context.set_offline(True)
    silence(whole, finnish.log.get_by_text("Hoitajan yhteys katkesi"), swedish.log.get_by_text("Hälsovårdarens anslutning bröts"))
    expect(finnish.page.locator(".queue-place")).to_have_text("Olet jonossa seuraavana.")
    finnish.shot("day-fi-nurse-vanished")
    taker.context.set_offline(False)
    taker.reload()
    strip = taker.get_by_role("region", name="Yhteytesi katkesi.")
    expect(strip.get_by_role("listitem")).to_have_count(2, timeout=PATIENCE)
    picture(taker, "day-desk-returned")
    strip.get_by_role("button", name="Odottaa jonossa").first.click()
    taker.get_by_role("button", name="Ota keskustelu").click()
    expect(taker.get_by_role("textbox", name="Vastaus")).to_have_value("Kesken jäänyt")     # the draft was kept
    strip.get_by_role("button", name="Selvä").click()
    expect(strip).to_have_count(0)

    # closing time comes near: the English family says yes, and at four it is told by when it is answered
    whole.set_clock("2026-11-23T15:46:00+02:00")
    english.press("Yes, make it a message")
    english.sees("You are waiting for your turn now")
    whole.set_clock("2026-11-23T16:00:00+02:00")
    english.sees("A nurse will answer here by Thursday 26 Nov.")
    english.shot("day-en-carried-over")
    assert [phone.errors for phone in families] == [[], [], []]

"""The desk in a real browser: everything by keyboard, axe on every screen, the family's side of what a nurse sends."""
from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import PHONE, chromium, picture
from tests.service.conftest import ROOT, Desk, Family, Service
from tests.service.test_working import key, meet, pdf, send

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WORDS = {
    "fi": {"pages": ["Tilanne nyt", "Tilastot", "Lokitiedot"], "user": "Käyttäjätunnus", "close": "Päätä keskustelu",
           "copy": "Kopioi kirjaus ja päätä", "next": "Ota seuraava", "note": "Muistiinpano kollegoille"},
    "sv": {"pages": ["Läget nu", "Statistik", "Logg"], "user": "Användarnamn", "close": "Avsluta samtalet",
           "copy": "Kopiera texten och avsluta", "next": "Ta nästa", "note": "Anteckning för kolleger"},
    "en": {"pages": ["Right now", "Figures", "Audit log"], "user": "Username", "close": "Close the conversation",
           "copy": "Copy the record and close", "next": "Take next", "note": "Note for colleagues"},
}
# Every language, both colour schemes, a 13-inch laptop, a tablet held upright, and 200 % text (half the width).
SCREENS = [("fi", 1280, 800, "light"), ("sv", 768, 1024, "dark"), ("en", 640, 400, "light")]

pytestmark = [pytest.mark.parametrize("service", ["sqlite"], indirect=True), pytest.mark.skipif(
    not (AXE.is_file() and (ROOT / "web" / "dist" / "console.html").is_file()) and not os.environ.get("NEUVO_REQUIRE_BROWSER"),
    reason="the web bundle has not been built (./neuvo up builds it)")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def boss(service: Service) -> Desk:
    return service.nurse(role="supervisor", name="Sanna")


def context_of(browser: Browser, desk: Desk, language: str, width: int, height: int, scheme: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme,    # type: ignore[arg-type]
                                  locale=f"{language}-FI", permissions=["clipboard-read", "clipboard-write"])
    context.add_cookies([{"name": "neuvo_session", "value": desk.session.cookies["neuvo_session"], "domain": "127.0.0.1",
                          "path": "/api/v1/console"}])
    return context


def faults(page: Page) -> list[str]:
    found = page.evaluate(f"{AXE.read_text()};axe.run(document,{{runOnly:{TAGS}}})")
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found["violations"]]


def fits(page: Page) -> bool:
    """Nobody has to scroll sideways to read."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("language", "width", "height", "scheme"), SCREENS)
def test_a_nurse_works_by_keyboard_and_every_screen_passes_axe(
        service: Service, browser: Browser, boss: Desk, language: str, width: int, height: int, scheme: str) -> None:
    words, tag = WORDS[language], f"desk-{language}-{width}-{scheme}"
    family = service.queued("sv")
    family.say("Babyn gråter mycket")
    context = context_of(browser, boss, language, width, height, scheme)
    page = context.new_page()
    boss.put("me", {"language": language})
    page.goto(f"{service.base}/console")
    page.locator(".item").first.wait_for()
    page.locator(".top select").last.select_option(language)
    assert boss.post(f"conversations/{family.id}/claim").ok
    page.locator(".item", has_text="Babyn").first.click()
    answer = page.locator("#answer")
    answer.focus()
    page.keyboard.press("/")
    page.keyboard.type({"fi": "varasin", "sv": "bokade", "en": "booked"}[language])
    expect(page.locator(".replies [role=option]")).to_have_count(1)
    page.locator(".replies input").fill("")
    box, lowest = (page.locator(each).bounding_box() for each in (".replies", ".replies ul"))
    assert box and lowest and lowest["y"] + lowest["height"] <= box["y"] + box["height"]       # a long list scrolls inside
    page.locator(".replies input").fill({"fi": "varasin", "sv": "bokade", "en": "booked"}[language])
    expect(page.locator(".replies [role=option]")).to_have_count(1)
    assert faults(page) == []
    picture(page, f"{tag}-replies")
    page.keyboard.press("Enter")
    expect(answer).to_have_value("Jag bokade en tid åt er [dag] kl. [tid] på [rådgivning]. Om tiden inte passar, säg till genast här.")
    page.keyboard.press("Enter")                # a blank is left: nothing is sent, the caret stands on it
    page.keyboard.type("måndag")
    assert "måndag kl. [tid]" in answer.input_value() and "måndag" not in str(family.log())
    answer.fill("Prova att bära babyn.")
    page.keyboard.press("Enter")
    family.until(lambda log: [e for e in log if e.get("text") == "Prova att bära babyn."])
    page.get_by_label(words["note"]).press("Space")
    page.locator("#answer").fill("vain meille")
    picture(page, f"{tag}-note")
    page.locator("#answer").press("Enter")
    expect(page.locator(".said.note")).to_contain_text("vain meille")
    assert faults(page) == []
    page.get_by_role("button", name=words["close"], exact=True).press("Enter")
    expect(page.get_by_role("dialog").locator("textarea").first).to_have_value(
        re.compile("Prova att bära babyn"))
    assert faults(page) == []
    picture(page, f"{tag}-closing")
    page.get_by_role("button", name=words["copy"]).press("Enter")
    family.until(lambda log: [e for e in log if e["kind"] == "feedback"])
    assert "Prova att bära babyn" in page.evaluate("navigator.clipboard.readText()")
    assert "vain meille" not in page.evaluate("navigator.clipboard.readText()")
    expect(page.get_by_role("dialog")).to_have_count(0)     # it stays until the service has said that it is closed
    for n, name in enumerate(words["pages"]):
        page.get_by_role("button", name=name, exact=True).press("Enter")
        page.locator(".page table").first.wait_for()
        assert faults(page) == [], name
        assert fits(page), name
        picture(page, f"{tag}-page-{n}")
    context.close()


ACCOUNTS = {
    "fi": ("Tunnukset", "Muokkaa tunnusta {}", "Vain valitut jonot", "Chat, ruotsi", "Tallenna", "Lisää tunnus"),
    "sv": ("Konton", "Redigera kontot {}", "Bara valda köer", "Chatt, svenska", "Spara", "Lägg till konto"),
    "en": ("Accounts", "Edit account {}", "Chosen queues only", "Chat, Swedish", "Save", "Add account"),
}


@pytest.mark.parametrize(("language", "width", "height", "scheme"), SCREENS)
def test_an_administrator_gives_languages_and_queues_by_keyboard(
        service: Service, browser: Browser, language: str, width: int, height: int, scheme: str) -> None:
    accounts, edit, some, queue, save, add = ACCOUNTS[language]
    boss, served = service.nurse(role="administrator", name="Pekka"), service.nurse(name="Maija")
    boss.put("me", {"language": language})
    context = context_of(browser, boss, language, width, height, scheme)
    page = context.new_page()
    page.goto(f"{service.base}/console")
    page.get_by_role("button", name=accounts, exact=True).press("Enter")
    opener = page.get_by_role("button", name=edit.format(served.username))
    opener.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").first.press("Space")             # no more in Finnish
    dialog.get_by_role("radio").first.press("ArrowDown")
    expect(dialog.get_by_label(some, exact=True)).to_be_checked()
    dialog.get_by_role("button", name=save).press("Enter")
    expect(dialog.get_by_role("alert")).not_to_be_empty()           # no queue yet: said where it is
    dialog.get_by_label(queue, exact=True).press("Space")
    assert faults(page) == []
    picture(page, f"accounts-{language}-{width}-{scheme}-edit")
    dialog.get_by_label(queue, exact=True).press("Enter")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.get_by_role("row", name=re.compile(served.username))).to_contain_text(queue)
    [account] = [each for each in boss.get("accounts").json()["accounts"] if each["username"] == served.username]
    assert (account["languages"], account["queues"]) == (["sv", "en"], ["chat-sv"])
    assert served.get("me").json()["user"]["languages"] == ["sv", "en"]         # and she is still logged in
    page.get_by_role("button", name=add, exact=True).press("Enter")
    page.keyboard.type(f"u-{key()[:8]}")
    page.keyboard.press("Tab")
    page.keyboard.type("Aino")
    page.keyboard.press("Enter")
    expect(page.locator(".once")).to_be_focused()                   # read out, and where one goes on from
    expect(page.locator(".once code")).to_have_text(re.compile(r"^\w{5}(-\w{5}){3}$"))
    assert faults(page) == []
    picture(page, f"accounts-{language}-{width}-{scheme}")
    assert fits(page)
    context.close()


@pytest.mark.parametrize(("language", "scheme"), [("fi", "light"), ("sv", "dark")])
def test_a_family_looks_at_a_pdf_and_an_invitation_in_the_page(
        service: Service, browser: Browser, nurse: Desk, language: str, scheme: str) -> None:
    page = browser.new_context(viewport=PHONE, color_scheme=scheme, has_touch=True).new_page()      # type: ignore[arg-type]
    page.goto(f"{service.base}/chat?lang={language}")
    field = page.get_by_role("textbox").first
    field.fill("haluan puhua hoitajan kanssa")
    with page.expect_response("**/api/v1/conversations") as made:
        field.press("Enter")
    started = made.value.json()
    family = Family(service.base, started["conversation_id"], started["token"], language)
    family.until(lambda log: [e for e in log if e["kind"] == "state"])
    assert nurse.post(f"conversations/{family.id}/claim").ok
    assert send(nurse, family, "Kotihoito-ohje.pdf", pdf()).status_code == 202
    assert meet(nurse, family, client_id=key(), at="2026-11-24T10:00:00+02:00").status_code == 202
    shown = page.get_by_role("button", name={"fi": "Katso tässä", "sv": "Titta här"}[language])
    shown.click()
    expect(page.locator(".file-page canvas")).to_be_visible()
    link = page.get_by_role("link", name={"fi": "Avaa videotapaaminen", "sv": "Öppna videomötet"}[language])
    assert (link.get_attribute("href") or "").startswith("https://video.example.fi/")
    with page.expect_download() as kept:
        page.get_by_role("button", name={"fi": "Tallenna kalenteriin", "sv": "Spara i kalendern"}[language]).click()
    assert b"BEGIN:VEVENT" in Path(kept.value.path()).read_bytes()
    link.scroll_into_view_if_needed()
    picture(page, f"given-{language}-{scheme}")
    last = [e["seq"] for e in family.log() if e["author"] == "nurse"][-1]
    card = nurse.get(f"conversations/{family.id}").json()["conversation"]
    assert card["got_by_customer"] >= last
    page.context.close()

"""A parent's phone and a nurse's desk in a real browser (Debian's chromium)."""
from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SHOTS = Path(__file__).resolve().parent.parent / "shots"
PATIENCE = 20_000       # ms: the first turn on a busy machine
WORDS = {
    "fi": {"field": "Viesti", "none_now": "Ei mitään näistä nyt", "skip": "Ohita", "send": "Lähetä hoitajalle",
           "nurse": "Juttele hoitajan kanssa", "title": "Neuvolan chat", "locale": "fi-FI"},
    "sv": {"field": "Meddelande", "none_now": "Inget av dessa just nu", "skip": "Hoppa över",
           "send": "Skicka till hälsovårdaren", "nurse": "Prata med en hälsovårdare", "title": "Rådgivningens chatt",
           "locale": "sv-FI"},
    "en": {"field": "Message", "none_now": "None of these now", "skip": "Skip", "send": "Send to the nurse",
           "nurse": "Talk to a nurse", "title": "Clinic chat", "locale": "en-GB"},
}


@contextmanager
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("NEUVO_REQUIRE_BROWSER"):
            pytest.fail("chromium is required here and is missing: apt-get install chromium")
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def until(page: Page, code: str, arg: Any = None) -> None:
    """Wait until JavaScript gives something true. The page's policy forbids it to poll for itself (`wait_for_function`
    evaluates strings inside the page), so the polling is done from outside."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(code, arg):
        assert time.monotonic() < end, f"never true: {code}"
        page.wait_for_timeout(50)


class Phone:
    """A parent with the full-page chat open."""

    def __init__(self, browser: Browser, base: str, language: str, dark: bool = False) -> None:
        self.language, self.words = language, WORDS[language]
        context = browser.new_context(viewport=PHONE, locale=self.words["locale"], has_touch=True,
                                      color_scheme="dark" if dark else "light")
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{base}/chat?lang={language}")
        expect(self.field).to_be_visible(timeout=PATIENCE)

    @property
    def field(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("textbox", name=self.words["field"])

    @property
    def log(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("log")

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.log.get_by_text(text, exact=True).last).to_be_visible()

    def sees(self, text: str) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=PATIENCE)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).last.click()

    def offers(self, name: str) -> bool:
        return self.page.get_by_role("button", name=name, exact=True).count() > 0

    def shot(self, name: str) -> None:
        picture(self.page, name)


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for people to look at (tests/shots/, not in the repository)."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")

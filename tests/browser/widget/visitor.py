"""A family's browser on a page that has the widget: what it does, what it sees, what axe-core says."""
from __future__ import annotations

import json
import re
import time
from functools import cache
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.browser.pages import DESKTOP, SHOTS, until
from tests.service.conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WORDS = {code: {**json.loads((ROOT / f"web/shared/i18n/{code}.json").read_text()),
                **json.loads((ROOT / f"web/widget/i18n/{code}.json").read_text())} for code in ("fi", "sv", "en")}
LOCALE = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
# Every node that is added to an announcer, once: what a screen reader would say.
LISTEN = """() => { const root = document.querySelector('neuvo-chat').shadowRoot; const seen = new WeakSet(); window.heard = [];
  new MutationObserver((list) => { for (const m of list) for (const n of m.addedNodes) {
    if (n.nodeType !== 1 || seen.has(n)) continue;
    if (n.closest?.('[data-announcer]') && n.parentElement?.matches('[data-announcer]')) { seen.add(n); window.heard.push(n.textContent); }
    for (const a of [n, ...n.querySelectorAll('[role=alert]')]) if (a.matches('[role=alert]') && !seen.has(a)) { seen.add(a); window.heard.push('ALERT ' + a.textContent); }
  } }).observe(root, { childList: true, subtree: true }); }"""


@cache
def axe_source() -> str:
    assert AXE.exists(), f"{AXE} is missing: npm ci in web/"
    return AXE.read_text()


expect.set_options(timeout=20_000)      # a busy machine; nothing here is a measure of speed


class Visitor:
    def __init__(self, browser: Browser, base: str, language: str = "fi", path: str | None = None, **context: Any) -> None:
        self.language, self.base, self.t = language, base, WORDS[language]
        options: dict[str, Any] = {"viewport": DESKTOP, "locale": LOCALE[language], "reduced_motion": "reduce", **context}
        self.context = browser.new_context(**options)
        self.faults: list[str] = []
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text)
                     if message.type == "error" and re.search("Content Security|Refused to", message.text) else None)
        self.page.goto(self.address(path or f"/?lang={language}"))

    def address(self, path: str) -> str:
        return path if "://" in path else f"{self.base}{path}"

    # finding

    @property
    def host(self) -> Locator:
        return self.page.locator("neuvo-chat").first

    @property
    def launcher(self) -> Locator:
        return self.host.locator(".launcher")

    @property
    def field(self) -> Locator:
        return self.host.locator(".composer textarea")

    @property
    def log(self) -> Locator:
        return self.host.locator("[role=log]")

    def button(self, name: str) -> Locator:
        return self.host.get_by_role("button", name=name, exact=True).last

    def inside(self, code: str) -> Any:
        """The value of JavaScript that sees the widget's shadow root as `root`."""
        return self.page.evaluate(f"(() => {{ const root = document.querySelector('neuvo-chat').shadowRoot; {code} }})()")

    def focused(self) -> str | None:
        return self.inside("const a = root.activeElement; return a ? a.id || a.getAttribute('aria-label') || a.textContent.trim() || a.className : null")

    def focuses(self, name: str) -> None:
        """The focus comes to what is called so: a busy machine draws a moment later."""
        end = time.monotonic() + 5
        while (found := self.focused()) != name:
            assert time.monotonic() < end, f"the focus is on {found} and not on {name}"
            self.page.wait_for_timeout(50)

    def own(self) -> list[str]:
        return self.inside("return [...root.querySelectorAll('.customer .bubble')].map((b) => b.innerText)")

    # doing

    def open(self) -> Visitor:
        self.launcher.click()
        expect(self.field).to_be_visible()
        return self

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def press(self, name: str) -> None:
        self.button(name).click()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible()

    def answered(self, text: str) -> None:
        """Say, and wait for what answers it to be drawn with nothing left on its way."""
        before = int(self.log.locator(".entry[data-seq]").last.get_attribute("data-seq") or 0) if self.log.locator(
            ".entry[data-seq]").count() else 1
        self.say(text)
        until(
            self.page, "(before) => { const root = document.querySelector('neuvo-chat').shadowRoot;"
            " const all = [...root.querySelectorAll('.entry[data-seq]')]; return !root.querySelector('.out') &&"
            " !root.querySelector('.dots') && all.some((e) => +e.dataset.seq > before && !e.closest('.customer')); }", before)

    def listen(self) -> None:
        self.page.evaluate(LISTEN)

    def heard(self) -> list[str]:
        return self.page.evaluate("window.heard")

    # judging

    def axe(self, name: str) -> list[str]:
        """What axe-core finds. Injected through the debugging protocol: the page's policy rightly refuses foreign scripts."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"{axe_source()};0")
        found = self.page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations'], elementRef: false})"
                                   ".then((r) => r.violations.map((v) => `${v.id}: ` + v.nodes.slice(0, 2).map((n) =>"
                                   " n.target.flat().join(' ') + ' ' + (n.any.concat(n.all)[0]?.message ?? '')).join(' | ')))", TAGS)
        return [f"{name}: {violation}" for violation in found]

    def shot(self, name: str) -> None:
        """A picture for people to look at (tests/shots/widget/, not in the repository)."""
        folder = SHOTS / "widget"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=82)

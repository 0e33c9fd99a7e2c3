"""Every state × language × phone and desktop × light and dark through axe-core (WCAG 2.0–2.2 A and AA), each photographed
and compared with what it looked like when somebody last looked (looks.py).

One visit per language walks through the states; in each state the window and the colours change around it, as when a
tablet is turned or the evening comes, so that 190 looks do not need 190 visits."""
from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESKTOP, PHONE
from tests.browser.widget import looks
from tests.browser.widget.script import CHOICE, NUMBER
from tests.browser.widget.visitor import Visitor
from tests.service.conftest import MONDAY_MORNING, MONDAY_NIGHT, Desk, Service

LOOKS = [("phone", "light"), ("phone", "dark"), ("desktop", "dark"), ("desktop", "light")]
NAMED = {"closed", "greeting", "choices", "questionnaire", "table", "emergency", "queue", "nurse", "message", "offline",
         "error", "feedback"}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SAID = {
    "fi": {"fever": "vauvalla on kuume", "danger": "vauva ei hengitä", "violence": "mies lyö minua", "thanks": "kiitos, tämä riitti",
           "book": "Miten varaan ajan?", "table": "Milloin rokotukset annetaan?", "none": "Ei mitään näistä nyt",
           "send": "Lähetä hoitajalle", "nurse": "Hei, Sanna tässä. Luin vastauksesi. Juoko vauva? Numeroni on 040 123 4567.",
           "maintenance": "Chatissa on huoltokatko tänään klo 17–18."},
    "sv": {"fever": "babyn har feber", "danger": "barnet andas inte", "violence": "min man slår mig", "thanks": "tack, det räcker",
           "book": "Hur bokar jag en tid?", "table": "När ges vaccinationerna?", "none": "Inget av dessa just nu",
           "send": "Skicka till hälsovårdaren", "nurse": "Hej, det är Sanna. Jag läste dina svar. Dricker babyn? Mitt nummer är 040 123 4567.",
           "maintenance": "Chatten är ur bruk för underhåll i dag kl. 17–18."},
    "en": {"fever": "my baby has a fever", "danger": "my baby is not breathing", "violence": "he hits me", "thanks": "thank you, that is all",
           "book": "How do I book?", "table": "When are vaccinations given?", "none": "None of these now",
           "send": "Send to the nurse", "nurse": "Hello, this is Sanna. I read your answers. Is your baby drinking? My number is 040 123 4567.",
           "maintenance": "The chat is down for maintenance today 17–18."},
}


class Looks:
    """Looks at one state in all sizes and colours and keeps what axe found."""

    def __init__(self, language: str) -> None:
        self.language, self.faults, self.seen = language, [], []  # type: ignore[var-annotated]
        self.compared = looks.Comparison(language)

    def __call__(self, visitor: Visitor, state: str, ready: Callable[[], None] = lambda: None) -> None:
        self.seen.append(state)
        for size, scheme in LOOKS if state in NAMED else LOOKS[::2]:    # the states between: one phone, one desktop
            name = f"{state}-{self.language}-{size}-{scheme}"
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if visitor.page.viewport_size != SIZES[size]:
                visitor.page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
                visitor.page.wait_for_timeout(60)
            ready()
            visitor.shot(name)
            self.compared.take(visitor, state, size, scheme)
            # What an open menu half covers is pressed after closing it: that is no small target.
            self.faults += [fault for fault in visitor.axe(name) if not (state == "menu" and "partially obscured" in fault)]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_state_passes_axe_and_looks_as_it_did(site: Service, nurse: Desk, visit: Callable[..., Visitor], language: str) -> None:
    look, said = Looks(language), SAID[language]
    _talk(site, nurse, visit(language), look, said)
    _danger(visit(language, path=f"/chat?lang={language}"), look, said)
    _closed(site, visit, look, language, said)
    assert look.faults == []
    assert look.compared.faults == []
    assert (changed := look.compared.changes()) == "", changed
    assert set(look.seen) >= NAMED


def _talk(site: Service, nurse: Desk, visitor: Visitor, look: Looks, said: dict[str, str]) -> None:
    """From the closed launcher to feedback."""
    look(visitor, "closed")
    visitor.open()
    expect(visitor.log.locator(".choice").first).to_be_visible()
    look(visitor, "greeting")
    visitor.answered(said["table"])
    look(visitor, "table")
    visitor.answered(said["book"])
    look(visitor, "choices")
    menu = visitor.host.locator(".menu-list")
    look(visitor, "menu", lambda: None if menu.is_visible() else visitor.press(visitor.t["menu"]))
    visitor.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    visitor.answered(said["fever"])
    look(visitor, "safety")
    visitor.press(said["none"])
    visitor.sees(NUMBER.text[look.language])
    look(visitor, "questionnaire")
    visitor.answered("39,2")
    look(visitor, "questionnaire-choice")
    visitor.press(CHOICE.options[0].title[look.language])
    expect(visitor.button(said["send"])).to_be_visible()
    look(visitor, "check")
    visitor.press(said["send"])
    expect(visitor.host.locator(".notice.queue")).to_be_visible()
    look(visitor, "queue")
    card = nurse.post("next").json()
    nurse.post(f"conversations/{card['conversation_id']}/messages", {"client_id": f"n-{look.language}-{time.time()}", "text": said["nurse"]})
    expect(visitor.log.locator(".nurse .bubble").last).to_be_visible()
    look(visitor, "nurse")
    nurse.post(f"conversations/{card['conversation_id']}/close", {"reason": "advice_given"})
    expect(visitor.host.locator(".feedback")).to_be_visible()
    look(visitor, "feedback")
    assert visitor.faults == []


def _danger(visitor: Visitor, look: Looks, said: dict[str, str]) -> None:
    """The full page: emergency, violence, a lost network."""
    visitor.answered(said["danger"])
    expect(visitor.host.locator(".emergency-card").last).to_be_visible()
    look(visitor, "emergency")
    visitor.answered(said["violence"])
    expect(visitor.host.locator(".exit")).to_be_visible()
    look(visitor, "quick-exit")
    visitor.context.set_offline(True)
    visitor.say(said["book"])
    expect(visitor.host.locator(".notices .warn")).to_be_visible()
    look(visitor, "offline")
    assert visitor.faults == []


def _closed(site: Service, visit: Callable[..., Visitor], look: Looks, language: str, said: dict[str, str]) -> None:
    """At night: a photo ready to be sent, a message instead of the chat; a refused message; a service that is not there."""
    site.set_clock(MONDAY_NIGHT)
    night = visit(language).open()
    night.answered("viesti hoitajalle" if language == "fi" else "viesti")
    look(night, "message")
    night.page.route("**/messages", lambda route: route.fulfill(status=422, json={"error": {"code": "refused", "message": "x"}}))
    night.say(said["book"])
    expect(night.host.locator(".out.failed")).to_be_visible()
    look(night, "error")
    site.set_clock(MONDAY_MORNING)
    away = visit(language)
    away.page.route("**/api/v1/service*", lambda route: route.abort())
    away.page.reload()          # nothing was asked of the service before the line was cut
    away.launcher.click()
    expect(away.host.locator(".phones")).to_be_visible()
    look(away, "unreachable")
    assert night.faults == away.faults == []

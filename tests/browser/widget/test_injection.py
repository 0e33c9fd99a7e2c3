"""Script, markup and direction tricks as message, answer, name and file name are text wherever they are read:
widget, desk, summary (text, JSON, FHIR), saved conversation."""
from __future__ import annotations

import asyncio
import io
import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.widget.visitor import Visitor
from tests.service.conftest import PASSWORD, Desk, Family, Service, add_account

CORPUS = [
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "<svg/onload=window.hit=1>",
    '<svg><a xlink:href="javascript:window.hit=1"><text x=20 y=20>tästä</text></a></svg>', '"><iframe srcdoc="<script>parent.hit=1</script>">',
    "<math><mtext><style><img src=x onerror=window.hit=1></style></mtext></math>", "</textarea></dialog><b>ulkona</b>",
    "<a href=javascript:window.hit=1>paina</a>", "javascript:window.hit=1", "data:text/html,<script>window.hit=1</script>",
    "[paina](javascript:window.hit=1)", "![kuva](https://evil.example/x.png)", "[linkki](https://evil.example \"x\")", "# otsikko **lihava** `koodi`",
    "http://evil.example/<script>window.hit=1</script>", "https://user:pass@evil.example", "<style>*{display:none}</style>",
    "expression(window.hit=1); background:url(//evil.example)", "{{constructor.constructor('window.hit=1')()}}", "${window.hit=1}",
    "<!--<img src=x onerror=window.hit=1>-->", "&lt;img src=x onerror=window.hit=1&gt; &#x3C;b&#x3E;", "<neuvo-chat open></neuvo-chat>",
    "'; DROP TABLE events; --", "\u202egnp.exe\u202c takaperin \u2066eristetty\u2069", "=HYPERLINK(\"https://evil.example\")",
]
BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))
KEPT = [payload.translate(BIDI) for payload in CORPUS]      # overrides of direction are left out when a message comes in
NAME = "Sanna <img src=x onerror=window.hit=1>"
FILE = "kuva<img src=x onerror=window.hit=1>.png"
# Everything inside words that is not what the renderer itself makes of plain text.
FOREIGN = """(root) => [...root.querySelectorAll('.bubble *, .system *, .card *, .name *, .who *, pre *')]
  .filter((e) => e.namespaceURI.endsWith('xhtml') && (!['P', 'BR', 'STRONG', 'UL', 'LI', 'A', 'SPAN', 'TIME', 'BUTTON', 'DL', 'DT', 'DD', 'DIV', 'CANVAS', 'PRE', 'B', 'SMALL', 'H3', 'H2'].includes(e.tagName)
     || e.tagName === 'B' || [...e.attributes].some((a) => /^on|srcdoc/.test(a.name)) || (e.tagName === 'A' && !/^(https?:|tel:)/.test(e.protocol)))).map((e) => e.outerHTML.slice(0, 120))"""


def innocent(page: Page, root: str, outside: list[str]) -> None:
    assert page.evaluate("window.hit") is None
    assert page.evaluate(f"({FOREIGN})({root})") == []
    assert outside == [], "nothing was fetched from elsewhere"


def watch(page: Page, base: str) -> list[str]:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not request.url.startswith((base, "blob:", "data:")) else None)
    page.on("dialog", lambda dialog: outside.append(f"dialog {dialog.message}"))
    return outside


def named_nurse(site: Service) -> Desk:
    with ThreadPoolExecutor(1) as pool:
        username = f"x{uuid.uuid4().hex[:8]}"
        desk = Desk(site.base, username, pool.submit(asyncio.run, add_account(site.url, username, NAME, "nurse")).result())
    assert desk.login().ok
    desk.post("password", {"current": desk.password, "new": PASSWORD})
    desk.password = PASSWORD
    assert desk.login().ok
    return desk


def test_what_people_write_is_text_everywhere(visit: Callable[..., Visitor], site: Service, nurse: Desk) -> None:
    while (waiting := nurse.post("next")).status_code == 200:       # nobody of an earlier test is before this family
        nurse.post(f"conversations/{waiting.json()['conversation_id']}/close", {"reason": "other"})
    visitor = visit().open()
    outside = watch(visitor.page, site.base)
    visitor.answered("hei")
    kept = json.loads(visitor.page.evaluate(f"localStorage.getItem('neuvo:{site.base}:chat')"))
    family = Family(site.base, kept["id"], kept["token"], "fi")
    for payload in CORPUS:
        family.say(payload)
    family.say("vastaukseni: " + CORPUS[1])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    sent = requests.post(family.url("attachments"), headers=family.headers, timeout=20, data={"client_id": str(uuid.uuid4())},
                         files={"file": (FILE, picture.getvalue(), "image/png")})
    assert sent.status_code == 202
    family.until(lambda log: [e for e in log if e["kind"] == "summary"], 40)
    named = named_nurse(site)
    desk = _desk(visit, site, named)

    expect(visitor.log.locator(".nurse .bubble").last).to_have_text(CORPUS[0])
    assert [words for words in visitor.own() if words][1:1 + len(KEPT)] == KEPT, "each payload reads as it was written"
    expect(visitor.log).to_contain_text(NAME)
    visitor.host.locator("input[type=file]").set_input_files({"name": FILE, "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(visitor.host.locator(".preview-name")).to_contain_text("kuva<img src=x")
    innocent(visitor.page, "document.querySelector('neuvo-chat').shadowRoot", outside)

    _exports(family, named)
    assert desk.faults == []


def _exports(family: Family, nurse: Desk) -> None:
    """Saved conversation and summary: plain text or JSON that no browser takes for a page."""
    saved = family.get("transcript?lang=fi")
    assert saved.headers["Content-Type"].startswith("text/plain") and saved.headers["X-Content-Type-Options"] == "nosniff"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert all(payload.replace("**", "") in saved.text for payload in KEPT) and not set(map(ord, saved.text)) & set(BIDI)
    for kind, content_type in (("text", "text/plain"), ("json", "application/json"), ("fhir", "application/fhir+json")):
        summary = nurse.get(f"conversations/{family.id}/summary?format={kind}")
        assert summary.ok and summary.headers["Content-Type"].startswith(content_type), kind
        assert summary.headers["X-Content-Type-Options"] == "nosniff"
    assert CORPUS[1] in nurse.get(f"conversations/{family.id}/summary?format=text").text
    # A narrative of FHIR is XHTML: there the words are escaped.
    narrative = json.dumps(nurse.get(f"conversations/{family.id}/summary?format=fhir").json())
    assert "<div" not in narrative or "&lt;img" in narrative


def _desk(visit: Callable[..., Visitor], site: Service, nurse: Desk) -> Visitor:
    """The nurse takes the family, reads everything and writes a payload herself."""
    desk = visit(path="/console")
    page, outside = desk.page, watch(desk.page, site.base)
    page.get_by_label("Käyttäjätunnus").fill(nurse.username)
    page.get_by_label("Salasana").fill(nurse.password)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    page.get_by_role("button", name="Ota seuraava").click()
    answer = page.get_by_role("textbox", name="Vastaus")
    answer.fill(CORPUS[0])
    answer.press("Enter")
    expect(page.locator(".said.nurse .bubble").last).to_have_text(CORPUS[0])
    page.locator("button.fold").click()
    words = page.evaluate("document.body.textContent")
    assert [payload for payload in KEPT if payload not in words] == []
    assert NAME in words
    innocent(page, "document", outside)
    desk.shot("injection-desk")
    return desk

"""A hostile host page changes nothing: the chat opens, looks, speaks and hears as on a page of its own."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.widget import host_pages
from tests.browser.widget.visitor import WORDS, Visitor
from tests.service.conftest import Service

SV = WORDS["sv"]
# How the chat looks, as far as a page could change it.
LOOK = """const s = (q) => { const c = getComputedStyle(root.querySelector(q)); const b = root.querySelector(q).getBoundingClientRect();
  return [c.fontSize, c.lineHeight, c.letterSpacing, c.textTransform, c.direction, c.color, c.backgroundColor, c.display, c.position,
          Math.round(b.width), Math.round(b.height), Math.round(b.x), Math.round(b.y)].join(' ') };
  return Object.fromEntries(['dialog', '.head', '#neuvo-title', '.tool', '.log', '.bubble', '.choice', '.composer textarea', '.send'].map((q) => [q, s(q)]))"""


@pytest.fixture(scope="module")
def county(site: Service) -> Iterator[str]:
    with host_pages.host(site.base) as address:
        yield address


@pytest.fixture(scope="module")
def own_look(browser: Any, site: Service) -> dict[str, str]:
    visitor = Visitor(browser, site.base, "sv").open()
    expect(visitor.log.locator(".choice").first).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")     # the hours in the head come a moment after the chat
    look = visitor.inside(LOOK)
    visitor.context.close()
    return look


@pytest.mark.parametrize("kind", ["resets", "wars", "policy", "jquery", "script"])
def test_a_hostile_page_changes_nothing(visit: Callable[..., Visitor], county: str, own_look: dict[str, str], kind: str) -> None:
    if kind == "jquery" and not host_pages.JQUERY.exists():
        pytest.skip("jQuery is not in web/node_modules: npm ci")
    visitor = visit("sv", f"{county}/{kind}")
    if kind == "wars":      # a wall over everything: the launcher stands in no top layer, but the page can open the chat
        visitor.page.evaluate("document.querySelector('neuvo-chat').open()")
    else:
        visitor.launcher.click()
    expect(visitor.log.locator(".choice").first).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    if kind != "script":    # another theme
        assert visitor.inside(LOOK) == own_look
    at = visitor.field.bounding_box() or {}
    assert visitor.page.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [at["x"] + 20, at["y"] + 10]) == "neuvo-chat"
    visitor.field.click()
    visitor.page.keyboard.type("Hur bokar jag en tid?")
    visitor.page.keyboard.press("Enter")
    visitor.sees(re.compile("Avboka en tid"))
    assert visitor.own() == ["Hur bokar jag en tid?"]
    assert visitor.faults == []
    visitor.shot(f"host-{kind}")


def test_two_widgets_on_a_page_are_one_conversation(visit: Callable[..., Visitor], county: str) -> None:
    visitor = visit("sv", f"{county}/two")
    second = visitor.page.locator("#second")
    second.locator(".launcher").click()     # it stands before the first one's
    expect(second.locator(".composer textarea")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    visitor.page.evaluate("document.querySelector('neuvo-chat').open()")
    visitor.answered("Hur bokar jag en tid?")
    visitor.page.keyboard.press("Escape")
    second.locator(".launcher").click()
    expect(second.locator(".customer .entry[data-seq] .bubble")).to_have_text("Hur bokar jag en tid?")
    assert visitor.page.evaluate("document.querySelectorAll('neuvo-chat').length") == 2
    assert visitor.faults == []


@pytest.mark.parametrize("kind", ["frame", "framed"])
def test_in_a_sandbox_without_storage_the_chat_works(visit: Callable[..., Visitor], county: str, kind: str) -> None:
    """No storage, no history, an origin of nobody: the chat as a frame, and on a page that is itself in a frame."""
    visitor = visit("sv", f"{county}/{kind}")
    frame = visitor.page.frame_locator("iframe").locator("neuvo-chat")
    if kind == "framed":
        frame.locator(".launcher").click()
    field = frame.locator(".composer textarea")
    field.fill("Hur bokar jag en tid?")
    field.press("Enter")
    expect(frame.locator(".bot .entry[data-seq]").last).to_contain_text("Boka")
    expect(frame.locator(".customer .entry[data-seq] .bubble")).to_have_text("Hur bokar jag en tid?")
    assert visitor.faults == []


def test_the_page_configures_by_attributes_methods_and_hears_events(visit: Callable[..., Visitor], county: str, site: Service) -> None:
    """lang, theme, municipality, page; open(), close(), send(); events without a word of what was said."""
    visitor = visit("sv", f"{county}/policy")
    made: list[dict[str, Any]] = []
    visitor.page.on("request", lambda request: made.append(request.post_data_json)
                    if request.method == "POST" and request.url.endswith("/conversations") else None)
    visitor.page.evaluate("""() => { const chat = document.querySelector('neuvo-chat'); window.told = [];
        chat.setAttribute('municipality', 'Raasepori'); chat.setAttribute('page', 'Neuvola'); chat.setAttribute('theme', 'lansi-uusimaa');
        for (const name of ['open', 'close', 'message', 'handoff']) chat.addEventListener('neuvo:' + name, (e) => told.push([name, JSON.stringify(e.detail)]));
        chat.send('till en hälsovårdare'); }""")
    expect(visitor.host.locator(".notice.queue")).to_be_visible()
    assert made == [{"language": "sv", "page": "Neuvola", "municipality": "Raasepori"}]
    visitor.page.evaluate("document.querySelector('neuvo-chat').setAttribute('lang', 'fi')")
    expect(visitor.host.locator("#neuvo-title")).to_have_text(WORDS["fi"]["title"])
    visitor.page.evaluate("document.querySelector('neuvo-chat').close()")
    expect(visitor.host.locator("dialog.panel")).to_be_hidden()
    told = visitor.page.evaluate("window.told")
    assert [name for name, _ in told if name != "message"] == ["open", "handoff", "close"]
    assert "hälsovårdare" not in str(told)

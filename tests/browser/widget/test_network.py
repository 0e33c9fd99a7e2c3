"""Bad networks through a real nginx: whatever happens on the way, every message is there once and in order."""
from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Page, Route, expect

from tests.browser.widget import proxy as proxies
from tests.browser.widget.proxy import Proxy
from tests.browser.widget.visitor import Visitor
from tests.service.conftest import Desk, Family, Service

PATIENCE = 25_000       # ms: a proxy that holds streams back is noticed after eight seconds


@pytest.fixture(scope="module")
def proxy(site: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if not Path(proxies.NGINX).exists():
        if os.environ.get("NEUVO_REQUIRE_NGINX"):
            pytest.fail("nginx is required here and is missing: apt-get install nginx-light")
        pytest.skip("no nginx on this machine (apt-get install nginx-light)")
    urllib3.disable_warnings()      # its certificate is of its own making
    with proxies.nginx(tmp_path_factory.mktemp("nginx"), site.base) as running:
        yield running


class Talk:
    """A family with a nurse, looked at from both ends."""

    def __init__(self, visitor: Visitor, site: Service, nurse: Desk) -> None:
        self.visitor, self.nurse = visitor, nurse
        visitor.open()
        visitor.say("hoitajalle")
        expect(visitor.host.locator(".notice.queue")).to_be_visible(timeout=PATIENCE)
        base = visitor.base
        kept = json.loads(visitor.page.evaluate(f"localStorage.getItem('neuvo:{base}:chat')"))
        self.family = Family(site.base, kept["id"], kept["token"], "fi")
        claimed = nurse.post(f"conversations/{self.family.id}/claim")
        assert claimed.ok, claimed.text
        self.said = ["hoitajalle"]

    def customer(self, text: str, page: Visitor | None = None) -> None:
        (page or self.visitor).say(text)
        self.said.append(text)

    def hear(self, text: str) -> None:
        answer = self.nurse.post(f"conversations/{self.family.id}/messages", {"client_id": str(uuid.uuid4()), "text": text})
        assert answer.ok, answer.text

    def until(self, text: str, visitor: Visitor | None = None) -> None:
        expect((visitor or self.visitor).log.locator(".entry[data-seq]", has_text=text)).to_have_count(1, timeout=PATIENCE)

    def whole(self, page: Page | None = None) -> None:
        """The widget shows the service's log: each number once and rising, own words once each."""
        drawn = (page or self.visitor.page).evaluate(
            "[...document.querySelector('neuvo-chat').shadowRoot.querySelectorAll('.entry[data-seq]')].map((e) => [+e.dataset.seq, e.innerText])")
        numbers = [seq for seq, _ in drawn]
        assert numbers == sorted(set(numbers))
        log = self.family.log()
        assert [event["text"] for event in log if event["author"] == "customer"] == self.said
        spoken = {event["seq"]: event["text"] for event in log if event["author"] in ("customer", "nurse")}
        shown = dict(drawn)
        assert {seq: shown.get(seq) for seq in spoken} == spoken


@pytest.fixture
def talk(visit: Callable[..., Visitor], proxy: Proxy, site: Service, nurse: Desk) -> Callable[[str], Talk]:
    def begin(kind: str) -> Talk:
        visitor = visit(path=f"{proxy.base(kind)}/?lang=fi", ignore_https_errors=True)
        visitor.base = proxy.base(kind)
        return Talk(visitor, site, nurse)
    return begin


def test_over_http2_words_go_both_ways(talk: Callable[[str], Talk]) -> None:
    one = talk("http2")
    one.customer("yksi")
    one.hear("kaksi")
    one.until("kaksi")
    one.customer("kolme")
    one.until("kolme")
    one.whole()
    used = one.visitor.page.evaluate("[...new Set(performance.getEntriesByType('resource').map((e) => e.nextHopProtocol).filter(Boolean))]")
    assert used == ["h2"]


def test_a_proxy_that_cuts_idle_lines_loses_and_doubles_nothing(talk: Callable[[str], Talk]) -> None:
    one = talk("idle-cut")
    for turn in range(2):
        with one.visitor.page.expect_response(lambda response: "/events" in response.url, timeout=PATIENCE):
            pass        # the line was cut and opened again
        one.hear(f"hoitaja {turn}")
        one.customer(f"perhe {turn}")
        one.until(f"hoitaja {turn}")
        one.until(f"perhe {turn}")
    one.whole()
    assert not one.visitor.host.locator(".notices .warn").count(), "a line that is opened again at once is not worth a word"


def test_a_proxy_that_holds_streams_back_does_not_stop_the_conversation(talk: Callable[[str], Talk]) -> None:
    one = talk("buffering")
    one.hear("luetko?")
    one.until("luetko?")
    one.customer("luen")
    one.until("luen")
    one.whole()


def test_what_is_written_offline_arrives_once_and_in_order(talk: Callable[[str], Talk], proxy: Proxy) -> None:
    """Every line is cut, both sides go on writing, the page is loaded again, the network comes back."""
    one = talk("http2")
    page = one.visitor
    page.context.set_offline(True)
    proxy.stop()
    for word in ("toinen", "kolmas", "neljäs"):
        one.customer(word)
    one.hear("oletko siellä?")
    expect(page.host.locator(".notices .warn")).to_be_visible()
    assert page.own() == one.said
    proxy.start()
    page.context.set_offline(False)
    one.until("oletko siellä?")
    one.until("neljäs")
    expect(page.host.locator(".notices .warn")).to_have_count(0)
    one.whole()
    page.page.reload()
    page.open()
    one.until("neljäs")
    one.whole()


def test_unsent_words_survive_a_reload(talk: Callable[[str], Talk]) -> None:
    one = talk("http2")
    lost = [0]

    def lose(route: Route) -> None:
        lost[0] += 1
        route.abort()

    one.visitor.page.route("**/messages", lose)
    one.customer("ei vielä perillä")
    one.visitor.page.wait_for_timeout(300)
    one.visitor.page.unroute("**/messages")
    one.visitor.page.reload()
    one.visitor.open()
    one.until("ei vielä perillä")
    assert lost[0] > 0
    one.whole()


def test_an_acknowledgement_that_is_lost_does_not_double_the_message(talk: Callable[[str], Talk]) -> None:
    """One-way loss: the message arrives, its answer does not; the same message is sent again."""
    one = talk("http2")
    tries: list[str] = []

    def swallow(route: Route) -> None:
        tries.append(route.request.post_data_json["client_id"])
        if len(tries) < 3:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    one.visitor.page.route("**/events*", lambda route: route.abort())
    one.visitor.page.context.set_offline(True)      # the open stream is cut too
    one.visitor.page.context.set_offline(False)
    one.visitor.page.route("**/messages", swallow)
    one.customer("kerran")
    one.visitor.page.wait_for_timeout(2_500)
    one.visitor.page.unroute("**/events*")
    one.customer("toisen kerran")
    one.until("toisen kerran")
    assert len(tries) > 2 and len(set(tries[:3])) == 1
    one.whole()


def test_two_tabs_agree(talk: Callable[[str], Talk]) -> None:
    one = talk("http2")
    other = one.visitor.context.new_page()
    other.goto(one.visitor.page.url)
    second = Visitor.__new__(Visitor)
    second.__dict__.update(one.visitor.__dict__ | {"page": other})
    second.open()
    for turn in range(3):
        one.customer(f"ensimmäisestä {turn}")
        one.until(f"ensimmäisestä {turn}", second)
        one.customer(f"toisesta {turn}", second)
        one.until(f"toisesta {turn}")
    one.hear("näen molemmat")
    one.until("näen molemmat")
    one.until("näen molemmat", second)
    one.whole()
    one.whole(other)


def test_a_page_that_slept_reads_what_it_missed(talk: Callable[[str], Talk]) -> None:
    one = talk("http2")
    session = one.visitor.context.new_cdp_session(one.visitor.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    one.hear("nukuitko?")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    one.until("nukuitko?")
    one.customer("nukuin")
    one.until("nukuin")
    one.whole()

"""What the chat costs a family's phone: bytes, time to a usable answer box on slow 4G, and what the county's own page pays
before anybody opens it. Beside botframework-webchat and deep-chat from npm, in the same run.

Chromium plays the phone: 1.6 Mbit/s down, 750 kbit/s up, 150 ms for each request, processor four times slower, empty cache.
Neuvo comes from its own running service at another address than the page, as on a county's site; the others from a small
server with gzip. The connection itself (TCP, TLS) is not slowed down: Chromium cannot.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli import builds
from cli.bench.desk import OPEN, running
from cli.bench.widget_phone import SLOWER, Phone, served
from cli.places import Stop, free_port
from cli.processes import ROOT
from handoff.database import migrate

PEERS = {"botframework-webchat": "4.18.1", "deep-chat": "2.4.2"}
LIGHTHOUSE = "12.8.2"       # 186 MB with what it needs, so it is fetched when asked for and belongs to no environment
SETTLED = 4_000     # ms: how long a page is watched for blocked moments
MOST_BLOCKED = 50   # ms that the county's page may pay
AIM = 1.5           # s to a usable chat
TEXT = "<h1>Neuvola</h1>" + "<p>Neuvola on perheen tukena raskaudesta siihen asti, kun lapsi aloittaa koulun.</p>" * 40
# What a county's page does by itself: jQuery, and a menu made by script below the text.
COUNTY = (TEXT + "<ul id='menu'></ul><script src='/jquery/jquery.min.js'></script><script>for (var i = 0; i < 300; i++) "
          "jQuery('<li>').append(jQuery('<a>', { href: '#' + i, text: 'Palvelu ' + i })).appendTo('#menu')</script>")
HOST = '<!doctype html><html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title><body>{}</body></html>'
CHAT = "neuvo-chat"
WATCHED = {"usable": (CHAT, ".composer textarea"), "greeting": (CHAT, ".choices li:nth-child(3)"), "answer": (CHAT, ".emergency-card")}
PEER_WATCHED = {"botframework-webchat": {"usable": ("[data-testid='send box text area'], .webchat__send-box-text-box__input, textarea", "")},
                "deep-chat": {"usable": ("deep-chat", "#text-input")}}
DANGER = "vauva ei hengitä"     # answered by the service itself: the engine is no part of this measure


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench widget", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="loads of each page (default 5, at most 20)")
    parser.add_argument("--alone", action="store_true", help="without the other chats (nothing is fetched from npm)")
    parser.add_argument("--lighthouse", action="store_true", help="ask Lighthouse too, without and with the chat (fetched from npm, 186 MB)")
    given = parser.parse_args(arguments)
    times = min(max(1, given.times), 20)
    chromium = shutil.which("chromium")
    if not chromium:
        raise Stop("chromium is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # of the tests' packages; the running product does without
    dist = builds.build_web()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        peers = {} if given.alone else {name: _fetched(name, version, home) for name, version in PEERS.items()}
        jquery = builds.WEB / "node_modules" / "jquery" / "dist"
        with _service(home, dist) as service, served(_pages(service), {**peers, "jquery": jquery}) as (site, sent), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"])
            print(f"Slow 4G, processor ×{SLOWER} slower, median of {times}; load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
            _print_chats([_begins_open(browser, site, service), *[_peer(browser, site, sent, name) for name in peers]], times)
            _print_ways([("the page begins with the chat open", _begins_open(browser, site, service)), ("the button is pressed", _pressed(browser, site)),
                         ("the full page /chat", _full_page(browser, service))], times)
            _print_host(browser, site, times)
            browser.close()
            if given.lighthouse:
                _print_lighthouse(_lighthouse(home), site, chromium, times)
    return 0


def _fetched(name: str, version: str, folder: Path) -> Path:
    """The package as npm gives it, without what it depends on: both bring a bundle that holds everything."""
    npm = builds.node_environment().get("NEUVO_NPM", "npm").split("\n")
    answer = subprocess.run([*npm, "pack", "--silent", f"{name}@{version}"], cwd=folder, text=True, capture_output=True, check=False)
    if answer.returncode:
        raise Stop(f"{name} {version} could not be fetched from npm: {answer.stderr.strip()[-200:]}")
    target = folder / name
    with tarfile.open(folder / answer.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _lighthouse(folder: Path) -> Path:
    npm = builds.node_environment().get("NEUVO_NPM", "npm").split("\n")
    target = folder / "lighthouse"
    answer = subprocess.run([*npm, "install", "--prefix", str(target), "--no-audit", "--no-fund", "--ignore-scripts", "--silent",
                             f"lighthouse@{LIGHTHOUSE}"], text=True, capture_output=True, check=False)
    if answer.returncode:
        raise Stop(f"lighthouse {LIGHTHOUSE} could not be fetched from npm: {answer.stderr.strip()[-200:]}")
    return target / "node_modules" / "lighthouse" / "cli" / "index.js"


@contextmanager
def _service(folder: Path, dist: Path) -> Iterator[str]:
    """Our own service on SQLite, without an engine, warm; gives its address."""
    home, port = folder / "home", free_port()
    home.mkdir()
    ahead = datetime.fromisoformat(OPEN) - datetime.now(UTC)
    (home / "clock").write_text(f"{ahead.total_seconds():+.0f}")
    url, address = f"sqlite:///{home / 'neuvo.db'}", f"http://127.0.0.1:{port}"
    migrate(url)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NEUVO_HOME": str(home), "NEUVO_DATABASE_URL": url, "NEUVO_PORT": str(port),
                   "NEUVO_HOST": "127.0.0.1", "NEUVO_ENGINE_PORT": str(free_port()), "NEUVO_ENGINE_KEY": "bench", "NEUVO_WEB": str(dist),
                   "NEUVO_CLOCK": str(home / "clock"), "NEUVO_LIMITS": "off"}
    with running([sys.executable, "-m", "connectors.serve"], environment, f"{address}/healthz", home / "log"):
        yield address


def _pages(service: str) -> dict[str, str]:
    widget = f'<script type="module" src="{service}/widget.js"></script>'
    return {path: HOST.format(page) for path, page in {
        "/county": COUNTY,
        "/county-with-chat": COUNTY + widget + '<neuvo-chat lang="fi"></neuvo-chat>',
        "/closed": TEXT + widget + '<neuvo-chat lang="fi"></neuvo-chat>',
        "/open": TEXT + widget + '<neuvo-chat lang="fi" open></neuvo-chat>',
        "/botframework-webchat": TEXT + '<div id="chat" style="height:500px"></div><script src="/botframework-webchat/dist/webchat.js"></script>'
            "<script>WebChat.renderWebChat({directLine: WebChat.createDirectLine({token: 'x', domain: location.origin + '/none'})}, document.getElementById('chat'))</script>",
        "/deep-chat": TEXT + '<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat demo="true"></deep-chat>',
    }.items()}


# one measurement each: a function that makes one visit, run `times` times by _median

Visit = Callable[[], dict[str, float]]


def _begins_open(browser: Any, site: str, service: str) -> Visit:
    def visit() -> dict[str, float]:
        with Phone(browser, WATCHED) as phone:
            phone.goto(f"{site}/open")
            found = {"usable": phone.mark("usable"), "greeting": phone.mark("greeting")}
            found["code"] = sum(size for address, size in phone.received.items() if address.startswith(service) and address.endswith(".js"))
            found["blocked"] = phone.blocked()
            return {**found, **_answer(phone)}
    visit.__name__ = "neuvo"
    return visit


def _pressed(browser: Any, site: str) -> Visit:
    def visit() -> dict[str, float]:
        with Phone(browser, WATCHED) as phone:
            phone.goto(f"{site}/closed", "load")
            phone.page.wait_for_timeout(500)
            began = phone.page.evaluate(f"() => {{ const now = performance.now(); document.querySelector('{CHAT}').shadowRoot.querySelector('.launcher').click(); return now }}")
            return {"usable": phone.mark("usable") - began, "greeting": phone.mark("greeting") - began, **_answer(phone)}
    return visit


def _full_page(browser: Any, service: str) -> Visit:
    def visit() -> dict[str, float]:
        with Phone(browser, WATCHED) as phone:
            phone.goto(f"{service}/chat?lang=fi")
            return {"usable": phone.mark("usable"), "greeting": phone.mark("greeting"), **_answer(phone)}
    return visit


def _answer(phone: Phone) -> dict[str, float]:
    """From the first message to its answer: the conversation is made on the way."""
    began = phone.page.evaluate(f"() => {{ const now = performance.now(); document.querySelector('{CHAT}').send('{DANGER}'); return now }}")
    return {"answer": phone.mark("answer") - began}


def _peer(browser: Any, site: str, sent: dict[str, int], name: str) -> Visit:
    def visit() -> dict[str, float]:
        sent.clear()
        with Phone(browser, PEER_WATCHED[name]) as phone:
            phone.goto(f"{site}/{name}")
            usable = phone.mark("usable")
            phone.page.wait_for_timeout(500)
            return {"usable": usable, "blocked": phone.blocked(), "code": sum(size for path, size in sent.items() if path.startswith(f"/{name}/"))}
    visit.__name__ = name
    return visit


def _host(browser: Any, address: str) -> dict[str, float]:
    """The county's page itself, left alone for a while."""
    with Phone(browser) as phone:
        phone.goto(address, "load")
        phone.page.wait_for_timeout(SETTLED)
        worked = phone.worked()
        return {**phone.paints(), "blocked": phone.blocked(), "worked": worked}


def _least(found: list[dict[str, float]]) -> dict[str, float]:
    """The best of all runs: what else runs on the machine can only add."""
    return {key: min(each[key] for each in found) for key in found[0]}


def _middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(each[key] for each in found) for key in found[0]}


def _print_chats(visits: list[Visit], times: int) -> None:
    print("| chat | script on the wire | usable after | main thread blocked |\n|---|---:|---:|---:|")
    for visit in visits:
        row = _middle([visit() for _ in range(times)])
        print(f"| {visit.__name__} {PEERS.get(visit.__name__, '')} | {row['code'] / 1024:.0f} kB | {row['usable'] / 1000:.2f} s | {row['blocked']:.0f} ms |", flush=True)


def _print_ways(ways: list[tuple[str, Visit]], times: int) -> None:
    print("\n| way to the chat | answer box usable | greeting with hours and buttons | first message answered |\n|---|---:|---:|---:|")
    slowest = 0.0
    for title, visit in ways:
        row = _middle([visit() for _ in range(times)])
        slowest = max(slowest, row["usable"] / 1000)
        print(f"| {title} | {row['usable'] / 1000:.2f} s | {row['greeting'] / 1000:.2f} s | {row['answer'] / 1000:.2f} s |", flush=True)
    print(f"\nusable after {slowest:.2f} s at the slowest, aim {AIM} s: {'reached' if slowest <= AIM else 'NOT REACHED'}")


def _print_host(browser: Any, site: str, times: int) -> None:
    pairs = [(_host(browser, f"{site}/county"), _host(browser, f"{site}/county-with-chat")) for _ in range(times)]     # in turn: the machine's load meets both
    without, with_chat = _least([pair[0] for pair in pairs]), _least([pair[1] for pair in pairs])
    print(f"\nleast of {times}, in turn\n| the county's page | first paint | largest paint | layout shift | main thread works | main thread blocked |\n|---|---:|---:|---:|---:|---:|")
    for title, row in (("without the chat", without), ("with the chat, closed", with_chat)):
        print(f"| {title} | {row['fcp']:.0f} ms | {row['lcp']:.0f} ms | {row['shift']:.3f} | {row['worked']:.0f} ms | {row['blocked']:.0f} ms |")
    ratio = {key: with_chat[key] / without[key] for key in ("fcp", "lcp", "worked")}
    more = with_chat["blocked"] - without["blocked"]
    print(f"| with ÷ without | {ratio['fcp']:.2f} | {ratio['lcp']:.2f} | | {ratio['worked']:.2f} | {more:+.0f} ms |")
    print(f"\nblocked main thread {more:+.0f} ms by the chat, at most {MOST_BLOCKED} ms: {'kept' if more <= MOST_BLOCKED else 'BROKEN'}")


def _judged(program: Path, address: str, chromium: str) -> dict[str, float]:
    """What Lighthouse says of a page on its own slow phone: points 0…100, milliseconds."""
    environment = {**builds.node_environment(), "CHROME_PATH": chromium}
    answer = subprocess.run(["node", str(program), address, "--only-categories=performance", "--output=json", "--quiet",
                             "--chrome-flags=--headless --no-sandbox --disable-gpu"], env=environment, text=True, capture_output=True, check=False)
    if answer.returncode:
        raise Stop(f"lighthouse failed: {answer.stderr.strip()[-300:]}")
    report = json.loads(answer.stdout)
    return {"points": 100 * report["categories"]["performance"]["score"],
            **{name: report["audits"][name]["numericValue"] for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")}}


def _print_lighthouse(program: Path, site: str, chromium: str, times: int) -> None:
    pairs = [(_judged(program, f"{site}/county", chromium), _judged(program, f"{site}/county-with-chat", chromium)) for _ in range(times)]
    print("\n| Lighthouse " + LIGHTHOUSE + " | points | first paint | largest paint | total blocking time |\n|---|---:|---:|---:|---:|")
    for title, at in (("without the chat", 0), ("with the chat, closed", 1)):
        row = _least([pair[at] for pair in pairs]) | {"points": max(pair[at]["points"] for pair in pairs)}
        print(f"| {title} | {row['points']:.0f} | {row['first-contentful-paint']:.0f} ms | {row['largest-contentful-paint']:.0f} ms | {row['total-blocking-time']:.0f} ms |")

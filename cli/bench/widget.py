"""What the chat costs a family's phone: bytes, time to a usable answer box on slow 4G, and what the county's own page pays
before anybody opens it. Beside botframework-webchat and deep-chat from npm, in the same run.

A phone is played by Chromium: slow 4G (1.6 Mbit/s down, 150 ms there and back), processor four times slower. All are served
by one small server with gzip, without a cache; Neuvo's facts come from a file as from a warm service.
"""
from __future__ import annotations

import argparse
import gzip
import json
import mimetypes
import os
import re
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cli import builds
from cli.places import Stop

PEERS = {"botframework-webchat": "4.18.1", "deep-chat": "2.4.2"}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4          # times; a cheap phone beside this machine
SETTLED = 4_000     # ms: how long a page is watched for blocked moments
FACTS = {"open": True, "closes_at": "2026-11-23T14:00:00+00:00", "phones": [], "languages": ["fi", "sv", "en"], "maintenance": None,
         "title": {"fi": "Neuvolan chat", "sv": "Rådgivningens chatt", "en": "Clinic chat"}}
PLAIN = "<h1>Neuvola</h1>" + "<p>Neuvola on perheen tukena raskaudesta siihen asti, kun lapsi aloittaa koulun.</p>" * 40
HOST = '<!doctype html><html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title><body>{}</body></html>'
PAGES = {
    "/plain": PLAIN,
    "/neuvo-closed": PLAIN + '<script type="module" src="/neuvo/widget.js"></script><neuvo-chat lang="fi"></neuvo-chat>',
    "/neuvo": PLAIN + '<script type="module" src="/neuvo/widget.js"></script><neuvo-chat lang="fi" open></neuvo-chat>',
    "/botframework-webchat": PLAIN + '<div id="chat" style="height:500px"></div><script src="/botframework-webchat/dist/webchat.js"></script>'
        "<script>WebChat.renderWebChat({directLine: WebChat.createDirectLine({token: 'x', domain: location.origin + '/none'})}, document.getElementById('chat'))</script>",
    "/deep-chat": PLAIN + '<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat demo="true"></deep-chat>',
}
USABLE = {"neuvo": "neuvo-chat textarea", "botframework-webchat": "[data-testid='send box text area'], .webchat__send-box-text-box__input, textarea",
          "deep-chat": "deep-chat #text-input"}
BLOCKED = """() => { window.blocked = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.blocked += Math.max(0, e.duration - 50) })
  .observe({ type: 'longtask', buffered: true }) }"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench widget", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="loads of each page (default 5, at most 20)")
    times = min(max(1, parser.parse_args(arguments).times), 20)
    chromium = shutil.which("chromium")
    if not chromium:
        raise Stop("chromium is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # of the tests' packages; the running product does without
    dist = builds.build_web()
    with tempfile.TemporaryDirectory() as temporary:
        folders = {"neuvo": dist, **{name: _fetched(name, version, Path(temporary)) for name, version in PEERS.items()}}
        with _served(folders) as (base, sent), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"])
            rows = [_chat(browser, base, sent, name, times) for name in folders]
            pages = {name: [_page(browser, base + name) for _ in range(times)] for name in ("/plain", "/neuvo-closed")}
            browser.close()
    _print(rows, pages, times)
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


@contextmanager
def _served(folders: dict[str, Path]) -> Iterator[tuple[str, dict[str, int]]]:
    """Pages and files with gzip on loopback; `sent` counts the bytes of each path."""
    sent: dict[str, int] = {}

    @cache
    def content(path: str) -> tuple[int, str, bytes]:
        if path in PAGES:
            return 200, "text/html; charset=utf-8", HOST.format(PAGES[path]).encode()
        if path == "/api/v1/service":
            return 200, "application/json", json.dumps(FACTS).encode()
        found = re.fullmatch(r"/([\w-]+)/([\w./-]+)", path)
        if found and found[1] in folders and ".." not in path and (folders[found[1]] / found[2]).is_file():
            return 200, mimetypes.guess_type(path)[0] or "application/octet-stream", (folders[found[1]] / found[2]).read_bytes()
        return 404, "text/plain", b""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            status, kind, raw = content(path)
            body = gzip.compress(raw, 9, mtime=0)
            sent[path] = len(body)
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def _phone(browser: Any) -> Any:
    page = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({BLOCKED})()")
    return page


def _chat(browser: Any, base: str, sent: dict[str, int], name: str, times: int) -> dict[str, Any]:
    """Bytes fetched for the chat, and from asking for the page to an answer box that can be written in."""
    sent.clear()
    seconds, blocked = [], []
    for _ in range(times):
        page = _phone(browser)
        page.goto(f"{base}/{name}", wait_until="commit", timeout=120_000)
        page.locator(USABLE[name]).first.wait_for(state="visible", timeout=120_000)
        seconds.append(page.evaluate("performance.now()") / 1000)
        page.wait_for_timeout(500)
        blocked.append(page.evaluate("window.blocked"))
        page.context.close()
    code = sum(size for path, size in sent.items() if path.endswith((".js", ".css")))
    return {"name": name, "kilobytes": code / 1024, "usable": statistics.median(seconds), "blocked": statistics.median(blocked)}


def _page(browser: Any, url: str) -> dict[str, float]:
    """The county's page itself: first paint, largest paint, shift and blocked main thread."""
    page = _phone(browser)
    page.goto(url, wait_until="load", timeout=120_000)
    page.wait_for_timeout(SETTLED)
    found = page.evaluate("""() => new Promise((done) => { let lcp = 0, shift = 0;
        new PerformanceObserver((l) => { for (const e of l.getEntries()) lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((l) => { for (const e of l.getEntries()) shift += e.value }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done({ fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, lcp, shift, blocked: window.blocked }), 200) })""")
    page.context.close()
    return found


def _print(rows: list[dict[str, Any]], pages: dict[str, list[dict[str, float]]], times: int) -> None:
    print(f"Slow 4G, processor ×{SLOWER} slower, median of {times}; load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| chat | script, gzip | usable after | main thread blocked |\n|---|---:|---:|---:|")
    for row in rows:
        version = PEERS.get(row["name"], "")
        print(f"| {row['name']} {version} | {row['kilobytes']:.0f} kB | {row['usable']:.2f} s | {row['blocked']:.0f} ms |")
    print("\n| the county's page | first paint | largest paint | layout shift | main thread blocked |\n|---|---:|---:|---:|---:|")
    for name, title in (("/plain", "without the chat"), ("/neuvo-closed", "with the chat, closed")):
        middle = {key: statistics.median(each[key] for each in pages[name]) for key in ("fcp", "lcp", "shift", "blocked")}
        print(f"| {title} | {middle['fcp']:.0f} ms | {middle['lcp']:.0f} ms | {middle['shift']:.3f} | {middle['blocked']:.0f} ms |")



"""A slow phone and what it visits: Chromium slowed down, and one small server with pages of a county and the other chats' files."""
from __future__ import annotations

import gzip
import json
import mimetypes
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cli.places import Stop

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}   # ms, bytes a second
PATIENCE = 120      # s
SLOWER = 4          # times; a cheap phone beside this machine
# Seen from inside, frame by frame: a question from outside would wait in the slowed queue. `marks` are milliseconds of the page.
WATCH = """(watched) => { window.blocked = 0; window.marks = {};
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.blocked += Math.max(0, e.duration - 50) })
    .observe({ type: 'longtask', buffered: true });
  const find = ([host, inner]) => { const all = [...document.querySelectorAll(host)];
    return (inner ? all.flatMap((h) => [...(h.shadowRoot?.querySelectorAll(inner) ?? [])]) : all).some((e) => e.getClientRects().length) };
  const look = () => { for (const [name, where] of Object.entries(watched)) if (!(name in window.marks) && find(where)) window.marks[name] = performance.now();
    requestAnimationFrame(look) };
  requestAnimationFrame(look) }"""


@contextmanager
def served(pages: dict[str, str], folders: dict[str, Path]) -> Iterator[tuple[str, dict[str, int]]]:
    """Pages and files with gzip on loopback, never cached; gives the address and the bytes sent for each path."""
    sent: dict[str, int] = {}

    @cache
    def content(path: str) -> tuple[int, str, bytes]:
        if path in pages:
            return 200, "text/html; charset=utf-8", pages[path].encode()
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
        yield f"http://localhost:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


class Phone:
    """One visit with an empty cache; `watched` names what to wait for: a selector of the page and one inside its shadow root."""

    def __init__(self, browser: Any, watched: dict[str, tuple[str, str]] | None = None) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="fi-FI")
        self.page = self.context.new_page()
        self.session = self.context.new_cdp_session(self.page)
        self.received: dict[str, int] = {}
        addresses: dict[str, str] = {}
        self.session.on("Network.requestWillBeSent", lambda e: addresses.__setitem__(e["requestId"], e["request"]["url"]))
        self.session.on("Network.loadingFinished", lambda e: self.received.__setitem__(
            addresses.get(e["requestId"], "?"), int(e["encodedDataLength"])))
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", SLOW_4G)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.session.send("Performance.enable")
        self.page.add_init_script(f"({WATCH})({json.dumps(watched or {})})")

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def goto(self, address: str, until: str = "commit") -> None:
        self.page.goto(address, wait_until=until, timeout=120_000)

    def mark(self, name: str) -> float:
        """Milliseconds of the page at which the watched thing was first on the screen."""
        until = time.monotonic() + PATIENCE
        while (at := self.page.evaluate(f"window.marks['{name}'] ?? null")) is None:      # wait_for_function needs eval, which our page forbids
            if time.monotonic() > until:
                raise Stop(f"{name} was not seen within {PATIENCE} s on {self.page.url}")
            self.page.wait_for_timeout(40)
        return at

    def worked(self) -> float:
        """Milliseconds the main thread has worked so far, everything counted."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")

    def blocked(self) -> float:
        """Milliseconds by which tasks were longer than 50 ms: a touch waits that long."""
        return self.page.evaluate("window.blocked")

    def paints(self) -> dict[str, float]:
        """First and largest paint in ms, layout shift as a number."""
        return self.page.evaluate("""() => new Promise((done) => { let lcp = 0, shift = 0;
            new PerformanceObserver((l) => { for (const e of l.getEntries()) lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true });
            new PerformanceObserver((l) => { for (const e of l.getEntries()) shift += e.value }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done({ fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, lcp, shift }), 200) })""")

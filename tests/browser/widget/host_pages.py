"""Host pages that are unkind to what stands on them, served from an address of their own."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.service.conftest import ROOT

# The oldest jQuery whose package brings no other packages with it: what county pages of 2014 still run on.
JQUERY = ROOT / "web" / "node_modules" / "jquery" / "dist" / "jquery.js"
RESETS = """* { all: unset !important; color: red !important; }
*, *::before { display: inline !important; box-sizing: content-box !important; position: static !important; float: left !important; }
html { font-size: 5px; line-height: 9; letter-spacing: 1em; direction: rtl; text-transform: uppercase; }
neuvo-chat { display: none !important; opacity: 0; visibility: hidden; transform: scale(.1); filter: blur(9px); }
button, dialog, textarea, [popover] { display: none !important; }"""
WARS = """body > * { position: relative; z-index: 2147483647; }
.wall { position: fixed; inset: 0; background: #ddd; z-index: 2147483647; }
body { transform: translateZ(0); overflow: hidden; isolation: isolate; contain: paint; }"""
OLD_HABITS = """Array.prototype.remove = function () { return this; };
Object.prototype.extend = function () {};
Function.prototype.bind = function (o) { var f = this; return function () { return f.apply(o, arguments); }; };
window.JSON.parse = window.JSON.parse; window.$ && $(document).on('keydown keypress', function (e) { if (/[a-z]/i.test(String.fromCharCode(e.which))) e.stopPropagation(); });
window.$ && $('*').css('outline', 0); window.$ && $.ajaxSetup({ cache: false });"""


def page(script: str, body: str = "", head: str = "") -> str:
    return (f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Sivu</title>{head}</head><body>{body}'
            f"{script}</body></html>")


def pages(service: str) -> dict[str, tuple[str, str, dict[str, str]]]:
    """path: (content type, content, headers); `service` is the chat's address."""
    one = f'<script type="module" src="{service}/widget.js"></script><neuvo-chat lang="sv"></neuvo-chat>'
    policy = f"default-src 'self'; script-src 'self' {service}; connect-src 'self' {service}; img-src 'self' blob: {service}"
    html = "text/html; charset=utf-8"
    jquery = JQUERY.read_text() if JQUERY.exists() else "/* jQuery is not here */"
    return {
        "/resets": (html, page(one, head='<link rel="stylesheet" href="/resets.css">'), {}),
        "/wars": (html, page(one, '<div class="wall"></div>', '<link rel="stylesheet" href="/wars.css">'), {}),
        "/policy": (html, page(one), {"Content-Security-Policy": policy}),
        "/jquery": (html, page('<script src="/jquery.js"></script><script src="/old.js"></script>' + one), {}),
        "/two": (html, page(one + f'<neuvo-chat id="second" lang="fi" theme="lansi-uusimaa"></neuvo-chat><script src="{service}/widget.js"></script>'), {}),
        "/frame": (html, page("", f'<iframe title="chat" sandbox="allow-scripts" src="{service}/chat?lang=sv" width="400" height="640"></iframe>'), {}),
        "/framed": (html, page("", '<iframe title="page" sandbox="allow-scripts" src="/policy" width="400" height="640"></iframe>'), {}),
        "/script": (html, page(f'<script src="{service}/widget.js" data-lang="sv" data-theme="lansi-uusimaa" defer></script>'), {}),
        "/resets.css": ("text/css", RESETS, {}), "/wars.css": ("text/css", WARS, {}),
        "/jquery.js": ("text/javascript", jquery, {}), "/old.js": ("text/javascript", OLD_HABITS, {}),
    }


@contextmanager
def host(service: str) -> Iterator[str]:
    """Serves the pages; gives their address."""
    served = pages(service)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content, headers = served.get(self.path.split("?")[0], ("text/plain", "", {}))
            self.send_response(200)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

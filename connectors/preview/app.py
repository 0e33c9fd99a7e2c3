"""The preview's own small service on loopback: the page, its data, and events when a file has been saved."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sanic import Request, Sanic, response
from sanic.response import HTTPResponse

from connectors.preview.snapshot import snapshot, watched

STATIC = Path(__file__).with_name("static")
FILES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/draw.js": ("draw.js", "text/javascript; charset=utf-8"),
}
LOOK_EVERY = 0.5  # seconds between looks at the files while a page is open
HEARTBEAT = 15.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Another site's page may point its own name at this machine (DNS rebinding); it is not let in.
HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def stamp() -> tuple[tuple[str, int, int], ...]:
    """What tells one state of the files from another."""
    found = []
    for path in watched():
        try:
            info = path.stat()
        except FileNotFoundError:  # saved by replacing, just now
            continue
        found.append((str(path), info.st_mtime_ns, info.st_size))
    return tuple(found)


def create_app(now: Callable[[], datetime], name: str = "neuvo-preview") -> Sanic:
    app = Sanic(name, configure_logging=False)
    app.config.RESPONSE_TIMEOUT = 24 * 3600
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    app.config.ACCESS_LOG = False
    app.config.MOTD = False

    @app.on_request
    async def only_here(request: Request) -> HTTPResponse | None:
        host = (
            request.headers.get("host", "").rsplit(":", 1)[0]
            if not request.headers.get("host", "").endswith("]")
            else "[::1]"
        )
        return None if host in HOSTS else response.text("This page is for this machine only.", status=403)

    @app.on_response
    async def finish(request: Request, answer: HTTPResponse) -> None:
        for header, value in HEADERS.items():
            answer.headers.setdefault(header, value)

    for address, (file, kind) in FILES.items():
        app.add_route(_page(file, kind), address, name=file.replace(".", "-"))

    @app.get("/data.json")
    async def data(request: Request) -> HTTPResponse:
        return response.json(await asyncio.to_thread(snapshot, now()), ensure_ascii=False, dumps=_dumps)

    @app.get("/events")
    async def events(request: Request) -> None:
        stream = await request.respond(content_type="text/event-stream; charset=utf-8")
        await stream.send(": welcome\n\n")
        seen, quiet = await asyncio.to_thread(stamp), 0.0
        while True:
            await asyncio.sleep(LOOK_EVERY)
            found = await asyncio.to_thread(stamp)
            quiet += LOOK_EVERY
            if found != seen:
                files = sorted({Path(path).name for path, *_ in set(found) ^ set(seen)})
                seen, quiet = found, 0.0
                await stream.send(f"event: saved\ndata: {json.dumps(files)}\n\n")
            elif quiet >= HEARTBEAT:
                quiet = 0.0
                await stream.send(": still here\n\n")

    return app


def _page(file: str, kind: str) -> Callable[[Request], Any]:
    async def page(request: Request) -> HTTPResponse:
        return response.raw((STATIC / file).read_bytes(), content_type=kind)

    return page


def _dumps(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

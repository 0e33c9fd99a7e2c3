"""The reference receiver: a county's chat system that runs the Python lines of docs/connectors.md.

It keeps letters by key like a database would (it outlives Neuvo's kills), and can be made slow, ill or absent.
"""
from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

PAGE = Path(__file__).resolve().parents[3] / "docs" / "connectors.md"


def documented() -> dict[str, Any]:
    """`take` and `send` as the page tells them."""
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    namespace: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), namespace)     # noqa: S102 (our own page)
    return namespace


class Receiver:
    """`answer` makes the status of a letter (200: as documented); `arrived` holds every arrival's key."""

    def __init__(self, port: int, secret: str) -> None:
        self.port, self.secret = port, secret
        self.stored: dict[str, dict[str, Any]] = {}
        self.arrived: list[tuple[str, int]] = []
        self.answer: Callable[[str], int] = lambda key: 200
        self.delay = 0.0
        self._code = documented()
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                key = self.headers["webhook-id"]
                status = outer.answer(key)
                if status == 200:
                    status = outer._code["take"](outer.secret, dict(self.headers), body, outer.stored)
                outer.arrived.append((key, status))
                time.sleep(outer.delay)         # stored, but the answer is late: a kill now finds it on its way
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        ThreadingHTTPServer.allow_reuse_address = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def send(self, base: str, deed: dict[str, Any], key: str | None = None, secret: str | None = None) -> requests.Response:
        return self._code["send"](base, "county", secret or self.secret, deed, key)

    def of(self, conversation_id: str) -> list[dict[str, Any]]:
        """Letters of a conversation in the order in which they were first stored."""
        return [letter for letter in list(self.stored.values()) if letter["conversation_id"] == conversation_id]

    def until(self, found: Callable[[], Any], seconds: float = 20) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            result = found()
            if result:
                return result
            time.sleep(0.03)
        raise AssertionError(f"not seen within {seconds} s; arrived: {self.arrived[-20:]}")

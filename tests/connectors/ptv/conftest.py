"""A stand-in for the Service Catalogue: a loopback HTTP server that gives recorded documents and can misbehave.

The documents are written after the public schema of open API v11 and are not fetched live (documents/README.md).
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.ptv.client import Catalogue, Patience
from connectors.ptv.update import Update, update
from content.files import ROOT

DOCUMENTS = Path(__file__).with_name("documents")
TODAY = date(2026, 11, 22)


@dataclass
class StandIn:
    """`faults`: what the next requests get instead of an answer: (status, headers, body) or seconds of silence."""

    address: str = ""
    documents: dict[str, Any] = field(default_factory=dict)
    faults: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    patience: Patience = Patience(connect=2, read=0.4, tries=3, first_pause=1)

    def catalogue(self) -> Catalogue:
        return Catalogue(self.address, self.patience, sleep=self.pauses.append)

    def read(self, **more: Any) -> Update:
        return update(self.catalogue(), TODAY, self.address, **more)

    def channel(self, number: int) -> dict[str, Any]:
        """A channel document, to be changed by a test."""
        return next(
            item
            for page in ("channels-1", "channels-2")
            for item in self.documents[page]["itemList"]
            if item["id"].endswith(str(number))
        )

    def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        page = parse_qs(parts.query).get("page", ["1"])[0]
        kind = "services" if "/Service/" in parts.path else "channels"
        document = self.documents.get(f"{kind}-{page}")
        return (200, {}, json.dumps(document).encode()) if document is not None else (404, {}, b"{}")


@pytest.fixture
def ptv() -> Iterator[StandIn]:
    stand_in = StandIn(documents={path.stem: json.loads(path.read_text()) for path in DOCUMENTS.glob("*.json")})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stand_in.asked.append(self.path)
            fault = stand_in.faults.pop(0) if stand_in.faults else None
            if isinstance(fault, float):
                time.sleep(fault)
                return
            status, headers, body = fault or stand_in.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    stand_in.address = f"http://127.0.0.1:{server.server_port}/api/v11/"
    yield stand_in
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ptv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own with the file as it is delivered."""
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    (tmp_path / "service").mkdir()
    target = tmp_path / "service" / "ptv.yml"
    shutil.copy(ROOT / "data" / "service" / "ptv.yml", target)
    text = target.read_text()
    target.write_text(text[: text.index("\nservices:")] + "\nservices:\nchannels:\n")
    return target

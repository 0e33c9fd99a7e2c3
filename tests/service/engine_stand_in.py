"""Stands in for the engine where a test is about the service alone. It speaks the turn protocol and is scripted by
what the customer says; the real engine is met in tests/live and tests/browser."""
from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.service.form_engine import FormEngine

HANDOFF = {"channel": "chat", "topic": "human_please", "first_words": "hoitajalle"}
DOUBT = {"asked": True, "offered": ["vitamin_d", "solids"], "language": "fi"}
CHOICES = [{"id": "yes", "titles": {"fi": "Kyllä", "sv": "Ja", "en": "Yes"}, "payload": "/affirm{\"a\": 1}"},
           {"id": "no", "titles": {"fi": "Ei", "sv": "Nej", "en": "No"}, "payload": "/deny"}]


def words(text: str) -> dict[str, Any]:
    return {"texts": {"fi": f"fi {text}", "sv": f"sv {text}", "en": f"en {text}"}}


class EngineStandIn:
    """`asked` holds every turn that came; `away` makes it answer 503; `delay` makes it slow (seconds); `script` says
    what is answered."""

    def __init__(self, port: int, script: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.away, self.delay = False, 0.0
        self.form = FormEngine()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(503 if outer.away else 200, {})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if outer.away:
                    self._send(503, {})
                elif self.path.endswith("/forget"):
                    outer.forgotten += body["conversation_ids"]
                    self._send(200, {"forgotten": len(body["conversation_ids"])})
                else:
                    outer.asked.append(body)
                    time.sleep(outer.delay)
                    answer = None if script else outer.form.answer(body)
                    self._send(200, answer or {
                        "turn": body["turn"], "language": body["language"], "replies": (script or replies)(body),
                        **({"understood": DOUBT} if "hämärä" in body.get("text", "") else {})})

            def _send(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def replies(turn: dict[str, Any]) -> list[dict[str, Any]]:
    """What the script answers to a turn."""
    said = turn.get("choice") or turn["text"]
    if "hoitaja" in said or said == "/human_please":
        return [words("selvä"), {"handoff": dict(HANDOFF)}]
    if "viesti" in said:
        return [{"handoff": {**HANDOFF, "channel": "message", "message": said}}]
    if "valinta" in said:
        return [{**words("valitse"), "choices": CHOICES}]
    if "satutti" in said:
        return [words("kiitos, että kerroit"), {"quick_exit": True}]
    if "svenska" in said:
        return [{"language": "sv"}, words("på svenska")]
    if "hätä" in said:
        return [{"emergency": "I-112"}]
    return [words(f"kaiku {said}")]

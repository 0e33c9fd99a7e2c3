"""Letters as signed HTTP requests (docs/connectors.md). Never follows a redirect, never logs a body or an address."""
from __future__ import annotations

import json

import httpx

from connectors.handoff import signing
from connectors.handoff.interface import Letter, Undelivered
from connectors.handoff.settings import Endpoint
from handoff.clock import Clock


class Webhook:
    def __init__(self, endpoint: Endpoint, clock: Clock, timeout: float) -> None:
        self.name, self._endpoint, self._clock, self._timeout = endpoint.name, endpoint, clock, timeout
        # A proxy of the environment is used for the outside world only.
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(timeout), trust_env=not endpoint.loopback,
                                         limits=httpx.Limits(max_connections=32, max_keepalive_connections=16))

    async def deliver(self, letter: Letter) -> None:
        content = json.dumps(letter.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Neuvo",
                   **signing.headers(self._endpoint.secrets[0], letter.key, self._clock.now(), content)}
        try:
            async with self._client.stream("POST", self._endpoint.url, content=content, headers=headers) as answer:
                status, wait = answer.status_code, answer.headers.get("retry-after", "")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Undelivered(type(error).__name__) from None
        if not 200 <= status < 300:
            raise Undelivered(f"status {status}", gone=status == 410, wait=float(wait) if wait.isdigit() else None)

    async def close(self) -> None:
        await self._client.aclose()

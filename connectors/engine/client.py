"""HTTP client of the turn channel (docs/architecture.md, turn protocol). Loopback only."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from content.hours import Hours
from handoff.conversations.turns import Waiting
from safety.masking import mask


class EngineAway(Exception):
    """The engine does not answer now; asking again later is safe."""


class EngineRefused(Exception):
    """The engine answered that it cannot take this turn; asking again would not help."""


@dataclass(frozen=True)
class Answered:
    """What the engine said to a turn. `unsure_of`: the likeliest intents where it did not understand."""

    replies: list[dict[str, Any]]
    unsure_of: list[str] | None = None
    language: str | None = None
    form_open: bool = False          # the engine has a question that waits for an answer


class Engine:
    def __init__(self, url: str, key: str, timeout: float = 20.0) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=httpx.Timeout(timeout, connect=2.0),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16), trust_env=False)

    async def turn(self, waiting: Waiting, now: datetime, hours: Hours, allow_drafts: bool) -> Answered:
        """Ask for the replies of one turn. Identifiers in the text are masked before they leave the service."""
        said = {"choice": waiting.payload} if waiting.payload else {"text": mask(waiting.text or "")}
        opens, closes = hours.opens_at(now), hours.closes_at(now)
        request = {
            "conversation_id": waiting.conversation_id, "turn": waiting.seq, "language": waiting.language, **said,
            "context": {
                "now": now.isoformat(), "open": hours.is_open(now),
                "opens_at": opens.isoformat() if opens else None,
                "closes_at": closes.isoformat() if closes else None,
                "alarm": waiting.alarm, "allow_drafts": allow_drafts, "municipality": waiting.municipality,
                "state": waiting.state, "attachments": list(waiting.attachments),
            },
        }
        try:
            answer = await self._client.post("/webhooks/neuvo/turn", json=request)
        except httpx.TransportError as error:
            raise EngineAway(type(error).__name__) from error
        if answer.status_code >= 500:
            raise EngineAway(f"status {answer.status_code}")
        if answer.status_code != 200:
            raise EngineRefused(f"status {answer.status_code}")
        try:
            body = answer.json()
            understood = body.get("understood") or {}
            return Answered(body["replies"], understood.get("offered") if understood.get("asked") else None,
                            understood.get("language"), bool(body.get("form")))
        except (ValueError, KeyError, AttributeError) as error:
            raise EngineRefused(f"no replies in it ({type(error).__name__})") from error

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Delete the engine's memory of conversations whose time is over."""
        try:
            answer = await self._client.post("/webhooks/neuvo/forget",
                                             json={"conversation_ids": list(conversation_ids)})
        except httpx.TransportError as error:
            raise EngineAway(type(error).__name__) from error
        if answer.status_code != 200:
            raise EngineAway(f"status {answer.status_code}")

    async def ready(self) -> bool:
        """Whether the engine answers at all."""
        try:
            return (await self._client.get("/webhooks/neuvo/", timeout=2.0)).status_code == 200
        except httpx.TransportError:
            return False

    async def close(self) -> None:
        await self._client.aclose()

"""Which engine takes a turn. A release runs a new engine beside the old: new conversations go to the new one, and
those that had begun stay where they are until they are over (docs/operations.md, Releases).

`./neuvo up` writes the file: {"current": "<id>", "engines": {"<id>": <port on 127.0.0.1>}}. Without one (the
processes are started by something else) the engine is the one of the settings.
"""
from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from connectors.engine.client import Engine

log = logging.getLogger("neuvo.engine")

FILE = "engines.json"


class Engines:
    """The engines that serve now, by id."""

    def __init__(self, file: Path, url: str, key: str) -> None:
        self._file, self._key = file, key
        self._alone = Engine(url, key)
        self._clients: dict[int, Engine] = {}
        self._read_at: int | None = None
        self._current: str | None = None
        self._ports: dict[str, int] = {}

    def choose(self, wanted: str | None) -> tuple[str | None, Engine]:
        """The engine called `wanted` while it serves, otherwise the one that new conversations take, with its id."""
        self._read()
        if self._current is None:
            return None, self._alone
        name = wanted if wanted in self._ports else self._current
        return name, self._client(self._ports[name])

    async def ready(self) -> bool:
        """Whether the engine of new conversations answers."""
        return await self.choose(None)[1].ready()

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Delete the engines' memory of conversations; they share one, so any of them can."""
        await self.choose(None)[1].forget(conversation_ids)

    async def close(self) -> None:
        await asyncio.gather(self._alone.close(), *(client.close() for client in self._clients.values()))

    def _client(self, port: int) -> Engine:
        if port not in self._clients:
            self._clients[port] = Engine(f"http://127.0.0.1:{port}", self._key)
        return self._clients[port]

    def _read(self) -> None:
        """Read the file again when it has changed; one that cannot be read leaves things as they were."""
        try:
            changed = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed == self._read_at:
            return
        self._read_at = changed
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            ports = {str(name): int(port) for name, port in found["engines"].items()}
            current = str(found["current"])
            if current not in ports:
                raise ValueError("the current engine is not among the engines")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.error("the list of engines cannot be read", exc_info=error)
            return
        self._current, self._ports = current, ports

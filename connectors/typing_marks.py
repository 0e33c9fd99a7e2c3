"""Who is typing right now. Kept in memory for a few seconds; losing it costs nothing."""
from __future__ import annotations

import asyncio
import time

from handoff.wake import Hub

LASTS = 6.0     # seconds after the last key


class TypingMarks:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._until: dict[tuple[str, str], float] = {}

    def customer(self, conversation_id: str) -> None:
        self._mark(conversation_id, "customer")

    def nurse(self, conversation_id: str) -> None:
        self._mark(conversation_id, "nurse")

    def is_typing(self, conversation_id: str, who: str) -> bool:
        return self._until.get((conversation_id, who), 0) > time.monotonic()

    def stopped(self, conversation_id: str, who: str) -> None:
        """The message has been sent."""
        self._until.pop((conversation_id, who), None)

    def _mark(self, conversation_id: str, who: str) -> None:
        fresh = not self.is_typing(conversation_id, who)
        self._until[(conversation_id, who)] = time.monotonic() + LASTS
        if fresh:
            self._hub.wake(conversation_id)
        asyncio.get_running_loop().call_later(LASTS + 0.1, self._fade, conversation_id, who)

    def _fade(self, conversation_id: str, who: str) -> None:
        if (conversation_id, who) in self._until and not self.is_typing(conversation_id, who):
            del self._until[(conversation_id, who)]
            self._hub.wake(conversation_id)

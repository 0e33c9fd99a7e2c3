"""Brakes against floods, in memory: a person never meets them, a program does."""
from __future__ import annotations

import time
from collections import OrderedDict

from handoff.errors import Refused

NEW_CONVERSATIONS = (30, 60.0)      # per address: an office or a mobile operator may share one
MESSAGES = (40, 60.0)               # per conversation


class Limits:
    """Token buckets. `per address` and `per conversation` are counted apart."""

    def __init__(self, new_conversations: tuple[int, float] = NEW_CONVERSATIONS,
                 messages: tuple[int, float] = MESSAGES) -> None:
        self._new, self._messages = new_conversations, messages
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def new_conversation(self, address: str) -> None:
        """Raises Refused 429 when one address begins too many conversations."""
        self._take(f"new:{address}", *self._new)

    def message(self, conversation_id: str) -> None:
        """Raises Refused 429 when one conversation sends too much."""
        self._take(f"message:{conversation_id}", *self._messages)

    def _take(self, key: str, size: int, seconds: float) -> None:
        if not size:
            return
        now = time.monotonic()
        left, at = self._buckets.pop(key, (float(size), now))
        left = min(float(size), left + (now - at) * size / seconds)
        if left < 1:
            self._buckets[key] = (left, now)
            raise Refused(429, "too_many", "Too many requests. Wait a moment and try again.")
        self._buckets[key] = (left - 1, now)
        if len(self._buckets) > 50_000:
            self._buckets.popitem(last=False)

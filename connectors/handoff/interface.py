"""What a connector is: something that takes letters. One letter is one event of a conversation's log."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Letter:
    """`key` is the same however often the letter is sent; `body` is JSON for the other side."""

    key: str
    conversation_id: str
    seq: int
    body: dict[str, Any]


class Undelivered(Exception):
    """The other side has not taken a letter. `reason` holds no content; `gone`: trying again is of no use;
    `wait`: seconds that the other side asks for."""

    def __init__(self, reason: str, gone: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.gone, self.wait = reason, gone, wait


class Connector(Protocol):
    """A chat system of a county. Letters of one conversation come one at a time, in order."""

    name: str

    async def deliver(self, letter: Letter) -> None:
        """Returns when the other side has the letter; raises Undelivered otherwise. Must bear the same letter twice."""

    async def close(self) -> None:
        """The service ends."""

"""Families and nurses of `./neuvo bench desk`: streams held open, messages sent, what came when.

Everything runs in one event loop, so one clock times both ends. Connections are raw: a browser's work is not measured.
"""
from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Side:
    """One end of a chat: where it writes and what its stream has told."""

    port: int
    write: str
    listen: str
    headers: Mapping[str, str]
    seen: list[tuple[int, str | None]] = field(default_factory=list)      # (seq, text)
    at: dict[str, float] = field(default_factory=dict)                    # text -> when it came
    level: bool = False                                                   # the stream has told what there was before


@dataclass
class Chat:
    family: Side
    nurse: Side
    sent: dict[str, tuple[str, float]] = field(default_factory=dict)      # text -> (who, when)


def _head(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}",
             *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def call(port: int, method: str, path: str, headers: Mapping[str, str], body: Any = None) -> tuple[int, Any]:
    """One request on a connection of its own; status and JSON."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        content = json.dumps(body).encode() if body is not None else b""
        writer.write(_head(method, path, {**headers, "Connection": "close", "Content-Type": "application/json"}, content))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        text = await reader.readexactly(length)
        return int(head.split()[1]), json.loads(text) if text else None
    finally:
        writer.close()


async def listen(side: Side, ready: asyncio.Semaphore, frames: list[int]) -> None:
    """Hold a stream and note every event and when it came."""
    async with ready:
        reader, writer = await asyncio.open_connection("127.0.0.1", side.port, limit=2**20)
        writer.write(_head("GET", side.listen, {**side.headers, "Accept": "text/event-stream"}))
        await reader.readuntil(b"\r\n\r\n")
    event = b""
    try:
        while line := await reader.readline():
            if line.startswith(b"event: "):
                event = line[7:].strip()
                frames[0] += 1
                side.level = side.level or event in (b"status", b"queues")
            elif line.startswith(b"data: ") and event == b"event":
                told = json.loads(line[6:])
                side.seen.append((told["seq"], told.get("text")))
                side.at.setdefault(told.get("text") or "", time.perf_counter())
    finally:
        writer.close()


async def talk(chats: list[Chat], rate: float, seconds: float, seed: int = 7) -> int:
    """Both ends of random chats write, `rate` messages a second in all; returns how many."""
    dice, running, number = random.Random(seed), set(), 0
    began = time.perf_counter()
    while (now := time.perf_counter() - began) < seconds:
        if number > now * rate:
            await asyncio.sleep(0.002)
            continue
        chat, who = dice.choice(chats), ("family", "nurse")[number % 2]
        task = asyncio.create_task(_say(chat, who, f"{who} says {number}"))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
    await asyncio.gather(*running)
    return number


async def _say(chat: Chat, who: str, text: str) -> None:
    side = chat.family if who == "family" else chat.nurse
    chat.sent[text] = (who, time.perf_counter())
    status, told = await call(side.port, "POST", side.write, side.headers, {"client_id": f"bench-{text}", "text": text})
    if status != 202:
        raise AssertionError(f"a message got {status}: {told}")


def complete(chats: list[Chat]) -> bool:
    """Whether both ends have seen everything that was written."""
    return all(text in side.at for chat in chats for text in chat.sent for side in (chat.family, chat.nurse))


def verify(chats: list[Chat]) -> None:
    """Nothing lost, nothing doubled, the same order on both sides; raises AssertionError."""
    for chat in chats:
        for side in (chat.family, chat.nurse):
            numbers = [seq for seq, _ in side.seen]
            if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
                raise AssertionError(f"numbers with gaps or doubles: {numbers}")
        both = [[(seq, text) for seq, text in side.seen if text in chat.sent] for side in (chat.family, chat.nurse)]
        if both[0] != both[1] or len(both[0]) != len(chat.sent):
            raise AssertionError("the two sides have seen different things")


def delays(chats: list[Chat], who: str) -> list[float]:
    """Milliseconds from writing to seeing on the other side."""
    return sorted(1000 * ((chat.nurse if who == "family" else chat.family).at[text] - when)
                  for chat in chats for text, (by, when) in chat.sent.items() if by == who)

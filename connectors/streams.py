"""Server-sent events over a conversation's log: numbered events to resume from, unnumbered status beside them."""
from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sanic import Request

from handoff.conversations import log
from handoff.errors import Refused
from handoff.wake import Hub

HEARTBEAT = 15.0        # seconds; proxies cut silent connections, often after 60
# Seconds between two looks that nobody asked for: logins end by the clock, and a wake-up may have been lost. Spread by
# a quarter, so that streams that began together after a restart do not look together for ever.
LOOK_ANYWAY = 60.0
HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


def frame(event: str, data: Any, event_id: int | None = None) -> str:
    """One server-sent event."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


Look = Callable[[int], Awaitable[tuple[list[dict[str, Any]], dict[str, Any]]]]


async def log_frames(hub: Hub, topics: tuple[str, ...], look: Look, after: int) -> AsyncIterator[str]:
    """Frames for ever: what `look(after)` finds, then again at each wake-up and now and then.

    `look` returns the events above `after` and the status, or raises Refused when the reader may not see the
    conversation any more: the stream ends then. The status is sent when it differs.
    """
    shown: dict[str, Any] | None = None
    with hub.listen(*topics) as signal:
        yield ": welcome\n\n"
        while True:
            signal.clear()
            try:
                events, status = await look(after)
            except Refused:
                return
            for event in events:
                after = event["seq"]
                yield frame("event", event, after)
            if status != shown:
                shown = status
                yield frame("status", status)
            if len(events) >= log.MOST:     # there may be more; what came after the look wakes us again
                continue
            async for beat in heartbeats(signal):
                yield beat


async def heartbeats(signal: asyncio.Event) -> AsyncIterator[str]:
    """Signs of life until a wake-up, or until it is time to look without one."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LOOK_ANYWAY * random.uniform(0.75, 1.25)
    while not signal.is_set() and loop.time() < until:
        try:
            await asyncio.wait_for(signal.wait(), min(HEARTBEAT, max(until - loop.time(), 0.01)))
        except TimeoutError:
            yield ": still here\n\n"


async def send(request: Request, frames: AsyncIterator[str]) -> None:
    """Write frames to the client until it goes away."""
    response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
    async for text in frames:
        await response.send(text)
    await response.eof()

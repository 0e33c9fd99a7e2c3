"""Server-sent events over a conversation's log: numbered events to resume from, unnumbered status beside them."""
from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sanic import Request

from handoff.conversations import log
from handoff.wake import Hub

HEARTBEAT = 15.0        # seconds; proxies cut silent connections, often after 60
HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


def frame(event: str, data: Any, event_id: int | None = None) -> str:
    """One server-sent event."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


Look = Callable[[int], Awaitable[tuple[list[dict[str, Any]], dict[str, Any]]]]


async def log_frames(hub: Hub, topics: tuple[str, ...], look: Look, after: int,
                     alive: Callable[[], Awaitable[bool]]) -> AsyncIterator[str]:
    """Frames for ever: what `look(after)` finds, then again at each wake-up. Ends when `alive` says no.

    `look` returns the events above `after` and the status. The status is sent when it differs.
    """
    shown: dict[str, Any] | None = None
    with hub.listen(*topics) as signal:
        yield ": welcome\n\n"
        while True:
            signal.clear()
            if not await alive():
                return
            events, status = await look(after)
            for event in events:
                after = event["seq"]
                yield frame("event", event, after)
            if status != shown:
                shown = status
                yield frame("status", status)
            if len(events) >= log.MOST:     # there may be more; what came after the look wakes us again
                continue
            try:
                await wait(signal)
            except TimeoutError:
                yield ": still here\n\n"


async def wait(signal: asyncio.Event) -> None:
    """Until a wake-up; raises TimeoutError when a heartbeat is due."""
    await asyncio.wait_for(signal.wait(), HEARTBEAT)


async def send(request: Request, frames: AsyncIterator[str]) -> None:
    """Write frames to the client until it goes away."""
    response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
    async for text in frames:
        await response.send(text)
    await response.eof()

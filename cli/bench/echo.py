"""The least that a chat could be: Sanic, a list in memory and server-sent events. Baseline of `./neuvo bench desk`."""
from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict

from sanic import Request, Sanic, response
from sanic.response import HTTPResponse

app = Sanic("echo", configure_logging=False)
logs: dict[str, list[str]] = defaultdict(list)
news: dict[str, asyncio.Event] = defaultdict(asyncio.Event)


@app.get("/healthz")
async def healthz(request: Request) -> HTTPResponse:
    return response.empty()


@app.post("/<talk:str>")
async def say(request: Request, talk: str) -> HTTPResponse:
    logs[talk].append(json.loads(request.body)["text"])
    news[talk].set()
    news[talk] = asyncio.Event()
    return response.json({"seq": len(logs[talk])}, status=202)


@app.get("/<talk:str>")
async def stream(request: Request, talk: str) -> None:
    answer = await request.respond(content_type="text/event-stream")
    await answer.send("event: status\ndata: {}\n\n")
    await answer.send(": welcome\n\n")
    seen = 0
    while True:
        signal = news[talk]
        while seen < len(logs[talk]):
            event = {"seq": seen + 1, "text": logs[talk][seen]}
            seen += 1
            await answer.send(f"id: {seen}\nevent: event\ndata: {json.dumps(event)}\n\n")
        await signal.wait()


if __name__ == "__main__":
    app.config.RESPONSE_TIMEOUT = 3600
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, motd=False, access_log=False)

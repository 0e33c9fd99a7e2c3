"""Letters to other chat systems that are late or dead, for administrators. Numbers and reasons, no words of anybody."""
from __future__ import annotations

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors.console.blueprint import api
from connectors.console.session import nurse_of, runtime


@api.get("/letters")
async def letters(request: Request) -> HTTPResponse:
    await nurse_of(request)
    return response.json({"letters": await runtime(request).deliveries.troubled()})


@api.post("/letters/<conversation_id:str>/<deed:again|skip>")
async def once_more(request: Request, conversation_id: str, deed: str) -> HTTPResponse:
    """Send a dead letter again, or pass over this one letter and go on with the next."""
    administrator, _ = await nurse_of(request)
    own = runtime(request)
    await own.deliveries.again(conversation_id, administrator.username, own.wall.now(), skip=deed == "skip")
    own.courier.wake()
    return response.empty()

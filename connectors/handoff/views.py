"""Letters that are late or dead, for administrators. Numbers and reasons only, no words of anybody."""
from __future__ import annotations

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors.console import permissions
from connectors.console.session import nurse_of, runtime

api = Blueprint("letters", url_prefix="/api/v1/console/letters")


@api.get("/")
async def letters(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    permissions.require(nurse, permissions.MANAGE)
    return response.json({"letters": await runtime(request).deliveries.troubled()})


@api.post("/<conversation_id:str>/<deed:again|skip>")
async def once_more(request: Request, conversation_id: str, deed: str) -> HTTPResponse:
    """Send a dead letter again, or pass over this one letter and go on with the next."""
    nurse, _ = await nurse_of(request)
    permissions.require(nurse, permissions.MANAGE)
    own = runtime(request)
    await own.deliveries.again(conversation_id, nurse.username, own.wall.now(), skip=deed == "skip")
    own.courier.wake()
    return response.empty()

"""Canned replies (data/replies/), with what the clock and the nurse fill in."""
from __future__ import annotations

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors.console.blueprint import api
from connectors.console.session import nurse_of, runtime
from content import replies as canned
from content import texts


@api.get("/replies")
async def replies(request: Request) -> HTTPResponse:
    """All of them in three languages; the desk searches and inserts the parent's language."""
    nurse, _ = await nurse_of(request)
    clock = runtime(request).conversations.speaker().clock_params()
    shelf = canned.shelf.get()
    return response.json({"replies": [{
        "id": reply.id, "group": reply.group, "group_titles": shelf.groups[reply.group], "titles": reply.title,
        "texts": texts.fill_all(reply.text, {**clock, "nurse": nurse.name}), "draft": reply.status != "approved",
    } for reply in shelf.replies]})

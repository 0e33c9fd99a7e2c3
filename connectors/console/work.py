"""What a nurse does with conversations."""
from __future__ import annotations

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.cards import cards
from connectors.console.session import nurse_of, runtime
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Nurse
from handoff.record import services as record


async def _serving(request: Request) -> Nurse:
    nurse, _ = await nurse_of(request)
    return nurse


@api.post("/next")
async def claim_next(request: Request) -> HTTPResponse:
    """Take the chat that has waited longest; 204 when nobody waits."""
    nurse = await _serving(request)
    queue = requests_in.string(requests_in.body(request), "queue", 60, required=False)
    own = runtime(request)
    for _ in range(20):         # somebody else may be quicker; then the next one is tried
        waiting = await own.work.next_waiting(nurse, queue)
        if waiting is None:
            return response.empty()
        try:
            return await _claimed(request, waiting, nurse)
        except Refused as refused:
            if refused.code not in ("already_claimed", "not_waiting"):
                raise
    return response.empty()


@api.post("/conversations/<conversation_id:str>/claim")
async def claim(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    async with runtime(request).database.read() as session:
        found = await session.get(Conversation, conversation_id)
    if found is None:
        raise not_found()
    if found.state in ("queued", "message"):
        permissions.require_view(nurse, found)
    return await _claimed(request, conversation_id, nurse)


async def _claimed(request: Request, conversation_id: str, nurse: Nurse) -> HTTPResponse:
    own = runtime(request)
    taken = await own.work.claim(conversation_id, nurse)
    async with own.database.read() as session:
        [card] = await cards(session, [taken], own.clock.now())
    return response.json(card)


@api.post("/conversations/<conversation_id:str>/messages")
async def post_message(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    seq = await runtime(request).work.write(
        conversation_id, nurse, requests_in.client_id(data), requests_in.message_text(data))
    runtime(request).typing.stopped(conversation_id, "nurse")
    return response.json({"seq": seq}, status=202)


@api.post("/conversations/<conversation_id:str>/typing")
async def typing(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    async with runtime(request).database.read() as session:
        found = await session.get(Conversation, conversation_id)
    if found is None:
        raise not_found()
    if found.state != "with_nurse":
        raise Refused(409, "not_yours", "You do not have this conversation.")
    permissions.require_view(nurse, found)
    if found.nurse_id == nurse.id:
        runtime(request).typing.nurse(conversation_id)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/read")
async def read(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    seq = requests_in.number(requests_in.body(request).get("seq"), "seq", 0, 2**31)
    await runtime(request).work.read_up_to(conversation_id, nurse, seq)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/transfer")
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    await runtime(request).work.transfer(
        conversation_id, nurse, requests_in.string(data, "queue", 60, required=False),
        requests_in.string(data, "nurse", 60, required=False),
        requests_in.string(data, "note", 2000, required=False))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/release")
async def release(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).work.release(conversation_id, await _serving(request))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/to-bot")
async def to_bot(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).work.to_bot(conversation_id, await _serving(request))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/leave-open")
async def leave_open(request: Request, conversation_id: str) -> HTTPResponse:
    """The message is answered; the thread waits for the family."""
    await runtime(request).work.wait_for_family(conversation_id, await _serving(request))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/close")
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    await runtime(request).work.close(
        conversation_id, nurse, requests_in.string(data, "reason", 40),
        requests_in.string(data, "note", 4000, required=False),
        requests_in.as_typed(data, "record", record.LONGEST, required=False))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/reopen")
async def reopen(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).work.reopen(conversation_id, await _serving(request))
    return response.empty()

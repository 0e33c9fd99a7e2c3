"""What a county's chat system sends: its nurses claim, write, close. Signed, each request done once. docs/connectors.md."""
from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse
from sqlalchemy.exc import IntegrityError

from connectors import requests_in
from connectors.handoff import nurses, signing
from connectors.handoff.letters import own_client_id
from connectors.handoff.settings import Endpoint
from connectors.runtime import Runtime
from connectors.web.views import picture_response
from content import queues as queue_table
from handoff import audit
from handoff.cleaning import clean_name
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Nurse
from handoff.outbox.models import ConnectorRequest, Outbox
from handoff.outbox.services import HELD, known_request

api = Blueprint("connectors", url_prefix="/api/v1/connectors")

LARGEST = 64 * 1024     # bytes: a message of 4,000 characters is far below
TYPES = ("claim", "message", "typing", "read", "release", "leave_open", "close")
_NURSE_ID = re.compile(r"[A-Za-z0-9._@-]{1,36}")


def runtime(request: Request) -> Runtime:
    return request.app.ctx.runtime


def _signed(request: Request, name: str, content: bytes) -> tuple[Endpoint, str]:
    """The connector that asks, and its key; raises Refused before anything is read."""
    endpoint = runtime(request).settings.connectors.get(name)
    if endpoint is None:
        raise Refused(404, "not_found", "There is no such connector here.")
    return endpoint, signing.verify(endpoint.secrets, request.headers, content, runtime(request).wall.now())


@api.post("/<name:str>")
async def receive(request: Request, name: str) -> HTTPResponse:
    """One deed of one nurse."""
    if len(request.body) > LARGEST:
        raise Refused(413, "too_large", f"A request may have {LARGEST} bytes.")
    _, key = _signed(request, name, request.body)
    data = requests_in.body(request)
    conversation_id = requests_in.string(data, "conversation_id", 36) or ""
    deed = requests_in.string(data, "type", 20)
    if deed not in TYPES:
        raise Refused(422, "unknown_type", f"type must be one of {', '.join(TYPES)}.", "type")
    own = runtime(request)
    sha256 = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    conversation = await _theirs(own, name, conversation_id)
    async with own.database.read() as session:
        answered = await known_request(session, name, key, sha256)
    if answered is not None:
        return response.json(answered)
    nurse = await nurses.of(own.database, own.clock, name, *_nurse(data))
    answer = await _do(own, name, key, str(deed), conversation, nurse, data)
    if deed != "typing":
        await _remember(own, ConnectorRequest(connector=name, key=key, sha256=sha256, answer=answer,
                                              at=own.wall.now(), conversation_id=conversation_id))
    return response.json(answer)


async def _theirs(own: Runtime, name: str, conversation_id: str) -> Conversation:
    """A conversation that was passed to this connector; raises Refused 404 for any other."""
    async with own.database.read() as session:
        told = await session.get(Outbox, conversation_id)
        conversation = await session.get(Conversation, conversation_id)
    if told is None or conversation is None or told.connector != name:
        raise not_found()
    return conversation


def _nurse(data: dict[str, Any]) -> tuple[str, str]:
    """Id and shown name of the nurse who acts."""
    given = data.get("nurse")
    if not isinstance(given, dict):
        raise Refused(422, "missing", "nurse must be an object with id and name.", "nurse")
    nurse_id, shown = requests_in.string(given, "id", 36) or "", requests_in.string(given, "name", 80) or ""
    if not _NURSE_ID.fullmatch(nurse_id):
        raise Refused(422, "wrong_type", "nurse.id may have letters, digits and . _ @ -", "nurse")
    shown = clean_name(shown)
    if not shown:
        raise Refused(422, "empty", "nurse.name is empty.", "nurse")
    return nurse_id, shown


async def _do(own: Runtime, name: str, key: str, deed: str, conversation: Conversation, nurse: Nurse,
              data: dict[str, Any]) -> dict[str, Any]:
    """The deed, with the same rules as at our own desk. One that stands done already is no error: it was sent again."""
    if deed == "message":
        text = requests_in.message_text(data)
        seq = await own.work.write(conversation.id, nurse, own_client_id(name, key), text)
        own.typing.stopped(conversation.id, "nurse")
        return {"seq": seq}
    if deed == "claim":
        await _claim(own, name, conversation, nurse)
    elif deed == "typing":
        if conversation.nurse_id == nurse.id:
            own.typing.nurse(conversation.id)
    elif deed == "read":
        await own.work.read_up_to(conversation.id, nurse, requests_in.number(data.get("seq"), "seq", 0, 2**31))
    elif deed == "release":
        await own.work.release(conversation.id, nurse)
    elif deed == "leave_open":
        await own.work.wait_for_family(conversation.id, nurse)
    else:
        await _close(own, conversation.id, nurse, requests_in.string(data, "reason", 40) or "",
                     requests_in.string(data, "note", 4000, required=False))
    async with own.database.read() as session:
        return {"state": (await session.get_one(Conversation, conversation.id)).state}


async def _claim(own: Runtime, name: str, conversation: Conversation, nurse: Nurse) -> None:
    queue = queue_table.queues.get().get(conversation.queue)
    if conversation.state in HELD and (queue is None or queue.connector != name):
        raise not_found()
    try:
        await own.work.claim(conversation.id, nurse)
    except Refused as refused:
        if refused.code != "already_yours":
            raise


async def _close(own: Runtime, conversation_id: str, nurse: Nurse, reason: str, note: str | None) -> None:
    try:
        await own.work.close(conversation_id, nurse, reason, note)
    except Refused as refused:
        async with own.database.read() as session:
            now = await session.get_one(Conversation, conversation_id)
        if refused.code != "not_yours" or now.state != "closed" or now.nurse_id != nurse.id:
            raise


async def _remember(own: Runtime, row: ConnectorRequest) -> None:
    try:
        async with own.database.write() as session:
            session.add(row)
    except IntegrityError:      # the same request twice at once: the deed was done once, the answer is kept once
        pass


@api.get("/<name:str>/conversations/<conversation_id:str>/attachments/<attachment_id:str>")
async def attachment(request: Request, name: str, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """A picture that a letter has told of. What is signed is the path, since there is no body."""
    _signed(request, name, request.path.encode())
    own = runtime(request)
    await _theirs(own, name, conversation_id)
    async with own.database.write() as session:
        await audit.record(session, own.clock.now(), f"{name}:", "open_picture", conversation_id,
                           {"attachment": attachment_id})
    return await picture_response(own, conversation_id, attachment_id)

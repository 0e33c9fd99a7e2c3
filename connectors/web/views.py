"""The families' API. Every call but the first needs the conversation's own token. Contract: docs/api.md."""
from __future__ import annotations

import asyncio
import uuid
from typing import Any

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors import compression, requests_in, streams
from connectors.runtime import Runtime
from connectors.web import service_facts, transcript
from handoff import feedback, meetings
from handoff.attachments import pdf, re_encode
from handoff.conversations import log
from handoff.conversations.services import check_language
from handoff.errors import Refused
from handoff.models import Attachment, Conversation, Event

api = Blueprint("families", url_prefix="/api/v1")

LONGEST_WAIT = 25       # seconds of one long poll


def runtime(request: Request) -> Runtime:
    return request.app.ctx.runtime


def token_of(request: Request) -> str:
    """The bearer token; raises Refused 401 when there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Refused(401, "no_token", "Send the conversation's token in the Authorization header.")
    return token.strip()


async def opened(request: Request, conversation_id: str) -> Conversation:
    """The conversation, for the holder of its token."""
    return await runtime(request).conversations.of_token(conversation_id, token_of(request))


@api.get("/service")
async def service(request: Request) -> HTTPResponse:
    """Opening hours, phones and names, for the greeting and the page without JavaScript."""
    own = runtime(request)
    base = own.settings.public_url or f"{request.scheme}://{request.host}"
    return compression.packed(request, response.json(service_facts.facts(own.conversations.speaker(), base.rstrip("/"))))


@api.post("/conversations")
async def create(request: Request) -> HTTPResponse:
    data = requests_in.body(request)
    runtime(request).limits.new_conversation(address(request))
    conversation, token = await runtime(request).conversations.create(
        requests_in.string(data, "language", 8), requests_in.string(data, "page", 300, required=False),
        requests_in.string(data, "municipality", 40, required=False))
    return response.json({
        "conversation_id": conversation.id, "token": token, "language": conversation.language,
        "expires_at": conversation.token_expires_at.isoformat(),
    }, status=201)


@api.post("/conversations/<conversation_id:str>/messages")
async def post_message(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    data = requests_in.body(request)
    client_id = requests_in.client_id(data)
    if ("text" in data) == ("choice" in data):
        raise Refused(422, "text_or_choice", "Send either text or choice.", "text")
    runtime(request).limits.message(conversation_id)
    text = requests_in.message_text(data) if "text" in data else None
    choice = requests_in.string(data, "choice", 200) if "choice" in data else None
    seq, turn = await runtime(request).conversations.post(conversation_id, client_id, text, choice)
    runtime(request).typing.stopped(conversation_id, "customer")
    if turn:
        runtime(request).dispatcher.kick(conversation_id)
    return response.json({"seq": seq}, status=202)


@api.get("/conversations/<conversation_id:str>/events")
async def events(request: Request, conversation_id: str) -> HTTPResponse | None:
    await opened(request, conversation_id)
    after = requests_in.number(request.args.get("after") or request.headers.get("last-event-id"),
                               "after", 0, 2**31)
    look = _look(request, conversation_id)
    if "text/event-stream" in request.headers.get("accept", ""):
        await streams.send(request, streams.log_frames(runtime(request).hub, (conversation_id,), look, after))
        return None
    wait = requests_in.number(request.args.get("wait"), "wait", 0, 3600)
    found, status = await poll(request, conversation_id, look, after, min(wait, LONGEST_WAIT))
    return response.json({"events": found, **status, "cursor": found[-1]["seq"] if found else after})


async def poll(request: Request, conversation_id: str, look: streams.Look, after: int,
               wait: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Look until there is something new, at most `wait` seconds."""
    with runtime(request).hub.listen(conversation_id) as signal:
        found, status = await look(after)
        before = status
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        while not found and status == before and loop.time() < end:
            try:
                await asyncio.wait_for(signal.wait(), end - loop.time())
            except TimeoutError:
                break
            signal.clear()
            found, status = await look(after)
    return found, status


def _look(request: Request, conversation_id: str) -> streams.Look:
    own, token = runtime(request), token_of(request)

    async def look(after: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        async with own.database.read() as session:
            conversation = await own.conversations.of_token(conversation_id, token, session)
            rows = await log.events_after(session, conversation_id, after)
            status = await own.status(session, conversation)
        return [log.public(row) if visible(row) else hidden(row) for row in rows], status

    return look


def visible(event: Event) -> bool:
    """Colleagues' notes are never shown to families."""
    return event.kind != "note"


def hidden(event: Event) -> dict[str, Any]:
    """What a family gets in the place of a note: a number without words, so that numbers have no gap."""
    return {"seq": event.seq, "at": log.iso(event.at), "author": "system", "kind": "notice", "data": {}}


@api.put("/conversations/<conversation_id:str>/language")
async def put_language(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    language = requests_in.string(requests_in.body(request), "language", 8)
    await runtime(request).conversations.set_language(conversation_id, language)
    return response.json({"language": language})


@api.post("/conversations/<conversation_id:str>/queue/leave")
async def leave_queue(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    await runtime(request).queues.leave(conversation_id)
    return response.json({"state": "bot"})


@api.post("/conversations/<conversation_id:str>/queue/message")
async def wait_as_message(request: Request, conversation_id: str) -> HTTPResponse:
    """The wait becomes a message; nothing is written again."""
    await opened(request, conversation_id)
    await runtime(request).queues.wait_as_message(conversation_id)
    return response.json({"state": "message"})


@api.post("/conversations/<conversation_id:str>/typing")
async def typing(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    runtime(request).typing.customer(conversation_id)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/read")
async def read(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    data = requests_in.body(request)
    await runtime(request).conversations.read_up_to(
        conversation_id, requests_in.number(data.get("seq"), "seq", 0, 2**31),
        requests_in.number(data.get("got"), "got", 0, 2**31))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/feedback")
async def give_feedback(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    data = requests_in.body(request)
    text = requests_in.string(data, "text", 2000, required=False)
    await feedback.give(runtime(request).conversations, conversation_id, data.get("score"),
                        text)
    return response.json({"given": True}, status=201)


@api.post("/conversations/<conversation_id:str>/attachments")
async def attach(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    own = runtime(request)
    own.limits.message(conversation_id)
    upload = request.files.get("file") if request.files else None
    if upload is None or not upload.body:
        raise Refused(422, "missing", "Send the picture in the field file.", "file")
    client_id = request.form.get("client_id") if request.form else None
    client_id = requests_in.string({"client_id": client_id or str(uuid.uuid4())}, "client_id", 64)
    picture = await asyncio.to_thread(re_encode, upload.body)
    await asyncio.to_thread(own.store.save, picture)
    seq, attachment_id = await own.add_attachment(conversation_id, client_id, picture)
    return response.json({"seq": seq, "id": attachment_id}, status=202)


@api.get("/conversations/<conversation_id:str>/attachments/<attachment_id:str>")
async def attachment(request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    return await picture_response(runtime(request), conversation_id, attachment_id)


@api.get("/conversations/<conversation_id:str>/attachments/<attachment_id:str>/pages/<page:int>")
async def attachment_page(request: Request, conversation_id: str, attachment_id: str, page: int) -> HTTPResponse:
    await opened(request, conversation_id)
    return await page_response(runtime(request), conversation_id, attachment_id, page)


# Shown, never run: no scripts, no frames, no types guessed, nothing kept by the browser.
STILL = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff",
         "Cache-Control": "private, no-store"}


async def picture_response(own: Runtime, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """The picture or PDF, if it belongs to this conversation. A PDF is a file to keep; its pages are looked at below."""
    row, content = await _file(own, conversation_id, attachment_id)
    name = "inline; filename=picture.jpg" if row.content_type == "image/jpeg" else "attachment; filename=neuvola.pdf"
    return response.raw(content, content_type=row.content_type, headers={**STILL, "Content-Disposition": name})


async def page_response(own: Runtime, conversation_id: str, attachment_id: str, page: int) -> HTTPResponse:
    """One page of a PDF, drawn as a picture."""
    row, content = await _file(own, conversation_id, attachment_id)
    if row.content_type != "application/pdf":
        raise Refused(404, "not_found", "There is no such page.")
    shown = await asyncio.to_thread(pdf.drawn, content, page)
    return response.raw(shown, content_type="image/jpeg", headers={
        **STILL, "Content-Disposition": "inline; filename=page.jpg"})


async def _file(own: Runtime, conversation_id: str, attachment_id: str) -> tuple[Attachment, bytes]:
    async with own.database.read() as session:
        row = await session.get(Attachment, attachment_id)
    if row is None or row.conversation_id != conversation_id:
        raise Refused(404, "not_found", "There is no such picture here.")
    return row, await asyncio.to_thread(own.store.read, row.sha256)


@api.get("/conversations/<conversation_id:str>/meetings/<meeting_id:str>/ics")
async def meeting_calendar(request: Request, conversation_id: str, meeting_id: str) -> HTTPResponse:
    """A scheduled video meeting for the family's calendar; not where the subject is violence."""
    conversation = await opened(request, conversation_id)
    if conversation.sensitive:
        raise Refused(403, "not_kept", "For your safety this meeting is not given as a file.")
    return await calendar_response(runtime(request), conversation_id, meeting_id,
                                   request.args.get("lang") or conversation.language)


async def calendar_response(own: Runtime, conversation_id: str, meeting_id: str, language: str) -> HTTPResponse:
    check_language(language)
    row = await meetings.one(own.work, conversation_id, meeting_id)
    return response.raw(meetings.calendar(row, own.conversations.speaker(), language), content_type="text/calendar",
                        headers={**STILL, "Content-Disposition": "attachment; filename=video.ics"})


@api.get("/conversations/<conversation_id:str>/transcript")
async def get_transcript(request: Request, conversation_id: str) -> HTTPResponse:
    """The conversation as a readable file; not where the subject is violence."""
    conversation = await opened(request, conversation_id)
    if conversation.sensitive:
        raise Refused(403, "not_kept", "For your safety this conversation is not given as a file.")
    language = request.args.get("lang") or conversation.language
    async with runtime(request).database.read() as session:
        rows = await log.events_after(session, conversation_id, 0, limit=5000)
    text = transcript.text([row for row in rows if visible(row)], language,
                           runtime(request).conversations.speaker())
    return response.text(text, headers={
        "Content-Disposition": "attachment; filename=neuvo.txt", "Cache-Control": "private, no-store"})


@api.delete("/conversations/<conversation_id:str>/token")
async def revoke(request: Request, conversation_id: str) -> HTTPResponse:
    await opened(request, conversation_id)
    await runtime(request).conversations.revoke(conversation_id)
    return response.empty()


def address(request: Request) -> str:
    """The asker's address as far as our own proxies can be trusted (NEUVO_TRUSTED_PROXIES)."""
    hops = runtime(request).settings.trusted_proxies
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.ip

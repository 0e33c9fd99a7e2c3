"""One conversation on the desk: its log, summary and pictures. Every opening leaves a trace in the audit log."""
from __future__ import annotations

from typing import Any

from sanic import Request, response
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from connectors import requests_in, streams
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.cards import cards
from connectors.console.session import account_topic, nurse_of, runtime
from connectors.web.views import LONGEST_WAIT, calendar_response, page_response, picture_response, poll
from content import LANGUAGES
from handoff import audit
from handoff.conversations import log
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Event, Nurse, NurseSession
from handoff.summary import services as summary
from handoff.summary.fhir import Names
from safety.masking import mask_identity_codes


async def seen(request: Request, conversation_id: str) -> tuple[Nurse, NurseSession, Conversation]:
    """A conversation that this nurse may see."""
    nurse, session_row = await nurse_of(request)
    async with runtime(request).database.read() as session:
        return nurse, session_row, await _visible(session, nurse, conversation_id)


async def _visible(session: AsyncSession, nurse: Nurse, conversation_id: str) -> Conversation:
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise not_found()
    permissions.require_view(nurse, conversation)
    return conversation


@api.get("/conversations/<conversation_id:str>")
async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
    nurse, session_row, found = await seen(request, conversation_id)
    own = runtime(request)
    now = own.clock.now()
    own.openings.note(session_row.token_hash, conversation_id, now)
    async with own.database.write() as session:
        await audit.record(session, now, nurse.username, "open_conversation", conversation_id)
    async with own.database.read() as session:
        rows = await log.events_after(session, conversation_id, 0, limit=5000)
        [card] = await cards(session, [found], now)
    return response.json({"conversation": card, "events": [_shown(row, nurse) for row in rows],
                          "can": permissions.actions(nurse, found, now, own.queues.rules)})


def _shown(event: Event, nurse: Nurse) -> dict[str, Any]:
    """Fixed texts in the nurse's language, typed words as they were but for identity codes: those she opens."""
    shown = log.public(event, nurse.language if event.body.get("texts") else None)
    if event.author == "customer" and event.text and mask_identity_codes(event.text) != event.text:
        shown.update(text=mask_identity_codes(event.text), data={**shown.get("data", {}), "identity": True})
    return shown


@api.post("/conversations/<conversation_id:str>/identity")
async def open_identity(request: Request, conversation_id: str) -> HTTPResponse:
    """The words of message `seq` with the identity codes in them; each opening leaves a trace."""
    nurse, _, _ = await seen(request, conversation_id)
    own = runtime(request)
    seq = requests_in.number(requests_in.body(request).get("seq"), "seq", 0, 2**31)
    async with own.database.write() as session:
        event = await session.get(Event, (conversation_id, seq))
        if event is None or event.author != "customer" or not event.text:
            raise Refused(404, "not_found", "There is no such message here.", "seq")
        await audit.record(session, own.clock.now(), nurse.username, "open_identity", conversation_id, {"seq": seq})
        return response.json({"text": event.text})


@api.get("/conversations/<conversation_id:str>/events")
async def events(request: Request, conversation_id: str) -> HTTPResponse | None:
    opener, session_row, _ = await seen(request, conversation_id)
    own = runtime(request)
    # Reading the log without having opened the conversation is an opening too.
    if own.openings.note(session_row.token_hash, conversation_id, now := own.clock.now()):
        async with own.database.write() as session:
            await audit.record(session, now, opener.username, "open_conversation", conversation_id, {"by": "events"})
    after = requests_in.number(request.args.get("after") or request.headers.get("last-event-id"), "after", 0, 2**31)

    async def look(after: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Asked by an open stream too: it proves that the connection is held, not that somebody is there."""
        async with own.database.read() as session:
            nurse, _ = await nurse_of(request, sign_of_life=False, within=session)
            found = await _visible(session, nurse, conversation_id)
            rows = await log.events_after(session, conversation_id, after)
            [card] = await cards(session, [found], own.clock.now())
        card.pop("waited_seconds")      # it changes every second; the console counts itself
        return ([_shown(row, nurse) for row in rows],
                {"conversation": card, "can": permissions.actions(nurse, found, own.clock.now(), own.queues.rules),
                 "typing": own.typing.is_typing(conversation_id, "customer")})

    if "text/event-stream" in request.headers.get("accept", ""):
        await streams.send(request, streams.log_frames(
            own.hub, (conversation_id, account_topic(opener.id)), look, after))
        return None
    wait = requests_in.number(request.args.get("wait"), "wait", 0, 3600)
    found, status = await poll(request, conversation_id, look, after, min(wait, LONGEST_WAIT))
    await seen(request, conversation_id)       # while it waited, the login, role or conversation may have gone
    return response.json({"events": found, **status, "cursor": found[-1]["seq"] if found else after})


@api.get("/conversations/<conversation_id:str>/summary")
async def get_summary(request: Request, conversation_id: str) -> HTTPResponse:
    """What was passed on, in the nurse's language or in `lang`: every form, with later changes."""
    nurse, _, found = await seen(request, conversation_id)
    language = request.args.get("lang") or nurse.language
    if language not in LANGUAGES:
        raise Refused(422, "unknown_language", f"lang must be one of {', '.join(LANGUAGES)}.", "lang")
    shape = request.args.get("format") or "text"
    if shape not in ("text", "json", "fhir"):
        raise Refused(422, "unknown_format", "format must be text, json or fhir.", "format")
    own = runtime(request)
    async with own.database.write() as session:
        shown = await summary.current(session, conversation_id)
        await audit.record(session, own.clock.now(), nurse.username, "open_summary", conversation_id,
                           {"handoffs": [handoff.id for handoff in shown], "format": shape})
        if shape == "json":
            return response.json(await summary.current_json(session, found))
        if shape == "fhir":
            document = await summary.current_fhir(session, found, language, Names(own.settings.fhir_url), own.store)
            return response.json(document, content_type="application/fhir+json")
        return response.text(await summary.current_text(session, found, language))


@api.get("/conversations/<conversation_id:str>/attachments/<attachment_id:str>")
async def attachment(request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
    nurse, _, _ = await seen(request, conversation_id)
    own = runtime(request)
    async with own.database.write() as session:
        await audit.record(session, own.clock.now(), nurse.username, "open_picture", conversation_id,
                           {"attachment": attachment_id})
    return await picture_response(own, conversation_id, attachment_id)


@api.get("/conversations/<conversation_id:str>/attachments/<attachment_id:str>/pages/<page:int>")
async def attachment_page(request: Request, conversation_id: str, attachment_id: str, page: int) -> HTTPResponse:
    await seen(request, conversation_id)
    return await page_response(runtime(request), conversation_id, attachment_id, page)


@api.get("/conversations/<conversation_id:str>/meetings/<meeting_id:str>/ics")
async def meeting_calendar(request: Request, conversation_id: str, meeting_id: str) -> HTTPResponse:
    nurse, _, _ = await seen(request, conversation_id)
    return await calendar_response(runtime(request), conversation_id, meeting_id, nurse.language)

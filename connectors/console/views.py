"""The console's API. Contract: docs/api.md."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors import requests_in, streams
from connectors.console import permissions
from connectors.console.cards import cards
from connectors.console.session import COOKIE, nurse_of, runtime
from connectors.web.views import LONGEST_WAIT, address, picture_response, poll
from content import LANGUAGES
from content import queues as queue_table
from handoff import audit
from handoff.conversations import log
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Event, Nurse, NurseSession
from handoff.summary import services as summary
from handoff.summary.fhir import Names
from handoff.wake import DESK
from safety.masking import mask_identity_codes

api = Blueprint("console", url_prefix="/api/v1/console")

CLOSED_SHOWN = 30       # newest closed conversations on the desk


def user(nurse: Nurse) -> dict[str, Any]:
    return {"id": nurse.id, "username": nurse.username, "name": nurse.name, "role": nurse.role,
            "languages": nurse.languages, "language": nurse.language, "presence": nurse.presence,
            "must_change_password": nurse.must_change_password}


# login

@api.post("/login")
async def login(request: Request) -> HTTPResponse:
    data = requests_in.body(request)
    begun = await runtime(request).nurses.login(
        requests_in.string(data, "username", 60), requests_in.string(data, "password", 200), address(request))
    answer = response.json({"user": user(begun.nurse), "csrf": begun.csrf})
    answer.add_cookie(COOKIE, begun.token, path="/api/v1/console", httponly=True, samesite="Strict",
                      secure=runtime(request).settings.https, max_age=12 * 3600)
    return answer


@api.get("/me")
async def me(request: Request) -> HTTPResponse:
    nurse, session = await nurse_of(request, before_password=True)
    return response.json({"user": user(nurse), "csrf": session.csrf})


@api.put("/me")
async def put_me(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    data = requests_in.body(request)
    await runtime(request).nurses.settings(nurse, requests_in.string(data, "language", 8, required=False),
                                           requests_in.string(data, "presence", 12, required=False))
    return response.empty()


@api.post("/password")
async def password(request: Request) -> HTTPResponse:
    nurse, session = await nurse_of(request, before_password=True)
    data = requests_in.body(request)
    await runtime(request).nurses.change_password(
        nurse, requests_in.string(data, "current", 200), requests_in.string(data, "new", 200), session)
    return response.empty()


@api.post("/logout")
async def logout(request: Request) -> HTTPResponse:
    nurse, session = await nurse_of(request, before_password=True)
    await runtime(request).nurses.logout(session, nurse)
    runtime(request).hub.wake_all()         # open streams look again and end
    answer = response.empty()
    answer.delete_cookie(COOKIE, path="/api/v1/console")
    return answer


# lists

@api.get("/queues")
async def queues(request: Request) -> HTTPResponse:
    nurse, _ = await nurse_of(request)
    permissions.require(nurse, permissions.SEE_QUEUES)
    own = runtime(request)
    now = own.clock.now()
    speaker = own.conversations.speaker(now)
    async with own.database.read() as session:
        waiting = await _conversations(session, sa.and_(
            Conversation.state.in_(("queued", "message")),
            Conversation.queue.in_(nurse.queues) if nurse.queues else sa.true()),
            Conversation.queued_at, Conversation.id)
        mine = await _conversations(session, sa.and_(
            Conversation.state == "with_nurse", Conversation.nurse_id == nurse.id), Conversation.claimed_at)
        closed = await _conversations(session, sa.and_(
            Conversation.state == "closed", Conversation.nurse_id == nurse.id),
            Conversation.closed_at.desc(), limit=CLOSED_SHOWN)
        shown = {"waiting": await cards(session, waiting, now), "mine": await cards(session, mine, now),
                 "closed": await cards(session, closed, now)}
        colleagues = [{"id": other.id, "name": other.name, "presence": other.presence, "languages": other.languages}
                      for other in await own.nurses.active(session) if other.id != nurse.id
                      and permissions.SERVE in permissions.TABLE[other.role]]
    table = []
    for queue in queue_table.queues.get().queues:
        here = [card for card in shown["waiting"] if card["queue"] == queue.id]
        table.append({"id": queue.id, "channel": queue.channel, "language": queue.languages[0] if queue.languages else None,
                      "titles": queue.title, "waiting": len(here),
                      "oldest_at": here[0]["queued_at"] if here else None})
    closes = speaker.hours.closes_at(now)
    return response.json({"now": now.isoformat(), "open": speaker.hours.is_open(now),
                          "closes_at": closes.isoformat() if closes else None,
                          "queues": table, "nurses": colleagues, **shown})


async def _conversations(session: Any, where: Any, *order: Any, limit: int = 300) -> list[Conversation]:
    return list((await session.scalars(sa.select(Conversation).where(where).order_by(*order).limit(limit))).all())


@api.get("/stream")
async def stream(request: Request) -> None:
    """Hints that something changed; the console fetches the lists again."""
    nurse, session = await nurse_of(request)
    permissions.require(nurse, permissions.SEE_QUEUES)
    own = runtime(request)

    async def frames():  # type: ignore[no-untyped-def]
        with own.hub.listen(DESK) as signal:
            yield streams.frame("queues", {})
            while await _still_in(request, session):
                try:
                    await streams.wait(signal)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                signal.clear()
                yield streams.frame("queues", {})

    await streams.send(request, frames())


async def _still_in(request: Request, session: NurseSession) -> bool:
    found = await runtime(request).nurses.of_cookie(request.cookies.get(COOKIE))
    return found is not None and found[1].token_hash == session.token_hash


# one conversation

async def _seen(request: Request, conversation_id: str) -> tuple[Nurse, Conversation]:
    """A conversation that this nurse may see."""
    nurse, _ = await nurse_of(request)
    async with runtime(request).database.read() as session:
        conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise not_found()
    permissions.require_view(nurse, conversation)
    return nurse, conversation


async def _serving(request: Request) -> Nurse:
    nurse, _ = await nurse_of(request)
    permissions.require(nurse, permissions.SERVE)
    return nurse


@api.get("/conversations/<conversation_id:str>")
async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
    nurse, found = await _seen(request, conversation_id)
    own = runtime(request)
    now = own.clock.now()
    async with own.database.write() as session:
        await audit.record(session, now, nurse.username, "open_conversation", conversation_id)
    async with own.database.read() as session:
        rows = await log.events_after(session, conversation_id, 0, limit=5000)
        [card] = await cards(session, [found], now)
    return response.json({"conversation": card, "events": [_shown(row, nurse) for row in rows],
                          "can": permissions.actions(nurse, found)})


def _shown(event: Event, nurse: Nurse) -> dict[str, Any]:
    """Fixed texts in the nurse's language, typed words as they were but for identity codes: those she opens."""
    shown = log.public(event, nurse.language if event.body.get("texts") else None)
    if event.author == "customer" and event.text and mask_identity_codes(event.text) != event.text:
        shown.update(text=mask_identity_codes(event.text), data={**shown.get("data", {}), "identity": True})
    return shown


@api.post("/conversations/<conversation_id:str>/identity")
async def open_identity(request: Request, conversation_id: str) -> HTTPResponse:
    """The words of message `seq` with the identity codes in them; each opening leaves a trace."""
    nurse, _ = await _seen(request, conversation_id)
    permissions.require(nurse, permissions.SERVE)
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
    nurse, _ = await _seen(request, conversation_id)
    own = runtime(request)
    after = requests_in.number(request.args.get("after") or request.headers.get("last-event-id"), "after", 0, 2**31)

    async def look(after: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        async with own.database.read() as session:
            found = await session.get_one(Conversation, conversation_id)
            rows = await log.events_after(session, conversation_id, after)
            [card] = await cards(session, [found], own.clock.now())
        card.pop("waited_seconds")      # it changes every second; the console counts itself
        return ([_shown(row, nurse) for row in rows],
                {"conversation": card, "can": permissions.actions(nurse, found),
                 "typing": own.typing.is_typing(conversation_id, "customer")})

    if "text/event-stream" in request.headers.get("accept", ""):
        await streams.send(request, streams.log_frames(
            own.hub, (conversation_id,), look, after, lambda: _may_still_see(request, conversation_id)))
        return None
    wait = requests_in.number(request.args.get("wait"), "wait", 0, 3600)
    found, status = await poll(request, conversation_id, look, after, min(wait, LONGEST_WAIT))
    return response.json({"events": found, **status, "cursor": found[-1]["seq"] if found else after})


async def _may_still_see(request: Request, conversation_id: str) -> bool:
    try:
        await _seen(request, conversation_id)
    except Refused:
        return False
    return True


@api.get("/conversations/<conversation_id:str>/summary")
async def get_summary(request: Request, conversation_id: str) -> HTTPResponse:
    """What was passed on, in the nurse's language or in `lang`: every form, with later changes."""
    nurse, found = await _seen(request, conversation_id)
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
    nurse, _ = await _seen(request, conversation_id)
    own = runtime(request)
    async with own.database.write() as session:
        await audit.record(session, own.clock.now(), nurse.username, "open_picture", conversation_id,
                           {"attachment": attachment_id})
    return await picture_response(own, conversation_id, attachment_id)


# work

@api.post("/next")
async def claim_next(request: Request) -> HTTPResponse:
    """Take the chat that has waited longest; 204 when nobody waits."""
    nurse = await _serving(request)
    queue = requests_in.string(requests_in.body(request), "queue", 60, required=False)
    own = runtime(request)
    for _ in range(20):         # somebody else may be quicker; then the next one is tried
        waiting = await own.queues.next_waiting(nurse, queue)
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
    taken = await own.queues.claim(conversation_id, nurse)
    async with own.database.read() as session:
        [card] = await cards(session, [taken], own.clock.now())
    return response.json(card)


@api.post("/conversations/<conversation_id:str>/messages")
async def post_message(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    seq = await runtime(request).queues.write(
        conversation_id, nurse, requests_in.client_id(data), requests_in.message_text(data))
    runtime(request).typing.stopped(conversation_id, "nurse")
    return response.json({"seq": seq}, status=202)


@api.post("/conversations/<conversation_id:str>/typing")
async def typing(request: Request, conversation_id: str) -> HTTPResponse:
    nurse, found = await _seen(request, conversation_id)
    if found.nurse_id == nurse.id:
        runtime(request).typing.nurse(conversation_id)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/read")
async def read(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    seq = requests_in.number(requests_in.body(request).get("seq"), "seq", 0, 2**31)
    await runtime(request).queues.read_up_to(conversation_id, nurse, seq)
    return response.empty()


@api.post("/conversations/<conversation_id:str>/transfer")
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    await runtime(request).queues.transfer(
        conversation_id, nurse, requests_in.string(data, "queue", 60, required=False),
        requests_in.string(data, "nurse", 60, required=False),
        requests_in.string(data, "note", 2000, required=False))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/release")
async def release(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).queues.release(conversation_id, await _serving(request))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/to-bot")
async def to_bot(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).queues.to_bot(conversation_id, await _serving(request))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/close")
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    nurse = await _serving(request)
    data = requests_in.body(request)
    await runtime(request).queues.close(
        conversation_id, nurse, requests_in.string(data, "reason", 40),
        requests_in.string(data, "note", 4000, required=False))
    return response.empty()


@api.post("/conversations/<conversation_id:str>/reopen")
async def reopen(request: Request, conversation_id: str) -> HTTPResponse:
    await runtime(request).queues.reopen(conversation_id, await _serving(request))
    return response.empty()

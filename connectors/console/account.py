"""Logging in and out, and a nurse's own settings."""
from __future__ import annotations

from typing import Any

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.session import COOKIE, account_topic, nurse_of, runtime
from connectors.web.views import address
from handoff.errors import Refused
from handoff.models import Nurse
from handoff.nurses.services import MOST_CHATS


def user(nurse: Nurse) -> dict[str, Any]:
    return {"id": nurse.id, "username": nurse.username, "name": nurse.name, "role": nurse.role,
            "languages": nurse.languages, "language": nurse.language, "presence": nurse.presence,
            "max_chats": nurse.max_chats, "must_change_password": nurse.must_change_password,
            "may": sorted(permissions.TABLE.get(nurse.role, ()))}


@api.post("/login")
async def login(request: Request) -> HTTPResponse:
    data = requests_in.body(request)
    begun = await runtime(request).nurses.login(
        requests_in.string(data, "username", 60), requests_in.as_typed(data, "password", 200), address(request))
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
    most = _chats(data["max_chats"]) if "max_chats" in data else None
    own = runtime(request)
    await own.nurses.settings(nurse, requests_in.string(data, "language", 8, required=False),
                              requests_in.string(data, "presence", 12, required=False), most)
    await own.queues.presence_changed()
    return response.empty()


def _chats(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CHATS:
        raise Refused(422, "out_of_range", f"max_chats must be a whole number from 1 to {MOST_CHATS}.", "max_chats")
    return value


@api.post("/heartbeat")
async def heartbeat(request: Request) -> HTTPResponse:
    """The desk is open before somebody: sent every half a minute. Any other call counts as well."""
    await nurse_of(request)
    return response.empty()


@api.post("/password")
async def password(request: Request) -> HTTPResponse:
    nurse, session = await nurse_of(request, before_password=True)
    data = requests_in.body(request)
    await runtime(request).nurses.change_password(
        nurse, requests_in.as_typed(data, "current", 200), requests_in.as_typed(data, "new", 200), session)
    await runtime(request).tell(account_topic(nurse.id))        # other logins of hers have ended
    return response.empty()


@api.post("/logout")
async def logout(request: Request) -> HTTPResponse:
    nurse, session = await nurse_of(request, before_password=True)
    await runtime(request).nurses.logout(session, nurse)
    runtime(request).openings.forget(session.token_hash)
    await runtime(request).tell(account_topic(nurse.id))        # her open streams look again and end
    answer = response.empty()
    answer.delete_cookie(COOKIE, path="/api/v1/console")
    return answer

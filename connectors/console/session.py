"""The nurse behind a request: cookie, CSRF token, first password."""
from __future__ import annotations

import secrets

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.console import permissions
from connectors.runtime import Runtime
from handoff.errors import Refused
from handoff.models import Nurse, NurseSession

COOKIE = "neuvo_session"
SAFE_METHODS = ("GET", "HEAD")


def runtime(request: Request) -> Runtime:
    return request.app.ctx.runtime


async def nurse_of(request: Request, before_password: bool = False, sign_of_life: bool = True,
                   within: AsyncSession | None = None) -> tuple[Nurse, NurseSession]:
    """The nurse who is logged in, where her role allows this endpoint. Her call tells that she is there.

    Raises Refused 401 without a live session, 403 for a changing call without the right CSRF token, before the
    one-time password has been changed, and where the table of permissions does not let her role in.
    """
    found = await runtime(request).nurses.of_cookie(request.cookies.get(COOKIE), within)
    if found is None:
        raise Refused(401, "not_logged_in", "Log in first.")
    nurse, session = found
    if request.method not in SAFE_METHODS:
        sent = request.headers.get("x-csrf-token", "")
        if not secrets.compare_digest(sent.encode(), session.csrf.encode()):
            raise Refused(403, "bad_csrf", "The X-CSRF-Token header is missing or wrong.")
    if nurse.must_change_password and not before_password:
        raise Refused(403, "change_password", "Change the one-time password first.")
    permissions.require(nurse, permissions.rule(request.method, request.uri_template))
    if sign_of_life:
        await runtime(request).nurses.is_there(nurse)
    return nurse, session


async def still_in(request: Request, session: NurseSession) -> bool:
    """Asked by an open stream at each look: the same login lives and its role still allows this."""
    try:
        _, now = await nurse_of(request, sign_of_life=False)
    except Refused:
        return False
    return now.token_hash == session.token_hash


def account_topic(nurse_id: str) -> str:
    """What a nurse's open streams listen to, so that they look again when her login or role changes."""
    return f"account:{nurse_id}"

"""Accounts, for administrators. They see no conversation."""
from __future__ import annotations

from typing import Any

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console import permissions
from connectors.console.blueprint import api
from connectors.console.session import account_topic, nurse_of, runtime
from content import queues as queue_table
from handoff.errors import Refused
from handoff.models import Nurse
from handoff.nurses import accounts
from handoff.nurses.services import ROLES


def _shown(row: Nurse) -> dict[str, Any]:
    return {"id": row.id, "username": row.username, "name": row.name, "role": row.role, "active": row.active,
            "languages": row.languages, "queues": row.queues, "must_change_password": row.must_change_password,
            "last_seen_at": row.last_seen_at.isoformat() if row.last_seen_at else None}


@api.get("/accounts")
async def get_accounts(request: Request) -> HTTPResponse:
    """Everybody's account, and what can be chosen for one. Only roles of `serving` have use for languages and queues."""
    await nurse_of(request)
    rows = await accounts.every(runtime(request).nurses)
    return response.json({
        "roles": list(ROLES), "serving": [role for role in ROLES if permissions.SERVE in permissions.TABLE[role]],
        "accounts": [_shown(row) for row in rows],
        "queues": [{"id": queue.id, "kind": queue.kind, "titles": queue.title} for queue in queue_table.queues.get().queues]})


@api.post("/accounts")
async def add_account(request: Request) -> HTTPResponse:
    """A new account with a one-time password, told only now; all languages and queues unless some are named."""
    administrator, _ = await nurse_of(request)
    data = requests_in.body(request)
    own = runtime(request)
    username = requests_in.string(data, "username", 60)
    name = requests_in.string(data, "name", 80)
    assert username and name
    password = accounts.one_time_password()
    row = await own.nurses.add(username, name, password, requests_in.string(data, "role", 16) or "",
                               **accounts.checked(data, ("languages", "queues")), by=administrator.username)
    return response.json({"account": _shown(row), "one_time_password": password}, status=201)


@api.put("/accounts/<account_id:str>")
async def change_account(request: Request, account_id: str) -> HTTPResponse:
    administrator, _ = await nurse_of(request)
    own = runtime(request)
    row = await accounts.change(own.nurses, administrator, account_id, requests_in.body(request))
    await own.tell(account_topic(account_id))       # open streams look again and end
    return response.json(_shown(row))


@api.post("/accounts/<account_id:str>/reset")
async def reset(request: Request, account_id: str) -> HTTPResponse:
    """A new one-time password; every login of the account ends."""
    administrator, _ = await nurse_of(request)
    own = runtime(request)
    row = next((row for row in await accounts.every(own.nurses) if row.id == account_id), None)
    if row is None:
        raise Refused(404, "unknown_nurse", "There is no such account.")
    password = accounts.one_time_password()
    await own.nurses.set_password(row.username, password, by=administrator.username)
    await own.tell(account_topic(account_id))
    return response.json({"one_time_password": password})

"""What an administrator does with accounts. Each change is in the audit log; losing a role ends what was open."""
from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from content import LANGUAGES
from content import queues as queue_table
from handoff import audit
from handoff.cleaning import clean_name
from handoff.errors import Refused
from handoff.models import Nurse, NurseSession
from handoff.nurses.services import ROLES, Nurses

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"        # nothing that looks like something else
LONGEST_NAME = 80
CHANGEABLE = ("name", "role", "active", "languages", "queues")


def one_time_password() -> str:
    """Twenty characters in groups that can be read aloud; about 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


async def every(nurses: Nurses) -> list[Nurse]:
    """Our own accounts. Nurses of another chat system are named there, and nobody can log in as one of them."""
    async with nurses.database.read() as session:
        return list((await session.scalars(
            sa.select(Nurse).where(Nurse.connector.is_(None)).order_by(Nurse.username))).all())


async def change(nurses: Nurses, administrator: Nurse, account_id: str, wanted: dict[str, Any]) -> Nurse:
    """Change name, role, activity, languages or queues. One's own role and activity cannot be changed, so that an
    administrator always remains."""
    new = checked(wanted)
    if not new:
        raise Refused(422, "missing", f"Name what changes: {', '.join(CHANGEABLE)}.")
    if account_id == administrator.id and {"role", "active"} & set(new):
        raise Refused(409, "own_account", "Another administrator has to change your role.")
    async with nurses.database.write() as session:
        row = await session.get(Nurse, account_id, with_for_update=True)
        if row is None or row.connector is not None:
            raise Refused(404, "unknown_nurse", "There is no such account.")
        before = {name: getattr(row, name) for name in new if getattr(row, name) != new[name]}
        for name, value in new.items():
            setattr(row, name, value)
        if "active" in before or "role" in before:      # a new role begins with a new login
            await session.execute(sa.delete(NurseSession).where(NurseSession.nurse_id == row.id))
        await audit.record(session, nurses.clock.now(), administrator.username, "change_account", None, {
            "username": row.username, "from": before, "to": {name: new[name] for name in before}})
    return row


def checked(wanted: Mapping[str, Any], names: Sequence[str] = CHANGEABLE) -> dict[str, Any]:
    """Those of the fields that were sent, as they are kept; raises Refused 422 naming the one that is wrong."""
    return {name: _checked(name, wanted[name]) for name in names if name in wanted}


def _checked(name: str, value: Any) -> Any:
    if name == "role" and value not in ROLES:
        raise Refused(422, "unknown_role", f"role must be one of {', '.join(ROLES)}.", name)
    if name == "name":
        value = clean_name(value) if isinstance(value, str) else ""
        if not 0 < len(value) <= LONGEST_NAME:
            raise Refused(422, "wrong_type", f"name must be a text of 1 to {LONGEST_NAME} characters.", name)
    if name == "active" and not isinstance(value, bool):
        raise Refused(422, "wrong_type", "active must be true or false.", name)
    if name in ("languages", "queues"):
        allowed = LANGUAGES if name == "languages" else [queue.id for queue in queue_table.queues.get().queues]
        if not isinstance(value, list) or not set(map(str, value)) <= set(allowed) or (name == "languages" and not value):
            raise Refused(422, "out_of_range", f"{name} must be a list of {', '.join(allowed)}.", name)
    return value

"""What each role may do, and which permission each endpoint and stream needs: one table, asked at every call.

`nurse_of` (session.py) asks it for every request and again for every look of an open stream, so an endpoint that
is missing here opens to nobody, and a role that is lost ends what is open.
"""
from __future__ import annotations

from datetime import datetime

from handoff.errors import Refused
from handoff.models import Conversation, Nurse
from handoff.queues.duty import Rules

SEE_QUEUES, SERVE, SEE_OTHERS, SUPERVISE = "see_queues", "serve", "see_others", "supervise"
SEE_AUDIT, MANAGE = "see_audit", "manage"
OPEN, SELF = "open", "self"         # before anybody has logged in; anybody's own account

TABLE: dict[str, frozenset[str]] = {
    "nurse": frozenset({SELF, SEE_QUEUES, SERVE}),
    "supervisor": frozenset({SELF, SEE_QUEUES, SERVE, SEE_OTHERS, SUPERVISE, SEE_AUDIT}),
    "editor": frozenset({SELF}),
    "administrator": frozenset({SELF, SEE_AUDIT, MANAGE}),
}

_ONE = "conversations/<conversation_id:str>"
ROUTES: dict[str, str] = {
    "POST login": OPEN,
    "GET me": SELF, "PUT me": SELF, "POST password": SELF, "POST logout": SELF, "POST heartbeat": SELF,
    # lists
    "GET queues": SEE_QUEUES, "GET stream": SEE_QUEUES, "POST returned/seen": SEE_QUEUES, "GET replies": SERVE,
    # one conversation; which one is asked by require_view or by whose it is
    f"GET {_ONE}": SEE_QUEUES, f"GET {_ONE}/events": SEE_QUEUES, f"GET {_ONE}/summary": SEE_QUEUES,
    f"GET {_ONE}/attachments/<attachment_id:str>": SEE_QUEUES, f"GET {_ONE}/record": SEE_QUEUES,
    f"GET {_ONE}/attachments/<attachment_id:str>/pages/<page:int>": SEE_QUEUES,
    f"GET {_ONE}/meetings/<meeting_id:str>/ics": SEE_QUEUES,
    "POST next": SERVE,
    **{f"POST {_ONE}/{deed}": SERVE for deed in (
        "claim", "messages", "typing", "read", "transfer", "release", "to-bot", "leave-open", "close", "reopen",
        "notes", "attachments", "meetings", "record/copied", "summary/copied", "identity")},
    # supervisors
    "GET overview": SUPERVISE, "GET statistics": SUPERVISE, "GET feedback": SUPERVISE,
    f"POST {_ONE}/take-over": SUPERVISE, f"POST {_ONE}/reassign": SUPERVISE,
    # traces and accounts
    "GET audit": SEE_AUDIT,
    "GET accounts": MANAGE, "POST accounts": MANAGE, "PUT accounts/<account_id:str>": MANAGE,
    "POST accounts/<account_id:str>/reset": MANAGE,
    "GET letters": MANAGE, "POST letters/<conversation_id:str>/<deed:again|skip>": MANAGE,
}
PREFIX = "/api/v1/console/"


def rule(method: str, template: str | None) -> str:
    """The permission that a route needs; raises Refused 403 for a route that has none in the table."""
    method = "GET" if method == "HEAD" else method
    needed = ROUTES.get(f"{method} {(template or '').removeprefix(PREFIX).rstrip('/')}")
    if needed is None:
        raise Refused(403, "not_allowed", "This is open to nobody.")
    return needed


def require(nurse: Nurse, permission: str) -> None:
    """Raises Refused 403 unless the nurse's role has the permission."""
    if not allows(nurse, permission):
        raise Refused(403, "not_allowed", "Your role does not allow this.")


def allows(nurse: Nurse, permission: str) -> bool:
    return permission in TABLE.get(nurse.role, frozenset())


def require_view(nurse: Nurse, conversation: Conversation) -> None:
    """Raises Refused 403 unless this conversation concerns this nurse.

    A conversation that waits may be seen by those who serve its queue; one with a nurse, or closed, by that
    nurse; supervisors see them all. One that is with the bot concerns nobody but the family.
    """
    require(nurse, SEE_QUEUES)
    waiting = conversation.state in ("queued", "message")
    if waiting and (not nurse.queues or conversation.queue in nurse.queues or allows(nurse, SEE_OTHERS)):
        return
    if conversation.nurse_id == nurse.id and conversation.state in ("with_nurse", "closed"):
        return
    if allows(nurse, SEE_OTHERS) and conversation.state in ("with_nurse", "closed"):
        return
    raise Refused(403, "not_yours", "This conversation is not with you.")


def actions(nurse: Nurse, conversation: Conversation, now: datetime, rules: Rules) -> list[str]:
    """What this nurse can do with this conversation now (for the console's buttons)."""
    if not allows(nurse, SERVE):
        return []
    state, mine = conversation.state, conversation.nurse_id == nurse.id
    above = allows(nurse, SUPERVISE)
    if state in ("queued", "message"):
        return ["claim", "note", *(["reassign"] if above else [])]
    if mine and state == "with_nurse":
        answered = conversation.channel == "message" and conversation.answered_at is not None
        return ["message", "note", "meeting", "transfer", "release", "to-bot", *(["leave-open"] if answered else []), "close"]
    if state == "with_nurse" and above:
        return ["note", "take-over", "reassign"]
    if mine and state == "closed" and rules.may_reopen(conversation, now):
        return ["reopen"]
    return []

"""What each role may do: one table. Every console endpoint and stream asks it."""
from __future__ import annotations

from handoff.errors import Refused
from handoff.models import Conversation, Nurse

SEE_QUEUES, SERVE, SEE_OTHERS, SEE_AUDIT, MANAGE = "see_queues", "serve", "see_others", "see_audit", "manage"

TABLE: dict[str, frozenset[str]] = {
    "nurse": frozenset({SEE_QUEUES, SERVE}),
    "supervisor": frozenset({SEE_QUEUES, SERVE, SEE_OTHERS, SEE_AUDIT}),
    "editor": frozenset(),
    "administrator": frozenset({SEE_AUDIT, MANAGE}),
}


def require(nurse: Nurse, permission: str) -> None:
    """Raises Refused 403 unless the nurse's role has the permission."""
    if permission not in TABLE.get(nurse.role, frozenset()):
        raise Refused(403, "not_allowed", "Your role does not allow this.")


def require_view(nurse: Nurse, conversation: Conversation) -> None:
    """Raises Refused 403 unless this conversation concerns this nurse.

    A conversation that waits may be seen by those who serve its queue; one with a nurse, or closed, by that
    nurse; supervisors see them all. One that is with the bot concerns nobody but the family.
    """
    require(nurse, SEE_QUEUES)
    permissions = TABLE[nurse.role]
    waiting = conversation.state in ("queued", "message")
    if waiting and (not nurse.queues or conversation.queue in nurse.queues or SEE_OTHERS in permissions):
        return
    if conversation.nurse_id == nurse.id and conversation.state in ("with_nurse", "closed"):
        return
    if SEE_OTHERS in permissions and conversation.state in ("with_nurse", "closed"):
        return
    raise Refused(403, "not_yours", "This conversation is not with you.")


def actions(nurse: Nurse, conversation: Conversation) -> list[str]:
    """What this nurse can do with this conversation now (for the console's buttons)."""
    if SERVE not in TABLE.get(nurse.role, frozenset()):
        return []
    if conversation.state in ("queued", "message"):
        return ["claim"]
    if conversation.nurse_id == nurse.id and conversation.state == "with_nurse":
        answered = conversation.channel == "message" and conversation.answered_at is not None
        return ["message", "transfer", "release", "to-bot", *(["leave-open"] if answered else []), "close"]
    if conversation.nurse_id == nurse.id and conversation.state == "closed":
        return ["reopen"]
    return []

"""A supervisor's deeds: taking a conversation over from a colleague, or giving it to somebody else."""
from __future__ import annotations

from handoff import audit
from handoff.conversations import log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import locked
from handoff.errors import Refused
from handoff.models import Nurse
from handoff.queues import waits
from handoff.queues.events import state_event
from handoff.queues.work import Work


async def take_over(work: Work, conversation_id: str, supervisor: Nurse, why: str) -> None:
    """The conversation is the supervisor's from now on; the family is told, the reason is in the audit log."""
    speaker = work.conversations.speaker(work.clock.now())
    async with work.database.write() as session:
        conversation = await locked(session, conversation_id)
        if conversation.state != "with_nurse" or conversation.nurse_id == supervisor.id:
            raise Refused(409, "not_with_another", "No colleague has this conversation.")
        before = await session.get(Nurse, conversation.nurse_id)
        conversation.nurse_id, conversation.claimed_at = supervisor.id, speaker.now
        await log.append(session, conversation_id, speaker.now, state_event(
            conversation, speaker, "nurse_changed", nurse=supervisor, name=supervisor.name))
        await audit.record(session, speaker.now, supervisor.username, "take_over", conversation_id,
                           {"from": before.username if before else None, "why": why})
        await work.moved(session, conversation_id)


async def reassign(work: Work, conversation_id: str, supervisor: Nurse, queue_id: str | None, nurse_id: str | None,
                   note: str | None, why: str | None) -> None:
    """A waiting conversation or a colleague's goes to a queue or to a nurse who is there."""
    if (queue_id is None) == (nurse_id is None):
        raise Refused(422, "bad_target", "Name a queue or a nurse, one of them.", "queue")
    speaker = work.conversations.speaker(work.clock.now())
    async with work.database.write() as session:
        conversation = await locked(session, conversation_id)
        if conversation.state not in ("queued", "message", "with_nurse"):
            raise Refused(409, "not_waiting", "This conversation is neither waiting nor with a nurse.")
        left, before = conversation.queue, conversation.nurse_id
        if nurse_id:
            event, receiver = await work.to_nurse(session, conversation, speaker, nurse_id)
            if conversation.state != "with_nurse":
                conversation.state, conversation.returned_at, conversation.carry = "with_nurse", None, None
                await waits.mark(session, conversation, "claimed_at", speaker.now)
                event = state_event(conversation, speaker, "nurse_joined", nurse=receiver, name=receiver.name)
        else:
            event, receiver = await work.to_queue(session, conversation, speaker, queue_id or ""), None
        if note:
            await log.append(session, conversation_id, speaker.now, NewEvent(
                "nurse", "note", note, supervisor.language, name=supervisor.name))
        await log.append(session, conversation_id, speaker.now, event)
        was = await session.get(Nurse, before) if before else None
        await audit.record(session, speaker.now, supervisor.username, "reassign", conversation_id, {
            "from": was.username if was else left, "queue": conversation.queue,
            "nurse": receiver.username if receiver else None, **({"why": why} if why else {})})
        await work.moved(session, conversation_id, left, conversation.queue)

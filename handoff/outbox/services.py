"""Which letters are due, and what becomes of them. Every change is one short transaction; none waits for the network."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from handoff import audit
from handoff.database import Database
from handoff.errors import Refused
from handoff.models import Conversation, Event
from handoff.outbox.models import ConnectorRequest, Outbox

HELD = ("queued", "message", "with_nurse")      # states in which a queue's system serves a conversation


@dataclass(frozen=True)
class Patience:
    """How a letter is tried again, in seconds; a letter that fails for longer than `give_up` is dead."""

    first: float = 2.0
    longest: float = 600.0
    give_up: float = 72 * 3600.0
    lease: float = 20.0             # longer than one try may take

    def pause(self, attempts: int) -> float:
        """Seconds after the given number of failed tries."""
        return min(self.longest, self.first * 2 ** min(attempts - 1, 30))


class Deliveries:
    """`queues` names the connector of each queue that has one; `now` is the machine's own time."""

    def __init__(self, database: Database, patience: Patience) -> None:
        self.database, self.patience = database, patience

    async def adopt(self, queues: Mapping[str, str], now: datetime) -> None:
        """Begin, or begin again, to tell of conversations that wait in a connector's queue."""
        if not queues:
            return
        summary = (sa.select(sa.func.max(Event.seq)).where(
            Event.conversation_id == Conversation.id, Event.kind == "summary").scalar_subquery())
        untold = sa.or_(Outbox.conversation_id.is_(None), Outbox.status == "ended")
        query = (sa.select(Conversation.id, Conversation.queue, sa.func.coalesce(summary, 1))
                 .outerjoin(Outbox, Outbox.conversation_id == Conversation.id)
                 .where(Conversation.queue.in_(queues), Conversation.state.in_(HELD), untold))
        async with self.database.read() as session:
            if (await session.execute(query.limit(1))).first() is None:
                return
        async with self.database.write() as session:
            for conversation_id, queue, seq in (await session.execute(query)).all():
                row = await session.get(Outbox, conversation_id, with_for_update=True)
                if row is None:
                    session.add(Outbox(conversation_id=conversation_id, connector=queues[queue], status="open",
                                       sent_seq=seq - 1, began_at=now, attempts=0, due_at=now))
                elif row.status == "ended":
                    # Told anew where the system is another one; otherwise what it has seen is not sent again.
                    known = row.sent_seq if row.connector == queues[queue] else 0
                    row.connector, row.status, row.sent_seq = queues[queue], "open", max(known, seq - 1)
                    row.began_at, row.due_at, row.attempts, row.leased_until = now, now, 0, None

    async def due(self, connectors: Collection[str], now: datetime, limit: int, busy: Collection[str]) -> list[str]:
        """Conversations with a letter to send now, the longest due first."""
        async with self.database.read() as session:
            return list((await session.scalars(
                sa.select(Outbox.conversation_id).join(Conversation, Conversation.id == Outbox.conversation_id)
                .where(Outbox.connector.in_(connectors), Outbox.status == "open", Outbox.due_at <= now,
                       Conversation.last_seq > Outbox.sent_seq, sa.or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now),
                       Outbox.conversation_id.not_in(busy))
                .order_by(Outbox.due_at, Outbox.conversation_id).limit(limit))).all())

    async def lease(self, conversation_id: str, now: datetime) -> Outbox | None:
        """Take the conversation's deliveries for a while; None where another process has them or nothing is due."""
        async with self.database.write() as session:
            return await session.scalar(
                sa.update(Outbox).where(
                    Outbox.conversation_id == conversation_id, Outbox.status == "open", Outbox.due_at <= now,
                    sa.or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now))
                .values(leased_until=now + timedelta(seconds=self.patience.lease)).returning(Outbox))

    async def delivered(self, conversation_id: str, seq: int, now: datetime, over: bool, more: bool) -> None:
        """The other side has everything up to `seq`. `over`: the conversation is not its own any more."""
        async with self.database.write() as session:
            await session.execute(
                sa.update(Outbox).where(Outbox.conversation_id == conversation_id, Outbox.sent_seq < seq)
                .values(sent_seq=seq, attempts=0, failing_since=None, last_failure=None, due_at=now,
                        status="ended" if over else "open",
                        leased_until=now + timedelta(seconds=self.patience.lease) if more and not over else None))

    async def let_go(self, conversation_id: str, ended: bool) -> None:
        """Nothing more to send now."""
        async with self.database.write() as session:
            await session.execute(sa.update(Outbox).where(Outbox.conversation_id == conversation_id).values(
                leased_until=None, **({"status": "ended"} if ended else {})))

    async def failed(self, row: Outbox, failure: str, gone: bool, wait: float | None, now: datetime) -> str:
        """The letter was not taken: again later, or dead. Returns the row's status."""
        attempts, since = row.attempts + 1, row.failing_since or now
        dead = gone or (now - since).total_seconds() >= self.patience.give_up
        pause = max(self.patience.pause(attempts), min(wait or 0.0, self.patience.longest))
        status = "dead" if dead else "open"
        async with self.database.write() as session:
            await session.execute(sa.update(Outbox).where(Outbox.conversation_id == row.conversation_id).values(
                attempts=attempts, failing_since=since, last_failure=failure[:60], leased_until=None, status=status,
                due_at=now + timedelta(seconds=pause)))
        return status

    # for people

    async def troubled(self, limit: int = 500) -> list[dict[str, Any]]:
        """Letters that are dead or late, the oldest first. No words of anybody."""
        async with self.database.read() as session:
            rows = (await session.execute(
                sa.select(Outbox, Conversation).join(Conversation, Conversation.id == Outbox.conversation_id)
                .where(sa.or_(Outbox.status == "dead", Outbox.failing_since.is_not(None)))
                .order_by(Outbox.failing_since, Outbox.conversation_id).limit(limit))).all()
        return [{"conversation_id": row.conversation_id, "connector": row.connector, "status": row.status,
                 "queue": conversation.queue, "state": conversation.state, "seq": row.sent_seq + 1,
                 "waiting": conversation.last_seq - row.sent_seq, "attempts": row.attempts,
                 "failing_since": row.failing_since.isoformat() if row.failing_since else None,
                 "last_failure": row.last_failure} for row, conversation in rows]

    async def dead(self) -> dict[str, int]:
        """Dead letters by connector."""
        async with self.database.read() as session:
            rows = await session.execute(sa.select(Outbox.connector, sa.func.count()).where(Outbox.status == "dead")
                                         .group_by(Outbox.connector))
            return dict(rows.tuples().all())

    async def again(self, conversation_id: str | None, who: str, now: datetime, skip: bool = False) -> int:
        """Send a dead letter again (all of them without an id); `skip` passes over this one letter instead.

        Returns how many; raises Refused 404 where the conversation has no dead letter.
        """
        where = [Outbox.status == "dead"] + ([Outbox.conversation_id == conversation_id] if conversation_id else [])
        async with self.database.write() as session:
            ids = (await session.scalars(
                sa.update(Outbox).where(*where).values(
                    status="open", due_at=now, attempts=0, failing_since=None, last_failure=None, leased_until=None,
                    **({"sent_seq": Outbox.sent_seq + 1} if skip else {}))
                .returning(Outbox.conversation_id))).all()
            if conversation_id and not ids:
                raise Refused(404, "not_found", "There is no dead letter of that conversation.")
            for each in ids:
                await audit.record(session, now, who, "letter_skipped" if skip else "letter_again", each)
        return len(ids)


async def known_request(session: AsyncSession, connector: str, key: str, sha256: str) -> dict[str, Any] | None:
    """The answer that this request got before; raises Refused 409 where the key came with another body."""
    row = await session.get(ConnectorRequest, (connector, key))
    if row is None:
        return None
    if row.sha256 != sha256:
        raise Refused(409, "key_reused", "This webhook-id came before with another body.")
    return row.answer

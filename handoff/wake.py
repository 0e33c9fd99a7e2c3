"""Wake-ups between those who write and those who wait. Only a hint: the log in the database is the truth.

Within one process they travel in memory; between replicas through PostgreSQL LISTEN/NOTIFY.
"""
from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation

CHANNEL = "neuvo"
DESK = "desk"           # topic that every open console listens to: who waits, and with whom
ANYTHING = "*"          # topic of those who want every wake-up
NOTICE = 7_000          # bytes of one NOTIFY; PostgreSQL takes less than 8,000

log = logging.getLogger("neuvo.wake")


def nurse_topic(nurse_id: str) -> str:
    """What has changed in the chats of one nurse, for her own desk only."""
    return f"nurse:{nurse_id}"


def lists_of(conversation: Conversation, moved: bool = False) -> tuple[str, ...]:
    """Those whose lists show something of what is said in this conversation: everybody while it waits or where it has
    `moved` (other hands, other figures), one nurse while she has it."""
    if moved:
        return (DESK,)
    if conversation.state == "with_nurse" and conversation.nurse_id:
        return (nurse_topic(conversation.nurse_id),)
    return (DESK,) if conversation.state in ("queued", "message") else ()


class Hub:
    """Topics are conversation ids, DESK, and what `nurse_topic` names."""

    def __init__(self, database_url: str) -> None:
        self._own = secrets.token_hex(4)        # so that a process does not hear itself
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._postgres = database_url if database_url.startswith("postgresql") else None
        self._listener: asyncio.Task[None] | None = None

    @contextmanager
    def listen(self, *topics: str) -> Iterator[asyncio.Event]:
        """An event that is set at each wake-up of one of the topics; the listener clears it."""
        signal = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(signal)
        try:
            yield signal
        finally:
            for topic in topics:
                self._waiting[topic].discard(signal)
                if not self._waiting[topic]:
                    del self._waiting[topic]

    def wake(self, *topics: str) -> None:
        """Wake this process's listeners now."""
        for topic in (*topics, ANYTHING):
            for signal in self._waiting.get(topic, ()):
                signal.set()

    def wake_all(self) -> None:
        for signals in self._waiting.values():
            for signal in signals:
                signal.set()

    async def announce(self, session: AsyncSession, *topics: str) -> None:
        """Wake the listeners of every replica once the session's transaction has been committed."""
        if not topics:
            return
        event.listen(session.sync_session, "after_commit", lambda _: self.wake(*topics), once=True)
        if self._postgres:
            for notice in _notices(self._own, topics):
                await session.execute(sa.select(sa.func.pg_notify(CHANNEL, notice)))

    @property
    def streams(self) -> int:
        """Listeners in this process (for the metrics)."""
        return sum(len(signals) for signals in self._waiting.values())

    async def start(self) -> None:
        if self._postgres:
            self._listener = asyncio.create_task(self._listen_to_postgres())

    async def stop(self) -> None:
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def _listen_to_postgres(self) -> None:
        address = sa.make_url(self._postgres).set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.wake_all()      # what came while nobody listened
                    async for notice in connection.notifies():
                        whose, *topics = notice.payload.split()
                        if whose != self._own:
                            self.wake(*topics)
            except psycopg.OperationalError:
                log.warning("lost the wake-up connection to PostgreSQL; trying again in 1 s")
                await asyncio.sleep(1)


def _notices(own: str, topics: Sequence[str]) -> Iterator[str]:
    """The sender and as many topics as one NOTIFY takes, separated by spaces."""
    notice = own
    for topic in dict.fromkeys(topics):
        if len(notice) + 1 + len(topic) > NOTICE:
            yield notice
            notice = own
        notice += f" {topic}"
    yield notice

"""Wake-ups between those who write and those who wait. Only a hint: the log in the database is the truth.

Within one process they travel in memory; between replicas through PostgreSQL LISTEN/NOTIFY.
"""
from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL = "neuvo"
DESK = "desk"           # topic that every open console listens to

log = logging.getLogger("neuvo.wake")


class Hub:
    """Topics are conversation ids, or DESK."""

    def __init__(self, database_url: str) -> None:
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
        """Wake this process's listeners."""
        for topic in topics:
            for signal in self._waiting.get(topic, ()):
                signal.set()

    def wake_after(self, session: AsyncSession, *topics: str) -> None:
        """Wake this process's listeners once the session's transaction has been committed."""
        if topics:
            event.listen(session.sync_session, "after_commit", lambda _: self.wake(*topics), once=True)

    def wake_all(self) -> None:
        for signals in self._waiting.values():
            for signal in signals:
                signal.set()

    async def announce(self, session: AsyncSession, *topics: str) -> None:
        """Tell the other replicas too; they hear it when the session's transaction commits."""
        if self._postgres:
            for topic in topics:
                await session.execute(sa.select(sa.func.pg_notify(CHANNEL, topic)))

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
                        self.wake(notice.payload)
            except psycopg.OperationalError:
                log.warning("lost the wake-up connection to PostgreSQL; trying again in 1 s")
                await asyncio.sleep(1)

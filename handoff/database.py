"""The connection to the database: SQLite or PostgreSQL, one way to read and one way to write.

A write on SQLite takes the write lock at its beginning, so that two writers never meet half-way.
"""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

MIGRATIONS = Path(__file__).parent / "migrations"


def asynchronous_url(url: str) -> str:
    """The same address with the driver that we use (`sqlite+aiosqlite`, `postgresql+psycopg`)."""
    made = sa.make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    base = made.get_backend_name()
    if base not in driver:
        raise ValueError(f"NEUVO_DATABASE_URL: {base} is not supported; use sqlite or postgresql")
    return made.set(drivername=driver[base]).render_as_string(hide_password=False)


def synchronous_url(url: str) -> str:
    made = sa.make_url(url)
    base = made.get_backend_name()
    return made.set(drivername="sqlite" if base == "sqlite" else "postgresql+psycopg").render_as_string(
        hide_password=False)


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to the newest form (Alembic)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", synchronous_url(url).replace("%", "%%"))
    command.upgrade(config, revision)


class Database:
    """Sessions on one database.

    `read()` gives a session for looking, `write()` one whose changes are committed together when its
    block ends and undone when it raises.
    """

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = asynchronous_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine = self._engine(pool_size)
        # Statements of one PostgreSQL transaction do not share a snapshot either (READ COMMITTED): without a
        # transaction a look saves two round trips.
        self._looking = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has one writer at a time anyway; waiting here is fairer than its busy time-out.
        self._writer = asyncio.Lock() if self.is_sqlite else None

    def _engine(self, pool_size: int) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(self.url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
        engine = create_async_engine(
            self.url, poolclass=AsyncAdaptedQueuePool, pool_size=pool_size, max_overflow=pool_size,
            connect_args={"timeout": 20, "isolation_level": None},
        )

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection) -> None:  # type: ignore[no-untyped-def]
            writing = connection.get_execution_options().get("writing")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return engine

    @asynccontextmanager
    async def read(self, within: AsyncSession | None = None) -> AsyncIterator[AsyncSession]:
        """A session for looking, or the one that is given."""
        if within is not None:
            yield within
            return
        async with AsyncSession(self._looking, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer)
            session = await stack.enter_async_context(AsyncSession(self.engine, expire_on_commit=False))
            if self.is_sqlite:
                await session.connection(execution_options={"writing": True})
            try:
                yield session
            except BaseException:
                await session.rollback()
                raise
            await session.commit()

    async def close(self) -> None:
        await self.engine.dispose()

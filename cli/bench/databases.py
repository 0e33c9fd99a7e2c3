"""Databases for measuring and for tests: made empty, removed afterwards. Never one that is in use."""
from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def fresh(server: str | None) -> Iterator[str]:
    """The address of an empty database: SQLite in a temporary folder, or on a PostgreSQL server."""
    if server is None:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
        return
    with on_server(server) as url:
        yield url


@contextmanager
def on_server(server: str, prefix: str = "neuvo_bench") -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server, e.g. postgresql://root@127.0.0.1:5432/postgres."""
    name = f"{prefix}_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield server.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

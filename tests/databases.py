"""Fresh databases for tests: SQLite always, PostgreSQL where one answers (required with NEUVO_REQUIRE_POSTGRES)."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cli.bench.databases import on_server

ADMIN = os.environ.get("NEUVO_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/postgres")
KINDS = ("sqlite", "postgresql")


def postgres_answers() -> bool:
    try:
        psycopg.connect(ADMIN, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of this kind, removed afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'neuvo.db'}"
        return
    if not postgres_answers():
        if os.environ.get("NEUVO_REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is required here and does not answer")
        pytest.skip("no PostgreSQL answers; this test ran on SQLite only")
    with on_server(ADMIN, "neuvo_test") as url:
        yield url

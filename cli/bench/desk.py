"""How long a message takes from a parent to her nurse and back, with many live chats, on SQLite and PostgreSQL.

Beside it, in the same run and with the same load, a bare Sanic that keeps a list in memory and streams it. Every stream
is checked: nothing lost, nothing doubled, the same order on both sides. Load goes to loopback and ends by itself.
"""
from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.bench import databases, desk_load
from cli.bench.desk_load import Chat, Side, call
from cli.places import Stop, free_port
from cli.processes import ROOT, answers
from handoff.conversations.services import hash_token
from handoff.database import Database, migrate
from handoff.models import Nurse, NurseSession

SERVER = "postgresql://root@127.0.0.1:5432/postgres"
OPEN = "2026-11-23T10:00:00+02:00"      # a Monday morning: nurses are there
API = "/api/v1"


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + 120
        while not answers(url):
            if process.poll() is not None or time.monotonic() > until:
                raise Stop("a server did not start: " + log.read_text()[-500:])
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


async def nurses(url: str, count: int, chats: int, now: datetime) -> list[dict[str, str]]:
    """Accounts with a session each, as after a login; the headers of each nurse's browser."""
    database, made = Database(url), []
    async with database.write() as session:
        for number in range(count):
            nurse, token, csrf = str(uuid.uuid4()), secrets.token_urlsafe(32), secrets.token_urlsafe(24)
            session.add(Nurse(id=nurse, username=f"bench{number}", name=f"Nurse {number}", role="nurse", queues=[],
                              languages=["fi", "sv", "en"], language="fi", password_hash="!", active=True,
                              presence="available", must_change_password=False, max_chats=chats, created_at=now,
                              last_seen_at=now))
            await session.flush()
            session.add(NurseSession(token_hash=hash_token(token), nurse_id=nurse, csrf=csrf, created_at=now,
                                     expires_at=now + timedelta(hours=12)))
            made.append({"Cookie": f"neuvo_session={token}", "X-CSRF-Token": csrf})
    await database.close()
    return made


async def begin(port: int, nurse: dict[str, str]) -> Chat:
    """A family asks for a nurse and this nurse takes the chat."""
    _, talk = await call(port, "POST", f"{API}/conversations", {}, {"language": "fi"})
    name, family = talk["conversation_id"], {"Authorization": f"Bearer {talk['token']}"}
    here, there = f"{API}/conversations/{name}", f"{API}/console/conversations/{name}"
    await call(port, "POST", f"{here}/messages", family, {"client_id": str(uuid.uuid4()), "choice": "nurse"})
    for _ in range(600):
        status, answer = await call(port, "POST", f"{there}/claim", nurse, {})
        if status == 200:
            break
        await asyncio.sleep(0.05)
    else:
        raise Stop(f"a chat could not be claimed: {answer}")
    return Chat(Side(port, f"{here}/messages", f"{here}/events?after=0", family),
                Side(port, f"{there}/messages", f"{there}/events?after=0", nurse))


async def until(done: Callable[[], bool], problem: str) -> None:
    """Raises AssertionError with the problem when it is not done within a minute."""
    for _ in range(1200):
        if done():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{problem} (a minute)")


async def measure(chats: list[Chat], desks: list[Side], given: argparse.Namespace) -> dict[str, Any]:
    frames, ready = [0], asyncio.Semaphore(20)
    sides = [side for chat in chats for side in (chat.family, chat.nurse)] + desks
    streams = [asyncio.create_task(desk_load.listen(side, ready, frames)) for side in sides]
    # The first look of every stream is not counted.
    await until(lambda: all(side.level for side in sides), "streams did not tell what there was")
    frames[0] = 0
    count = await desk_load.talk(chats, given.rate, given.seconds)
    await until(lambda: desk_load.complete(chats), "messages were not seen: lost")
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    desk_load.verify(chats)
    return {"messages": count, "streams": len(sides), "frames": frames[0], "to nurse": desk_load.delays(chats, "family"),
            "to parent": desk_load.delays(chats, "nurse")}


def memory(process: subprocess.Popen[bytes]) -> int:
    """Resident memory in MB; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def neuvo(server: str | None, given: argparse.Namespace) -> dict[str, Any]:
    with databases.fresh(server) as url, TemporaryDirectory() as folder:
        home, port = Path(folder), free_port()
        ahead = datetime.fromisoformat(OPEN) - datetime.now(UTC)
        (home / "clock").write_text(f"{ahead.total_seconds():+.0f}")
        migrate(url)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "NEUVO_HOME": folder, "NEUVO_DATABASE_URL": url,
                       "NEUVO_PORT": str(port), "NEUVO_HOST": "127.0.0.1", "NEUVO_ENGINE_PORT": str(free_port()),
                       "NEUVO_ENGINE_KEY": "bench", "NEUVO_CLOCK": str(home / "clock"), "NEUVO_LIMITS": "off",
                       "NEUVO_NURSE_GONE_SECONDS": "86400"}
        command = [sys.executable, "-m", "connectors.serve"]
        with running(command, environment, f"http://127.0.0.1:{port}/healthz", home / "log") as process:
            async def run() -> dict[str, Any]:
                each = -(-given.chats // given.nurses)
                own = await nurses(url, given.nurses, each, datetime.now(UTC) + ahead)
                chats = [await begin(port, own[number % len(own)]) for number in range(given.chats)]
                desks = [Side(port, "", f"{API}/console/stream", nurse) for nurse in own]
                return await measure(chats, desks, given)
            found = asyncio.run(run())
            return {**found, "MB": memory(process)}


def echo(given: argparse.Namespace) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "cli.bench.echo", str(port)]
        with running(command, environment, f"http://127.0.0.1:{port}/healthz", Path(folder) / "log") as process:
            chats = [Chat(*(Side(port, f"/{number}", f"/{number}", {}) for _ in range(2))) for number in range(given.chats)]
            found = asyncio.run(measure(chats, [], given))
            return {**found, "MB": memory(process)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench desk", description=__doc__.splitlines()[0])
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--nurses", type=int, default=50)
    parser.add_argument("--rate", type=float, default=20, help="messages a second, both ways together (default 20)")
    parser.add_argument("--seconds", type=float, default=30, help="how long they write (default 30)")
    parser.add_argument("--postgres", metavar="URL", default=SERVER, help=f"of a server (default {SERVER})")
    parser.add_argument("--only", choices=("echo", "sqlite", "postgresql"), help="one of the three")
    given = parser.parse_args(arguments)
    runs = {"echo": ("bare Sanic, in memory", lambda: echo(given)), "sqlite": ("Neuvo, SQLite", lambda: neuvo(None, given)),
            "postgresql": ("Neuvo, PostgreSQL", lambda: neuvo(given.postgres, given))}
    results = {}
    for name, (title, run) in runs.items():
        if given.only in (None, name):
            print(f"{title}: {given.chats} chats, {given.rate:g} messages a second for {given.seconds:g} s …", flush=True)
            results[title] = run()
    show(results, given)
    return 0


def show(results: dict[str, dict[str, Any]], given: argparse.Namespace) -> None:
    load = os.getloadavg()[0]
    print(f"\n{given.chats} live chats, {given.nurses} nurses, {given.rate:g} messages a second, loopback; milliseconds from "
          f"writing to the other side's stream;\nload of the machine {load:.1f} on {os.cpu_count()} processors\n")
    print("| | to the nurse p50 | p95 | to the parent p50 | p95 | messages | streams, one process | MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    base = None
    for title, found in results.items():
        cells = []
        for way in ("to nurse", "to parent"):
            times = found[way]
            cells += [times[len(times) // 2], times[int(len(times) * 0.95)]]
        base = base or cells
        ratio = "" if base is cells else " (" + ", ".join(f"{cell / one:.1f}×" for cell, one in zip(cells, base)) + ")"
        print(f"| {title}{ratio} | " + " | ".join(f"{cell:.0f}" for cell in cells)
              + f" | {found['messages']} | {found['streams']} | {found['MB']} |")
    print("\nNothing lost, nothing doubled, the same order on both sides: checked on every stream.")

"""A hundred claims of one chat at the same moment, many times over: exactly one must win each time.

Two services' worth of connections on one database, ten nurses. Runs on a database of its own that it makes and removes.
"""
from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Sequence

from cli.bench import databases
from handoff.clock import SystemClock
from handoff.conversations.services import Conversations
from handoff.database import Database, migrate
from handoff.errors import Refused
from handoff.models import Conversation, Nurse
from handoff.queues.services import Queues
from handoff.queues.work import Work
from handoff.wake import Hub

CLAIMS, NURSES, SERVICES = 100, 10, 2


async def race(works: Sequence[Work], nurses: Sequence[Nurse], conversation_id: str, claims: int = CLAIMS) -> list[str]:
    """What each claim got: "taken", or the code of its refusal."""
    async def claim(number: int) -> str:
        try:
            await works[number % len(works)].claim(conversation_id, nurses[number % len(nurses)])
        except Refused as refused:
            return refused.code
        return "taken"

    return list(await asyncio.gather(*(claim(number) for number in range(claims))))


async def measure(url: str, rounds: int) -> tuple[Counter[int], list[float]]:
    """How often how many claims won (must be {1: rounds}), and the seconds of each round."""
    works = [Work(Queues(Conversations(Database(url), SystemClock(), Hub(url)))) for _ in range(SERVICES)]
    now = SystemClock().now()
    nurses = [Nurse(id=str(uuid.uuid4()), username=f"bench{n}", name=f"Bench {n}", role="nurse", languages=["fi"],
                    language="fi", queues=[], password_hash="-", active=True, presence="available",  # noqa: S106
                    must_change_password=False, max_chats=rounds + 1, created_at=now) for n in range(NURSES)]
    async with works[0].database.write() as session:
        session.add_all(nurses)
    won: Counter[int] = Counter()
    spans: list[float] = []
    for _ in range(rounds):
        conversation, _ = await works[0].conversations.create("fi")
        async with works[0].database.write() as session:
            row = await session.get_one(Conversation, conversation.id)
            row.state, row.channel, row.queue, row.queued_at = "queued", "chat", "chat-fi", now
        began = time.perf_counter()
        won[(await race(works, nurses, conversation.id)).count("taken")] += 1
        spans.append(time.perf_counter() - began)
    for work in works:
        await work.database.close()
    return won, spans


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench claims", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--postgres", metavar="URL", help="of a server, e.g. postgresql://root@127.0.0.1:5432/postgres; "
                                                          "SQLite without it")
    chosen = parser.parse_args(arguments)
    with databases.fresh(chosen.postgres) as url:
        migrate(url)
        won, spans = asyncio.run(measure(url, chosen.rounds))
    right = won == Counter({1: chosen.rounds})
    print(f"{'PostgreSQL' if chosen.postgres else 'SQLite'}: {CLAIMS} claims at once of one chat, {chosen.rounds} times; "
          f"winners per chat: {dict(won)}; median {statistics.median(spans) * 1000:.0f} ms a round")
    print("exactly one won every time" if right else "WRONG: a chat was won by none or by several")
    return 0 if right else 1

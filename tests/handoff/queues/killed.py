"""Run as a program: does one deed with a conversation and is killed with -9 before its n-th statement.

`python -m tests.handoff.queues.killed URL CONVERSATION NURSE DEED`. For n = 1, 2, … a child process is forked, told to
die there, and the conversation is looked at afterwards; ends when a child has lived through the whole deed. Prints one
line of JSON per child: {"at": n, "died": bool, "state", "nurse", "queue", "events"}.
"""
from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import event, orm

from content import answers, hours, queues
from handoff.clock import SystemClock
from handoff.conversations.services import Conversations
from handoff.database import Database, synchronous_url
from handoff.models import Nurse
from handoff.queues.services import Queues
from handoff.queues.work import Work
from handoff.wake import Hub

DEEDS = {
    "transfer": lambda work, conversation, nurse: work.transfer(conversation, nurse, "site-03", None, "huomaa"),
    "close": lambda work, conversation, nurse: work.close(conversation, nurse, "advice_given", "valmis"),
}


async def do(url: str, conversation: str, nurse_id: str, deed: str, last: int) -> None:
    database = Database(url)
    work = Work(Queues(Conversations(database, SystemClock(), Hub(url))))
    async with database.read() as session:
        nurse = await session.get_one(Nurse, nurse_id)
    count = 0

    def die() -> None:
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *_: die())
    event.listen(database.engine.sync_engine, "commit", lambda *_: die())
    await DEEDS[deed](work, conversation, nurse)
    await database.close()


def look(url: str, conversation: str) -> dict[str, object]:
    engine = sa.create_engine(synchronous_url(url))
    with engine.connect() as connection:
        state, nurse, queue, last = connection.execute(sa.text(
            "SELECT state, nurse_id, queue, last_seq FROM conversations WHERE id = :id"), {"id": conversation}).one()
        seqs = list(connection.execute(sa.text(
            "SELECT seq FROM events WHERE conversation_id = :id ORDER BY seq"), {"id": conversation}).scalars())
    engine.dispose()
    return {"state": state, "nurse": nurse, "queue": queue, "events": len(seqs),
            "gap_free": seqs == list(range(1, last + 1))}


def main(url: str, conversation: str, nurse: str, deed: str) -> None:
    # Read and made once, not in every child.
    answers.library.get(), hours.hours.get(), queues.queues.get(), hours.is_holiday(datetime.now(UTC).date())
    orm.configure_mappers()
    for at in range(1, 100):
        child = os.fork()
        if child == 0:
            asyncio.run(do(url, conversation, nurse, deed, at))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"at": at, "died": died, **look(url, conversation)}), flush=True)
        if not died:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])

"""`./neuvo letters`: letters to other chat systems that are late or dead, and sending them again."""
from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from cli import places
from handoff.clock import SystemClock
from handoff.database import Database, migrate
from handoff.errors import Refused
from handoff.outbox.services import Deliveries, Patience


async def act(url: str, given: argparse.Namespace) -> int | list[dict[str, Any]]:
    """The list, or how many letters were set going."""
    database = Database(url)
    try:
        deliveries = Deliveries(database, Patience())
        if given.deed == "list":
            return await deliveries.troubled()
        return await deliveries.again(None if given.id == "--all" else given.id, "command line", SystemClock().now(),
                                      skip=given.deed == "skip")
    finally:
        await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="./neuvo letters", description="Letters to other chat systems (docs/connectors.md).")
    deeds = parser.add_subparsers(dest="deed")
    deeds.add_parser("list", help="what is late or dead (the default)")
    again = deeds.add_parser("again", help="send a dead letter again")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", help="of the conversation")
    which.add_argument("--all", action="store_const", const="--all", dest="id", help="every dead letter")
    deeds.add_parser("skip", help="pass over one dead letter and go on with the next").add_argument("id")
    given = parser.parse_args()
    given.deed = given.deed or "list"
    try:
        url = places.read().database_url
        migrate(url)
        done = asyncio.run(act(url, given))
    except (Refused, places.Stop) as problem:
        print(f"neuvo: {getattr(problem, 'message', problem)}", file=sys.stderr)
        return 1
    if isinstance(done, int):
        print(f"{done} letter{'' if done == 1 else 's'} set going; a running service takes it up within seconds")
        return 0
    for row in done:
        print(f"{row['status']:<5} {row['connector']:<20} {row['conversation_id']} event {row['seq']} "
              f"({row['waiting']} waiting), {row['attempts']} tries since {row['failing_since']}: {row['last_failure']}")
    if not done:
        print("No letter is late or dead.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

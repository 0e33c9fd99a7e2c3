"""`./neuvo nurse`: accounts of nurses. Passwords are one-time: they must be changed at the first login."""
from __future__ import annotations

import argparse
import asyncio
import sys

from cli import places
from handoff.clock import from_environment
from handoff.database import Database, migrate
from handoff.errors import Refused
from handoff.nurses.accounts import one_time_password
from handoff.nurses.services import ROLES, Nurses


async def first_account(database_url: str) -> str | None:
    """A supervisor account "nurse" with a one-time password, if there is no account yet; returns the password."""
    database = Database(database_url)
    try:
        nurses = Nurses(database, from_environment())
        if await nurses.count():
            return None
        password = one_time_password()
        await nurses.add("nurse", "Sanna", password, role="supervisor")
        return password
    finally:
        await database.close()


async def add(database_url: str, arguments: argparse.Namespace) -> str:
    database = Database(database_url)
    try:
        password = one_time_password()
        await Nurses(database, from_environment()).add(
            arguments.username, arguments.name or arguments.username, password, arguments.role,
            tuple(arguments.languages.split(",")), arguments.language)
        return password
    finally:
        await database.close()


async def reset(database_url: str, username: str) -> str:
    database = Database(database_url)
    try:
        password = one_time_password()
        await Nurses(database, from_environment()).set_password(username, password)
        return password
    finally:
        await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="./neuvo nurse", description="Nurses' accounts.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    adding = deeds.add_parser("add", help="a new account")
    adding.add_argument("username")
    adding.add_argument("--name", help="as families see it, for example Sanna")
    adding.add_argument("--role", choices=ROLES, default="nurse")
    adding.add_argument("--languages", default="fi,sv,en", help="spoken with families")
    adding.add_argument("--language", default="fi", choices=("fi", "sv", "en"), help="of the desk")
    deeds.add_parser("reset", help="a new one-time password").add_argument("username")
    arguments = parser.parse_args()
    try:
        url = places.read().database_url
        migrate(url)
        password = asyncio.run(add(url, arguments) if arguments.deed == "add" else reset(url, arguments.username))
    except (Refused, places.Stop) as problem:
        print(f"neuvo: {getattr(problem, 'message', problem)}", file=sys.stderr)
        return 1
    print(f"user name: {arguments.username}\none-time password: {password}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

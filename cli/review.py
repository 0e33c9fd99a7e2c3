"""`./neuvo review`: what was not understood, masked and counted; one step makes it an example."""
from __future__ import annotations

import argparse
import asyncio
import sys

from cli import places
from content import LANGUAGES
from content.check import examples
from content.check.examples import folder
from handoff import review
from handoff.database import Database, migrate
from handoff.errors import Refused
from handoff.models import ReviewItem


def add_example(language: str, intent: str, text: str) -> str:
    """Write the message as an example at the end of its file; returns the file. Raises Stop for an unknown intent."""
    path = folder() / language / f"{intent}.yml"
    if not path.exists():
        raise places.Stop(f'there is no file {path}; "{intent}" is not an intent (./neuvo new intent makes one).')
    known, _ = examples.read_all()
    twin = next((each for each in known if examples.plain(each.text) == examples.plain(text)), None)
    if twin is not None:
        raise places.Stop(f'"{text}" is already an example of "{twin.intent}" ({twin.path}:{twin.line}).')
    clean = text.replace("[", "(").replace("]", ")").lstrip("/- ")
    block = f"- intent: {intent}\n  metadata: {{situation: from-use}}\n  examples: |\n    - {clean}\n"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + ("" if before.endswith("\n") else "\n") + block, encoding="utf-8")
    return str(path)


async def run(given: argparse.Namespace, url: str) -> list[ReviewItem]:
    database = Database(url)
    try:
        if given.take is None and given.dismiss is None:
            async with database.read() as session:
                return await review.items(session, given.language, given.limit)
        async with database.write() as session:
            if given.dismiss is not None:
                return [await review.settle(session, given.dismiss, "dismissed")]
            number, intent = given.take
            item = await review.settle(session, int(number), "taken")
            language = item.language if item.language in LANGUAGES else given.language
            if language is None:
                raise places.Stop("say in which language the example is: --language fi, sv or en.")
            print(f"written to {add_example(language, intent, item.text)}; ./neuvo check, then ./neuvo train")
            return [item]
    finally:
        await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="./neuvo review", description="Messages that were not understood.")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--limit", type=int, default=30)
    parser.add_argument("--take", nargs=2, metavar=("NUMBER", "INTENT"), help="make it an example of an intent")
    parser.add_argument("--dismiss", type=int, metavar="NUMBER", help="not a matter for us")
    given = parser.parse_args()
    try:
        url = places.read().database_url
        migrate(url)
        found = asyncio.run(run(given, url))
    except (places.Stop, Refused, ValueError) as problem:
        print(f"neuvo: {getattr(problem, 'message', problem)}", file=sys.stderr)
        return 1
    if given.take is None and given.dismiss is None:
        if not found:
            print("Nothing waits: everything was understood, or has been looked at.")
        for item in found:
            print(f"{item.id:>5}  {item.seen:>3}×  {item.language}  {item.text}\n"
                  f"              likeliest: {', '.join(item.suggested) or '–'}   "
                  f"→ ./neuvo review --take {item.id} {item.suggested[0] if item.suggested else 'INTENT'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

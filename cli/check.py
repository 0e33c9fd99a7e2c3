"""`./neuvo check`: what is wrong in the editors' files, with file, line and cure."""
from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

from content.check import Finding, check_all
from content.check.findings import ERROR, NOTE, WARNING
from content.check.questionnaires import record_approved
from content.texts import HELSINKI

HEADINGS = {ERROR: "Must be mended", WARNING: "Worth a look", NOTE: "Good to know"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./neuvo check", description="Checks all of data/. Exit code 1 when "
                                     "something must be mended.")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--open", action="store_true", help="list facts that nobody has confirmed yet")
    parser.add_argument("--notes", action="store_true", help="show notes too (drafts, near-duplicates, open facts)")
    parser.add_argument("--record-approved", action="store_true", help="note approved questionnaires, so that a later "
                        "change without a new version is refused")
    arguments = parser.parse_args()
    if arguments.record_approved:
        for name in record_approved():
            print(f"recorded: {name}")
    found = check_all(datetime.now(UTC).astimezone(HELSINKI).date())
    if arguments.open:
        found = [each for each in found if each.rule == "open" or each.severity == ERROR]
    if arguments.format == "json":
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        show(found, arguments.notes or arguments.open)
    return 1 if any(each.severity == ERROR for each in found) else 0


def show(found: list[Finding], notes: bool) -> None:
    for severity, heading in HEADINGS.items():
        here = [each for each in found if each.severity == severity]
        if not here or (severity == NOTE and not notes):
            continue
        print(f"{heading}:")
        for each in here:
            print(f"  {each.sentence()}")
        print()
    counts = Counter(each.severity for each in found)
    words = f"{counts[ERROR]} to mend, {counts[WARNING]} to look at, {counts[NOTE]} notes"
    print(words + ("" if notes or not counts[NOTE] else " (--notes shows them)"))


if __name__ == "__main__":
    sys.exit(main())

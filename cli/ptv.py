"""`./neuvo ptv`: opening hours, phones and addresses of the clinics from the Finnish Service Catalogue."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

from connectors.ptv import file
from connectors.ptv.client import ADDRESS, Catalogue, CatalogueError
from connectors.ptv.update import Update, update
from content.files import ContentError, shown_path
from content.texts import HELSINKI


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./neuvo ptv",
        description="Reads clinics from the Finnish Service Catalogue "
        "(Palvelutietovaranto, open API v11) into data/service/ptv.yml. Lines that an "
        'editor has changed or marked "# own" stay as they are.',
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    parser.add_argument(
        "--accept-losses", action="store_true", help="go on although more than half of the places are gone"
    )
    parser.add_argument("--quiet", action="store_true", help="do not tell of each page")
    parser.add_argument("--address", default=ADDRESS, help="of the catalogue (for tests)")
    given = parser.parse_args(arguments)
    today = datetime.now(UTC).astimezone(HELSINKI).date()
    catalogue = Catalogue(given.address, tell=(lambda _: None) if given.quiet else _tell)
    try:
        found = update(catalogue, today, given.address, given.accept_losses)
        show(found, given.dry_run)
        if not given.dry_run:
            file.save(dated(found.merge, today), file.path(), file.record_path())
    except (CatalogueError, ContentError, file.Unsafe) as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    return 0


def _tell(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def dated(merge: file.Merge, today: date) -> file.Merge:
    """The merge with the day of reading in its `checked:` line."""
    return replace(
        merge,
        text=re.sub(
            r"(?m)^checked:[^#\n]*?(\s*#.*)?$",
            lambda match: f"checked: {today.isoformat()}{match[1] or ''}",
            merge.text,
            count=1,
        ),
    )


def show(found: Update, dry_run: bool) -> None:
    for change in found.merge.changes:
        print(change.sentence())
    for remark in found.remarks:
        print(f"? {remark}")
    for gap in found.gaps:
        print(f"? {gap}: write it yourself, your line stays")
    kept = len(found.merge.changes) - len(found.merge.written)
    print(
        f"\n{found.services} services and {found.channels} places in the catalogue; {len(found.merge.written)} lines "
        f"{'would change' if dry_run else 'changed'}, {kept} of yours stayed."
    )
    print(f"{'Nothing was written' if dry_run else 'Written'}: {shown_path(file.path())}")


if __name__ == "__main__":
    sys.exit(main())

"""`./neuvo answers --batch FILE`: JSON lines of typed answers in, one {"value"} a line out."""
from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from typing import Any, Mapping

from reading.answers import read
from reading.lines import NotALine, objects
from reading.question import Question

NEEDED = {"text": str, "lang": str, "type": str}


def value_of(line: Mapping[str, Any]) -> Any:
    """The value of one line {"lang", "type", "question", "unit"?, "options"?, "text", "now"?}."""
    now = line.get("now")
    question = Question.of({**line, "text": line.get("question"), "question": line.get("question") or ""})
    return read(question, line["text"], line["lang"],
                datetime.fromisoformat(now.replace("Z", "+00:00")) if now else None)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo answers", description=__doc__)
    parser.add_argument("--batch", required=True, metavar="FILE", help='"-" reads standard input')
    chosen = parser.parse_args(arguments)
    try:
        source = sys.stdin if chosen.batch == "-" else open(chosen.batch, encoding="utf-8", errors="replace")
    except FileNotFoundError as problem:
        parser.exit(1, f"neuvo: {problem}\n")
    failed = False
    with source:
        for line in objects(source, NEEDED):
            wrong = isinstance(line, NotALine)
            print(json.dumps({"error": str(line)} if wrong else {"value": value_of(line)}, ensure_ascii=False))
            failed = failed or wrong
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

"""`./neuvo understand`: makes the model of the present files when there is none yet, then lets the engine understand."""
from __future__ import annotations

import os
import sys

from cli import builds, places
from cli.processes import ENGINE_PYTHON

OWN_WORDS = ("--model", "-h", "--help")      # a model is named, or nothing is to be understood


def command(arguments: list[str]) -> list[str]:
    """What the engine's Python is asked to do. Raises Stop when a model cannot be made."""
    named = any(argument.split("=")[0] in OWN_WORDS for argument in arguments)
    model = [] if named else ["--model", str(builds.build_model(places.read()))]
    return [str(ENGINE_PYTHON), "-m", "bot.understand", *model, *arguments]


def main() -> int:
    try:
        wanted = command(sys.argv[1:])
    except places.Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    os.execve(wanted[0], wanted, builds.engine_environment())


if __name__ == "__main__":
    sys.exit(main())

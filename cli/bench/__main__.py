"""Chooses the measurement: `./neuvo bench turn`, `nlu`, `claims`, `desk` or `widget`."""
from __future__ import annotations

import os
import sys

from cli import builds, places
from cli.bench import claims, desk, turn, widget
from cli.processes import ENGINE_PYTHON, ROOT

MEASUREMENTS = {
    "turn": "a turn through the public API, beside a stock Rasa REST bot",
    "claims": "a hundred nurses' claims of one chat at once, a thousand times: exactly one wins",
    "desk": "a message between parent and nurse with 300 live chats, beside a bare Sanic",
    "nlu": "understanding by cross-validation, beside Rasa's own pipeline",
    "widget": "size and speed of the widget, beside botframework-webchat and deep-chat",
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in MEASUREMENTS:
        print("Measurements:\n" + "\n".join(f"  ./neuvo bench {each:<6} {words}" for each, words in MEASUREMENTS.items()))
        return 0 if name in ("", "-h", "--help") else 2
    try:
        if name == "turn":
            return turn.main(sys.argv[2:])
        if name == "claims":
            return claims.main(sys.argv[2:])
        if name == "desk":
            return desk.main(sys.argv[2:])
        if name == "widget":
            return widget.main(sys.argv[2:])
        os.chdir(ROOT)
        os.execve(str(ENGINE_PYTHON), [str(ENGINE_PYTHON), "-m", "bot.bench_nlu", *sys.argv[2:]],   # noqa: S606
                  builds.engine_environment())
    except places.Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

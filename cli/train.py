"""`./neuvo train`: the model of the present files, trained only when they have changed."""
from __future__ import annotations

import argparse
import sys

from cli import builds, places


def main() -> int:
    argparse.ArgumentParser(prog="./neuvo train",
                            description="Trains the model when the files it is made of have changed.").parse_args()
    try:
        print(builds.build_model(places.read()))
    except places.Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`./neuvo preview`: a local page with every text as the family sees it; it follows every save."""

from __future__ import annotations

import argparse
import socket
import sys

from cli.places import Stop
from connectors.preview.app import create_app
from handoff import clock

USUAL_PORT = 8090


def free_port(wanted: int | None) -> int:
    """The wanted port, or the usual one, or any free one when that is taken. Raises Stop when the wanted one is."""
    for port in (wanted,) if wanted else (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Stop(f"port {wanted} is in use; leave --port out and a free one is taken.")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./neuvo preview",
        description="Every text as the family sees it, three languages "
        "side by side, on this machine only. Ctrl-C ends it.",
    )
    parser.add_argument("--port", type=int, help=f"default {USUAL_PORT}, or a free one")
    given = parser.parse_args(arguments)
    try:
        port = free_port(given.port)
    except Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    print(f"Preview: http://localhost:{port}\nSave a file in data/ and the page follows. Ctrl-C ends it.", flush=True)
    create_app(clock.from_environment().now).run(
        host="127.0.0.1", port=port, single_process=True, motd=False, access_log=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

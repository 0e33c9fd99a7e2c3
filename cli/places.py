"""Where things are on this machine: state folder, ports, addresses, keys."""
from __future__ import annotations

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LEAST_ROOM = 500_000_000        # bytes


class Stop(Exception):
    """Something that the user has to mend: one sentence with the cure. Printed without a traceback."""


@dataclass(frozen=True)
class Places:
    home: Path
    host: str
    port: int
    engine_port: int
    actions_port: int

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0") else self.host     # noqa: S104
        return f"http://{shown}:{self.port}"

    @property
    def database_url(self) -> str:
        return os.environ.get("NEUVO_DATABASE_URL") or f"sqlite:///{self.home / 'neuvo.db'}"

    @property
    def tracker_url(self) -> str:
        return os.environ.get("NEUVO_TRACKER_URL") or f"sqlite:///{self.home / 'tracker.db'}"

    def engine_key(self) -> str:
        """The secret between service and engine, made once."""
        given = os.environ.get("NEUVO_ENGINE_KEY")
        if given:
            return given
        file = self.home / "engine.key"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(32))
        return file.read_text().strip()


def read() -> Places:
    """Places from the environment; makes the state folder. Raises Stop for a port that is no number."""
    home = Path(os.environ.get("NEUVO_HOME") or ROOT / ".neuvo").resolve()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Stop(f"the state folder {home} cannot be made ({error.strerror}); set NEUVO_HOME to a folder "
                   "that you may write to.") from None
    return Places(home, os.environ.get("NEUVO_HOST") or "127.0.0.1", _port("NEUVO_PORT", 8080),
                  _port("NEUVO_ENGINE_PORT", 5005), _port("NEUVO_ACTIONS_PORT", 5055))


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f'{name} is "{text}"; set it to a port number between 1 and 65535.')
    return int(text)


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_room(places: Places) -> None:
    """Raises Stop when the state folder's disk has no room for a model, the database and photos."""
    free = shutil.disk_usage(places.home).free
    if free < LEAST_ROOM:
        raise Stop(f"the disk of {places.home} has {free / 1e6:.0f} MB free and {LEAST_ROOM / 1e6:.0f} MB are needed; "
                   "make room, or set NEUVO_HOME to a folder on another disk.")


def require_free_ports(places: Places) -> None:
    """Raises Stop naming the port that is taken and the variable that moves it."""
    for port, host, name, what in (
        (places.port, places.host, "NEUVO_PORT", "service"),
        (places.engine_port, "127.0.0.1", "NEUVO_ENGINE_PORT", "engine"),
        (places.actions_port, "127.0.0.1", "NEUVO_ACTIONS_PORT", "action server"),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise Stop(f"port {port} for the {what} needs administrator rights; choose another, for example "
                           f"{name}={port + 8000}.") from None
            except OSError:
                raise Stop(f"port {port} for the {what} is in use (is Neuvo already running?); end the other program "
                           f"or choose another port, for example {name}={port + 1} ./neuvo up.") from None

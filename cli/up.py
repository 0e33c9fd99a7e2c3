"""`./neuvo up`: builds what is missing, starts engine, action server and service, and tells where they are."""
from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from cli import builds, places
from cli.nurse import first_account
from cli.places import Places, Stop
from cli.processes import ENGINE_PYTHON, ROOT, SERVICE_PYTHON, Family, NotReady, Program
from cli.release import state
from cli.release.state import Serving
from cli.release.supervisor import Releases
from content.files import ContentError
from handoff.clock import from_environment
from handoff.conversations.draining import with_engine
from handoff.database import Database, migrate

DRAINED_AFTER = timedelta(minutes=30)       # a conversation that was silent so long may go on with the new engine
LOOPBACK = "http://127.0.0.1"


def engine_environment(here: Places, port: int) -> dict[str, str]:
    """What engine and action server need to know."""
    return {
        **{name: value for name, value in builds.engine_environment().items() if os.environ.get(name) != value},
        "NEUVO_ENGINE_KEY": here.engine_key(), "NEUVO_TRACKER_URL": here.tracker_url,
        "NEUVO_ENGINE_PORT": str(port), "NEUVO_ACTIONS_PORT": str(here.actions_port),
        "NEUVO_HOME": str(here.home),
    }


def engine_program(here: Places, model: str, port: int, name: str = "engine") -> Program:
    return Program(name, (str(ENGINE_PYTHON), "-m", "rasa", "run", "--model", model, "--enable-api",
                          "--interface", "127.0.0.1", "--port", str(port),
                          "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
                   engine_environment(here, port), f"{LOOPBACK}:{port}/webhooks/neuvo/")


def programs(here: Places, model: str) -> list[Program]:
    """The three processes, with what each needs to know."""
    key = here.engine_key()
    service = {
        "PYTHONPATH": str(ROOT), "NEUVO_HOME": str(here.home), "NEUVO_HOST": here.host, "NEUVO_PORT": str(here.port),
        "NEUVO_ENGINE_PORT": str(here.engine_port), "NEUVO_ENGINE_KEY": key, "NEUVO_DATABASE_URL": here.database_url,
        "NEUVO_WEB": str(builds.WEB / "dist"),
    }
    return [
        Program("actions", (str(ENGINE_PYTHON), "-m", "actions", "--port", str(here.actions_port)),
                engine_environment(here, here.engine_port), f"{LOOPBACK}:{here.actions_port}/health"),
        engine_program(here, model, here.engine_port),
        Program("service", (str(SERVICE_PYTHON), "-m", "connectors.serve"), service,
                f"http://{'127.0.0.1' if here.host == '0.0.0.0' else here.host}:{here.port}/healthz"),   # noqa: S104
    ]


def prepare(here: Places) -> str:
    """Everything before the start: bundle, model, database. Returns the model's path."""
    builds.build_web()
    model = builds.build_model(here)
    try:
        migrate(here.database_url)
    except sa.exc.OperationalError as error:
        raise Stop(f"the database does not answer ({here.database_url.split('@')[-1]}): "
                   f"{str(error.orig).splitlines()[0]}; start it, or unset NEUVO_DATABASE_URL to use SQLite.") from None
    return str(kept_after_roll_back(here, model))


def kept_after_roll_back(here: Places, model: Path) -> Path:
    """The model to start with: the one before, where the present files' model was rolled back."""
    last = state.serving(here.home)
    if last is None or last.refused != builds.model_id(model):
        return model
    kept = model.with_name(f"{last.current}.tar.gz")
    if not kept.exists():
        return model
    print("The model of the present files was rolled back; the one before it serves. ./neuvo release brings the new one.")
    return kept


def busy(database_url: str, engine: str) -> int:
    """How many conversations the assistant still has with an engine, spoken in lately."""
    async def count() -> int:
        database = Database(database_url)
        try:
            return await with_engine(database, engine, from_environment().now() - DRAINED_AFTER)
        finally:
            await database.close()
    return asyncio.run(count())


def tell(here: Places, password: str | None, seconds: float) -> None:
    print(f"\nNeuvo is up ({seconds:.0f} s).\n")
    print(f"  Demo page with the chat   {here.address}/")
    print(f"  Full-page chat            {here.address}/chat")
    print(f"  Nurse console             {here.address}/console")
    if password:
        print(f"\n  First account: user name  nurse\n  One-time password         {password}\n"
              "  (shown only now; it must be changed at the first login)")
    print(f"\n  Logs are in {here.home / 'logs'}. Ctrl-C ends everything.\n", flush=True)


def main() -> int:
    argparse.ArgumentParser(prog="./neuvo up", epilog="Addresses and places are set by NEUVO_PORT, NEUVO_HOME … (docs/operations.md).",
                            description="Builds what is missing and starts everything; "
                            "Ctrl-C ends it.").parse_args()
    began = time.monotonic()
    try:
        here = places.read()
        places.require_free_ports(here)
        places.require_room(here)
        model = prepare(here)
        password = asyncio.run(first_account(here.database_url))
    except (Stop, ContentError) as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != 28:
            raise
        print("neuvo: the disk is full; make room and run the command again.", file=sys.stderr)
        return 1
    return serve(here, model, password, began)


def serve(here: Places, model: str, password: str | None, began: float) -> int:
    """Run until Ctrl-C or SIGTERM."""
    ending: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: (ending.append(number), _raise_once(ending)))
    family = Family(programs(here, model), here.home / "logs")
    last, name = state.serving(here.home), builds.model_id(Path(model))
    releases = Releases(
        family, here.home, Serving(name, {name: here.engine_port}, previous=last.previous if last else None,
                                   refused=last.refused if last else None),
        lambda model, port, name: engine_program(here, model, port, name), lambda name: busy(here.database_url, name))
    try:
        print("Starting engine, action server and service …", flush=True)
        family.start()
        tell(here, password, time.monotonic() - began)
        family.watch(going=lambda: not ending, tick=releases.tick)
    except NotReady as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        print("Ending …", flush=True)
        family.stop()
    return 0


def _raise_once(ending: list[int]) -> None:
    if len(ending) == 1:
        raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

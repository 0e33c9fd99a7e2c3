"""`./neuvo doctor`: looks at this machine and says, line by line, what is right, what is wrong and how to mend it."""
from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from cli import builds, places
from cli.places import ROOT, Places, Stop
from cli.processes import ENGINE_PYTHON, SERVICE_PYTHON, answers
from content.check import check_all
from content.check.findings import ERROR
from handoff.database import synchronous_url

LEAST_MEMORY = 2.5      # GB: engine and service together take about 1.2, training more
LEAST_DISK = 1.0        # GB left after everything is built


@dataclass(frozen=True)
class Remark:
    good: bool
    words: str
    cure: str = ""


def environments(here: Places) -> Iterator[Remark]:
    for name, python, wanted in (("service", SERVICE_PYTHON, "3.13"), ("engine", ENGINE_PYTHON, "3.10")):
        if not python.exists():
            yield Remark(False, f"the {name} environment (Python {wanted}) has not been made", "run ./neuvo up")
            continue
        version = subprocess.run([str(python), "--version"], capture_output=True, text=True, check=False).stdout.strip()
        yield Remark(wanted in version, f"{name} environment: {version}", f"remove {python.parent.parent} and run ./neuvo up")


def room(here: Places) -> Iterator[Remark]:
    free = shutil.disk_usage(here.home).free / 1e9
    yield Remark(free >= LEAST_DISK, f"{free:.1f} GB free on the disk of {here.home}", "make room")
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
        yield Remark(memory >= LEAST_MEMORY, f"{memory:.1f} GB of memory", f"Neuvo needs about {LEAST_MEMORY} GB")


def ports(here: Places) -> Iterator[Remark]:
    if answers(f"{here.address}/healthz"):
        yield Remark(True, f"Neuvo answers at {here.address}")
        return
    try:
        places.require_free_ports(here)
    except Stop as problem:
        yield Remark(False, str(problem))
        return
    yield Remark(True, f"ports {here.port}, {here.engine_port} and {here.actions_port} are free")


def node(here: Places) -> Iterator[Remark]:
    version = builds._node_version("node")
    if version >= builds.OLDEST_NODE:
        yield Remark(True, f"Node {version}")
    else:
        yield Remark(True, "no Node 20 or newer: ./neuvo up fetches one for itself")
    built = (builds.WEB / "dist" / "widget.js").exists()
    yield Remark(built, "the web bundle is built" if built else "the web bundle has not been built", "run ./neuvo up")


def database(here: Places) -> Iterator[Remark]:
    url = sa.make_url(synchronous_url(here.database_url))
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not os.path.exists(url.database or ""):
        yield Remark(True, f"no database yet ({shown}); ./neuvo up makes it (SQLite {sqlite3.sqlite_version})")
        return
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        yield Remark(True, f"the database answers ({shown}, migration {revision})")
    except sa.exc.SQLAlchemyError as error:
        yield Remark(False, f"the database does not answer ({shown}): {str(error).splitlines()[0][:120]}",
                     "start it, or unset NEUVO_DATABASE_URL to use SQLite")
    finally:
        engine.dispose()


def model(here: Places) -> Iterator[Remark]:
    trained = (here.home / "models" / f"{builds.model_hash()}.tar.gz").exists()
    yield Remark(trained, "the model is trained on the present files" if trained else
                 "there is no model of the present files", "run ./neuvo train, or ./neuvo up")


def texts(here: Places) -> Iterator[Remark]:
    errors = [finding for finding in check_all(date.today()) if finding.severity == ERROR]
    yield Remark(not errors, "the editors' files have no mistakes" if not errors else
                 f"{len(errors)} mistakes in the editors' files, the first: {errors[0].sentence()}", "run ./neuvo check")


LOOKS: tuple[Callable[[Places], Iterator[Remark]], ...] = (environments, room, node, ports, database, model, texts)


def main() -> int:
    argparse.ArgumentParser(prog="./neuvo doctor", description="Says what is wrong on this machine.").parse_args()
    try:
        here = places.read()
    except Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    wrong = 0
    print(f"Neuvo in {ROOT}, state in {here.home}\n")
    for look in LOOKS:
        for remark in look(here):
            wrong += not remark.good
            print(f"  {'ok   ' if remark.good else 'WRONG'}  {remark.words}" + (
                f" → {remark.cure}" if remark.cure and not remark.good else ""))
    print("\nEverything is in order." if not wrong else f"\n{wrong} to mend.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

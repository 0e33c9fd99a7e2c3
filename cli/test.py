"""`./neuvo test`: every test, on a machine where `up` was never run. Says what was left out and why."""
from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from cli import builds, places
from cli.places import ROOT, Stop
from cli.processes import ENGINE_PYTHON, SERVICE_PYTHON

BIN = SERVICE_PYTHON.parent
NGINX = "/usr/sbin/nginx"
LOOKS = "tests/browser/widget/test_states.py"
PURE = ["tests/reading"]        # runs on both Pythons; content and safety are met there through actions and nlu
ENGINE = ["tests/bot", "tests/actions", "tests/nlu"]
DANGER, RUNNING = ["tests/safety"], ["tests/service"]      # apart, so that the three lanes take about as long


@dataclass
class Step:
    name: str
    command: list[str]
    folder: Path = ROOT
    environment: dict[str, str] | None = None
    lane: int = 0       # 0: before all others; the other lanes run side by side, one step of a lane after the other


def steps(here: places.Places, fast: bool) -> list[Step]:
    """What is run, in this order: the quick ones first, so that a slip is told early."""
    plain = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
    names = ["-r", "fER"]                   # failed, in error, tried again
    pytest = [*plain, "--timeout=240"]      # the engine's environment has no pytest-timeout
    pure = [path for path in PURE if (ROOT / path).exists()]
    service = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").iterdir())
               if path.is_dir() and not path.name.startswith(("_", "shots"))
               and str(path.relative_to(ROOT)) not in (*ENGINE, *DANGER, *RUNNING, "tests/live", "tests/browser", "tests/web")]
    node = builds.node_environment()
    engine = builds.engine_environment()
    found = [
        Step("style (ruff)", [str(BIN / "ruff"), "check", "."]),
        Step("architecture (import-linter)", [str(BIN / "lint-imports")]),
        Step("editors' files (check)", [str(SERVICE_PYTHON), "-m", "cli.check"]),
        Step("web (vitest)", ["npm", "test", "--silent"], builds.WEB, node),
        Step("running service, Python 3.13", [str(SERVICE_PYTHON), *pytest, *RUNNING], lane=1),
        Step("service's parts, Python 3.13", [str(SERVICE_PYTHON), *pytest, *service], lane=2),
        Step("engine, Python 3.10", [str(ENGINE_PYTHON), *plain, *[path for path in (*pure, *ENGINE) if (ROOT / path).exists()]],
             environment=engine, lane=2),
        Step("danger, Python 3.13", [str(SERVICE_PYTHON), *pytest, *DANGER], lane=1),
    ]
    if not fast:
        found += [
            Step("whole product and browser", [str(SERVICE_PYTHON), *pytest, *names, "tests/live", "tests/browser"], lane=3),
        ]
    if node.get("NEUVO_NPM"):
        for step in found:
            if step.command[0] == "npm":
                step.command[:1] = node["NEUVO_NPM"].split("\n")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="./neuvo test", description="Runs every test.")
    parser.add_argument("--fast", action="store_true", help="without the live and browser tests")
    parser.add_argument("--only", help="only steps whose name holds this word")
    parser.add_argument("--accept-looks", action="store_true", help="keep how the widget looks now as what it is compared with")
    arguments = parser.parse_args()
    began = time.monotonic()
    try:
        here = places.read()
        builds.build_web()
        model = builds.build_model(here)
        todo = [step for step in steps(here, arguments.fast) if not arguments.only or arguments.only in step.name]
        if arguments.accept_looks:
            todo = [Step("the widget's looks, accepted", [str(SERVICE_PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", LOOKS],
                         environment={"NEUVO_ACCEPT_LOOKS": "1"})]
    except Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    base = {**os.environ, "PYTHONPATH": str(ROOT), "NEUVO_TEST_MODEL": str(model), "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    results = [run(step, base) for step in todo if step.lane == 0]
    lanes = [[step for step in todo if step.lane == number] for number in (1, 2, 3)]
    with ThreadPoolExecutor(len(lanes)) as pool:      # each waits for its own processes
        for found in pool.map(lambda lane: [run(step, base) for step in lane], lanes):
            results += found
    return report(results, time.monotonic() - began)


@dataclass
class Result:
    step: Step
    code: int
    seconds: float
    counts: dict[str, int]
    told: list[str] = field(default_factory=list)      # pytest's own lines about tests that failed or were tried again


def run(step: Step, base: dict[str, str]) -> Result:
    """Run one step, its output shown as it comes; in a lane with the step's first word before each line."""
    mark = f"{step.name.split()[0].rstrip(',')}| " if step.lane else ""
    print(f"\n== {step.name}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(step.command, cwd=step.folder, env={**base, **(step.environment or {})},
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    counts: dict[str, int] = {}
    told: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(mark + line)       # one call: two lanes never mix within a line
        sys.stdout.flush()
        if re.match(r"(FAILED|ERROR|RERUN) tests/", line):
            told.append(line.rstrip()[:200])
        if re.search(r"\d+ (passed|failed|error)", line):
            counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?|rerun)", line)}
    code = process.wait()
    return Result(step, code, time.monotonic() - began, counts, told)


def report(results: list[Result], seconds: float) -> int:
    print("\n== Summary")
    for result in results:
        words = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        print(f"  {'ok    ' if result.code == 0 else 'FAILED'} {result.step.name:<32} {result.seconds:6.0f} s  {words}")
    if not os.environ.get("NEUVO_TEST_POSTGRES") and not _postgres_here():
        print("  Left out: the tests on PostgreSQL, because none answers on 127.0.0.1:5432. They ran on SQLite.")
    if not Path(NGINX).exists():
        print("  Left out: the tests of bad networks, because nginx is not here (apt-get install nginx-light).")
    passed = sum(result.counts.get("passed", 0) for result in results)
    failed = sum(max(result.counts.get("failed", 0) + result.counts.get("error", 0) + result.counts.get("errors", 0),
                     int(result.code != 0)) for result in results)
    print(f"  {seconds:.0f} s in all\n")
    for line in dict.fromkeys(line for result in results for line in result.told):
        print(f"  {line}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _postgres_here() -> bool:
    import socket
    try:
        with socket.create_connection(("127.0.0.1", 5432), 1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())

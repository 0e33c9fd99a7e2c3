"""Starts the three processes, watches them, starts them again with back-off, and ends them all.

A process never outlives us: each is in a group of its own that is ended, and on Linux the kernel ends it if
we are killed.
"""
from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
SERVICE_PYTHON = ROOT / ".venv" / "bin" / "python"
ENGINE_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"

END_WITHIN = 6.0            # seconds that a process gets to end by itself
LARGEST_LOG = 10_000_000    # bytes; an older log is put aside at start
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """One process: how it is started and how we know that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready_url: str
    patience: float = 120.0         # seconds to become ready
    ready: Callable[[str], bool] | None = None


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[bytes]
    log: TextIO
    started: float = field(default_factory=time.monotonic)
    failures: int = 0


class NotReady(Exception):
    """A process ended or stayed silent while it was being started."""


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def answers(url: str) -> bool:
    """True when the address answers with a success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:      # noqa: S310 (loopback address of our own)
            return 200 <= answer.status < 300
    except (urllib.error.URLError, OSError, ValueError):
        return False


class Family:
    """The processes of one installation."""

    def __init__(self, programs: list[Program], logs: Path, say: Callable[[str], None] = print) -> None:
        self.programs, self.logs, self._say = programs, logs, say
        self.children: dict[str, Child] = {}

    def start(self, programs: list[Program] | None = None) -> None:
        """Start all at once, then wait for each in turn. Raises NotReady with the place of the log."""
        programs = programs or self.programs
        for program in programs:
            self._start_one(program)
        for program in programs:
            self.wait_ready(program)

    def add(self, program: Program) -> None:
        """Start one more, watched like the others; does not wait."""
        self._start_one(program)

    def end(self, name: str) -> None:
        """End one for good."""
        self._end([self.children.pop(name)])

    def _start_one(self, program: Program, failures: int = 0) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self.logs / f"{program.name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        log = path.open("a")
        process = subprocess.Popen(
            program.command, cwd=ROOT, env={**os.environ, **program.environment}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509
        self.children[program.name] = Child(program, process, log, failures=failures)

    def wait_ready(self, program: Program) -> None:
        """Until the process answers; raises NotReady when it ends before or takes too long."""
        child = self.children[program.name]
        until = time.monotonic() + program.patience
        told = time.monotonic() + 8
        while time.monotonic() < until:
            if answers(program.ready_url):
                return
            if child.process.poll() is not None:
                raise NotReady(f"the {program.name} ended while starting; its last words:\n{self.last_words(program.name)}")
            if time.monotonic() > told:
                self._say(f"  … waiting for the {program.name}")
                told = time.monotonic() + 15
            time.sleep(0.15)
        raise NotReady(f"the {program.name} did not answer within {program.patience:.0f} s; see {self.log_path(program.name)}")

    def log_path(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_words(self, name: str, lines: int = 6) -> str:
        text = self.log_path(name).read_text(errors="replace").strip().splitlines()
        return "\n".join(f"    {line[:300]}" for line in text[-lines:])

    def watch(self, every: float = 0.5, going: Callable[[], bool] = lambda: True,
              tick: Callable[[], None] = lambda: None) -> None:
        """Start again whatever ends, sooner the first time, later when it keeps ending (at most 30 s)."""
        again: dict[str, float] = {}
        while going():
            tick()
            again = {name: at for name, at in again.items() if name in self.children}
            now = time.monotonic()
            for name, child in list(self.children.items()):
                if child.process.poll() is not None and name not in again:
                    lasted = now - child.started
                    failures = child.failures + 1 if lasted < 60 else 1
                    pause = min(30.0, 0.3 * 2 ** (failures - 1))
                    self._say(f"The {name} ended (exit {child.process.returncode}); starting it again in {pause:.1f} s.")
                    child.failures, again[name] = failures, now + pause
            for name in [name for name, at in again.items() if at <= now]:
                del again[name]
                old = self.children[name]
                old.log.close()
                self._start_one(old.program, old.failures)
            time.sleep(every)

    def stop(self) -> None:
        """End every process and everything it started, within a few seconds."""
        self._end(list(self.children.values()))
        self.children.clear()

    def _end(self, children: list[Child]) -> None:
        for child in children:
            self._signal(child, signal.SIGTERM)
        until = time.monotonic() + END_WITHIN
        for child in children:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            self._signal(child, signal.SIGKILL)     # its children too, should one have stayed behind
            child.process.wait()
            child.log.close()

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        try:
            os.killpg(child.process.pid, number)
        except ProcessLookupError:
            pass

"""The part of `./neuvo up` that carries a release out: starts the new engine, switches, drains and ends the old.

One step at each look, so that the other processes stay watched meanwhile.
"""
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cli.builds import model_id
from cli.places import free_port
from cli.processes import Family, Program, answers
from cli.release import state
from cli.release.state import Serving, Status

LOOK_EVERY = 2.0            # seconds between two looks at the conversations that are left
LAST_TURNS = 25.0           # seconds that turns under way get after the old engine is off the list


class Releases:
    """`program(model, port, name)` makes an engine's Program; `busy(id)` counts the conversations still with it."""

    def __init__(self, family: Family, home: Path, serving: Serving, program: Callable[[str, int, str], Program],
                 busy: Callable[[str], int], say: Callable[[str], None] = print,
                 now: Callable[[], float] = time.monotonic, last_turns: float = LAST_TURNS) -> None:
        self._family, self._home, self._program, self._busy = family, home, program, busy
        self._say, self._now, self._last_turns = say, now, last_turns
        self.serving = serving
        self._names = {serving.current: "engine"}           # id → name of its process
        self._starting: tuple[str, str, Program, float] | None = None      # id, ticket, program, give up at
        self._draining: dict[str, str] = {}                 # id → ticket
        self._ending: dict[str, float] = {}                 # id → end the process at
        self._look_at = 0.0
        stale = state.wanted(home)
        self._seen = stale.ticket if stale else None        # asked of an earlier `up`
        state.write(home, state.ENGINES, serving)

    def tick(self) -> None:
        self._take_up()
        self._see_to_start()
        if self._now() >= self._look_at:
            self._look_at = self._now() + LOOK_EVERY
            self._see_to_draining()
        for name in [name for name, at in self._ending.items() if at <= self._now()]:
            del self._ending[name]
            self._family.end(self._names.pop(name))

    def _take_up(self) -> None:
        asked = state.wanted(self._home)
        if asked is None or asked.ticket == self._seen or self._starting:
            return
        self._seen = asked.ticket
        name = model_id(Path(asked.model))
        if asked.back:
            self.serving = replace(self.serving, refused=self.serving.current)
        elif self.serving.refused == name:
            self.serving = replace(self.serving, refused=None)
        if name == self.serving.current:
            self._tell(asked.ticket, state.DONE, "this model serves already")
            return
        if name in self.serving.engines:            # a roll-back while the old engine is still there
            self._switch(name, asked.ticket)
            return
        if name in self._ending:                    # it was about to end
            del self._ending[name]
            self._family.end(self._names.pop(name))
        process = f"engine-{name[:8]}"
        program = self._program(asked.model, free_port(), process)
        self._tell(asked.ticket, state.STARTING)
        self._family.add(program)
        self._names[name] = process
        self._starting = (name, asked.ticket, program, self._now() + program.patience)

    def _see_to_start(self) -> None:
        if self._starting is None:
            return
        name, ticket, program, until = self._starting
        if answers(program.ready_url):
            self._starting = None
            self.serving.engines[name] = int(program.ready_url.split(":")[2].split("/")[0])
            self._switch(name, ticket)
        elif self._family.children[program.name].failures or self._now() > until:
            self._starting = None
            words = self._family.last_words(program.name)
            self._family.end(program.name)
            del self._names[name]
            self._tell(ticket, state.FAILED, f"the new engine did not start; nothing has changed. Its last words:\n{words}")

    def _switch(self, name: str, ticket: str) -> None:
        old = self.serving.current
        self.serving = replace(self.serving, current=name, previous=old)
        state.write(self._home, state.ENGINES, self.serving)
        self._draining.pop(name, None)
        self._draining[old] = ticket
        self._tell(ticket, state.DRAINING, left=self._busy(old))

    def _see_to_draining(self) -> None:
        for name, ticket in list(self._draining.items()):
            left = self._busy(name)
            if left:
                self._tell(ticket, state.DRAINING, left=left)
                continue
            del self._draining[name]
            del self.serving.engines[name]
            state.write(self._home, state.ENGINES, self.serving)
            self._ending[name] = self._now() + self._last_turns
            self._tell(ticket, state.DONE)

    def _tell(self, ticket: str, stage: str, words: str = "", left: int = 0) -> None:
        if state.status(self._home) != Status(ticket, stage, words, left):
            state.write(self._home, state.STATUS, Status(ticket, stage, words, left))
            self._say(f"Release: {stage}{f', {left} conversations still with the old engine' if left else ''}{f': {words}' if words else ''}.")

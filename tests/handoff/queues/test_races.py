"""Many at once, and kill -9 in the middle: a conversation is in exactly one place."""
from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time

import pytest

from cli.bench.claims import CLAIMS, race
from content.files import ROOT
from tests.handoff.queues.conftest import Room

SPAN = 4.0      # seconds on each database; `./neuvo bench claims` does a thousand


async def test_exactly_one_of_a_hundred_claims_wins_every_time(room: Room) -> None:
    """Two services on one database, as behind a load balancer, and ten nurses."""
    second = Room(room.url)
    nurses = [await room.nurse(f"N{n}", max_chats=10_000) for n in range(10)]
    end, rounds = time.monotonic() + SPAN, 0
    while rounds == 0 or time.monotonic() < end:
        family = await room.waiting()
        codes = await race([room.work, second.work], nurses, family)
        assert sorted(codes) == ["already_claimed"] * codes.count("already_claimed") + \
            ["already_yours"] * codes.count("already_yours") + ["taken"], codes
        assert len(codes) == CLAIMS and codes.count("taken") == 1
        joined = [e for e in await room.log(family) if e.kind == "state" and e.body["data"]["state"] == "with_nurse"]
        assert len(joined) == 1
        rounds += 1
    await second.database.close()


@pytest.mark.parametrize(("deed", "after"), [("transfer", ("message", None, "site-03")), ("close", ("closed", "her", "chat-fi"))])
async def test_a_deed_killed_anywhere_has_happened_wholly_or_not_at_all(room: Room, deed: str, after: tuple) -> None:
    nurse = await room.nurse()
    family = await room.waiting()
    await room.work.claim(family, nurse)
    events = len(await room.log(family))
    run = await asyncio.to_thread(subprocess.run, [
        sys.executable, "-m", "tests.handoff.queues.killed", room.url, family, nurse.id, deed],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=100, check=True)
    lives = [json.loads(line) for line in run.stdout.splitlines()]
    *killed, whole = lives
    assert len(killed) >= 6 and all(life["died"] for life in killed) and not whole["died"]
    for life in lives:
        place = (life["state"], "her" if life["nurse"] == nurse.id else life["nurse"], life["queue"])
        assert life["gap_free"] and place == (("with_nurse", "her", "chat-fi") if life["died"] else after), life
        assert life["events"] == (events if life["died"] else events + 2)

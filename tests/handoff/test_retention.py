"""What is deleted when, by one sweep or several at once, with every file that nobody uses."""
from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from handoff import retention
from handoff.attachments import Picture, Store
from handoff.models import Attachment, Contact, Conversation
from handoff.retention import Times, services
from tests.handoff.queues.conftest import Room, address, room  # noqa: F401  (fixtures)


async def sweep(room: Room, folder: Path) -> retention.Deleted:  # noqa: F811
    return await retention.sweep(room.database, Store(folder), room.clock.now(), Times())


async def test_what_a_nurse_had_is_kept_as_long_as_what_she_closed(room: Room, tmp_path: Path) -> None:  # noqa: F811
    nurse, served, never = await room.nurse(), await room.waiting(), await room.waiting()
    await room.work.claim(served, nurse)
    await room.answer(served, nurse, "varaa aika tästä")
    await room.work.to_bot(served, nurse)
    await room.queues.leave(never)                  # passed on, but nobody ever came
    room.clock.later(hours=25)
    assert (await sweep(room, tmp_path)).conversations == (never,)
    room.clock.later(days=28)
    assert (await sweep(room, tmp_path)).conversations == ()
    room.clock.later(days=2)
    assert (await sweep(room, tmp_path)).conversations == (served,)


async def test_many_are_deleted_in_parts(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(services, "AT_ONCE", 2)
    families = [await room.family() for _ in range(5)]
    room.clock.later(hours=25)
    assert set((await sweep(room, tmp_path)).conversations) == set(families)


async def test_sweeps_at_once_delete_each_conversation_once(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(services, "AT_ONCE", 3)
    families = [await room.waiting() for _ in range(20)]
    for each in families:
        await room.say(each, "apua")        # who wrote nothing is no contact
        await room.queues.leave(each)
    room.clock.later(hours=25)
    swept = await asyncio.gather(*(sweep(room, tmp_path) for _ in range(4)))
    gone = [each for one in swept for each in one.conversations]
    assert sorted(gone) == sorted(families)
    async with room.database.read() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 20
        assert set(await retention.to_forget(room.database)) == set(families)


async def test_a_family_that_writes_at_this_moment_keeps_its_conversation(room: Room, tmp_path: Path) -> None:  # noqa: F811
    if room.url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    family, other = await room.family(), await room.family()
    room.clock.later(hours=25)
    async with room.database.write() as session:
        (await session.get_one(Conversation, family, with_for_update=True)).last_at = room.clock.now()
        await session.flush()
        assert (await sweep(room, tmp_path)).conversations == (other,)
    assert (await sweep(room, tmp_path)).conversations == ()
    assert (await room.of(family)).state == "bot"


async def test_files_that_no_conversation_uses_are_deleted(room: Room, tmp_path: Path) -> None:  # noqa: F811
    """A refused picture and a half-written one, but not one in use, one that came this minute or one that came again."""
    store, family = Store(tmp_path), await room.family()
    pictures = [Picture(content, "image/jpeg", 1, 1) for content in (b"used", b"refused", b"new", b"again")]
    used, refused, new, again = pictures
    for picture in pictures:
        store.save(picture)
    half = store.path(refused.sha256).parent / "tmphalf"
    half.write_bytes(b"ha")
    long_ago = time.time() - 7200
    for path in (*(store.path(each.sha256) for each in (used, refused, again)), half):
        os.utime(path, (long_ago, long_ago))
    store.save(again)
    async with room.database.write() as session:
        session.add(Attachment(id="a", conversation_id=family, sha256=used.sha256, content_type="image/jpeg", width=1, height=1,
                               size=4, at=room.clock.now()))
    assert (await sweep(room, tmp_path)).files == 2
    assert [store.path(each.sha256).exists() for each in pictures] == [True, False, True, True] and not half.exists()

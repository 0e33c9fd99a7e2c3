"""Queues, nurses and clock in process, on SQLite and PostgreSQL: one database per kind, emptied before each test."""
from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from content.files import ROOT
from handoff.conversations import log
from handoff.conversations.services import Conversations
from handoff.database import Database, migrate, synchronous_url
from handoff.models import Base, Conversation, Event, Nurse, Wait
from handoff.nurses.services import Nurses
from handoff.queues.keeper import Keeper
from handoff.queues.services import Queues
from handoff.queues.work import Work
from handoff.wake import Hub
from tests import databases


class Clock:
    """Stands where it was put."""

    def __init__(self) -> None:
        self.moment = datetime.fromisoformat("2026-11-23T09:30:00+02:00")

    def now(self) -> datetime:
        return self.moment

    def at(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment)

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)


class Room:
    """Everything between a family and a nurse, without HTTP."""

    def __init__(self, url: str) -> None:
        self.url, self.clock = url, Clock()
        self.database, self.hub = Database(url), Hub("sqlite://")
        self.conversations = Conversations(self.database, self.clock, self.hub)
        self.queues = Queues(self.conversations)
        self.work = Work(self.queues)
        self.keeper, self.nurses = Keeper(self.work), Nurses(self.database, self.clock)

    async def family(self, language: str = "fi", municipality: str | None = None) -> str:
        conversation, _ = await self.conversations.create(language, municipality=municipality)
        return conversation.id

    async def ask(self, conversation_id: str, channel: str = "chat", **more: Any) -> None:
        """What the engine's handoff reply does."""
        handoff = {"channel": channel, "topic": "human_please", "first_words": "apua", **more}
        async with self.database.write() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            await self.queues.hand_over(session, conversation, handoff, self.conversations.speaker())

    async def waiting(self, language: str = "fi", channel: str = "chat") -> str:
        conversation_id = await self.family(language)
        self.clock.later(microseconds=1)        # nobody comes at quite the same moment
        await self.ask(conversation_id, channel)
        return conversation_id

    async def nurse(self, name: str = "Sanna", there: bool = True, **more: Any) -> Nurse:
        row = Nurse(id=str(uuid.uuid4()), username=f"{name.lower()}-{uuid.uuid4().hex[:6]}", name=name, role="nurse",
                    languages=["fi", "sv", "en"], language="fi", queues=[], password_hash="-", active=True,
                    must_change_password=False, presence="available", max_chats=10, created_at=self.clock.now(),
                    last_seen_at=self.clock.now() if there else None)
        for name_, value in more.items():
            setattr(row, name_, value)
        async with self.database.write() as session:
            session.add(row)
        return row

    async def seen(self, nurse: Nurse) -> None:
        """Her browser calls."""
        async with self.database.write() as session:
            await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(last_seen_at=self.clock.now()))

    async def say(self, conversation_id: str, text: str = "vielä yksi asia") -> None:
        await self.conversations.post(conversation_id, str(uuid.uuid4()), text)

    async def press(self, conversation_id: str, choice: str) -> bool:
        """Whether the engine gets a turn."""
        _, turn = await self.conversations.post(conversation_id, str(uuid.uuid4()), choice=choice)
        return turn

    async def answer(self, conversation_id: str, nurse: Nurse, text: str = "hei") -> None:
        await self.work.write(conversation_id, nurse, str(uuid.uuid4()), text)

    async def of(self, conversation_id: str) -> Conversation:
        async with self.database.read() as session:
            return await session.get_one(Conversation, conversation_id)

    async def log(self, conversation_id: str) -> list[Event]:
        async with self.database.read() as session:
            return await log.events_after(session, conversation_id, 0)

    async def last(self, conversation_id: str) -> Event:
        return (await self.log(conversation_id))[-1]

    async def standing(self, conversation_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            return await self.queues.standing(session, await session.get_one(Conversation, conversation_id))

    async def waits(self, conversation_id: str) -> list[Wait]:
        async with self.database.read() as session:
            return list(await session.scalars(sa.select(Wait).where(
                Wait.conversation_id == conversation_id).order_by(Wait.began_at, Wait.due_at)))

    async def deeds(self, conversation_id: str) -> list[str]:
        async with self.database.read() as session:
            return list(await session.scalars(sa.text(
                "SELECT action FROM audit WHERE conversation_id = :id ORDER BY id").bindparams(id=conversation_id)))

    async def past_waits(self, queue: str, minutes: list[float], place: int = 1) -> None:
        """Claims that happened today, one after another."""
        async with self.database.write() as session:
            for index, each in enumerate(minutes):
                claimed = self.clock.now() - timedelta(minutes=5 + index)
                session.add(Wait(id=str(uuid.uuid4()), channel="chat", queue=queue, language="fi", place=place,
                                 began_at=claimed - timedelta(minutes=each), claimed_at=claimed))


@pytest.fixture(scope="session", params=databases.KINDS)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp(f"queues-{request.param}")
    with databases.fresh(request.param, folder) as url:
        migrate(url)
        yield url


@pytest.fixture
async def room(address: str) -> AsyncIterator[Room]:
    engine = sa.create_engine(synchronous_url(address))
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name != "audit":       # the database refuses that
                connection.execute(table.delete())
    engine.dispose()
    made = Room(address)
    yield made
    await made.database.close()


@pytest.fixture
def service_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the editors' files whose data/service a test may change."""
    for name in ("answers", "safety", "service", "questionnaires"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "service"

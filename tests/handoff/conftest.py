"""A handoff that is really stored, in process: SQLite and PostgreSQL, a clock that stands, a copy of data/ to edit."""
from __future__ import annotations

import io
import shutil
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from content.files import ROOT
from handoff.attachments import Store, re_encode
from handoff.conversations import cards, log
from handoff.conversations.log import NewEvent
from handoff.conversations.services import Conversations
from handoff.database import Database, migrate
from handoff.models import Attachment, Conversation, Handoff
from handoff.queues.services import Queues
from handoff.queues.work import Work
from handoff.summary import fhir
from handoff.summary import services as summary
from handoff.wake import Hub
from tests import databases

SENT_AT = datetime.fromisoformat("2026-11-23T09:42:00+02:00")
NAMES = fhir.Names("https://neuvola.example/fhir")


class StandingClock:
    def __init__(self) -> None:
        self.moment = SENT_AT

    def now(self) -> datetime:
        return self.moment


@dataclass
class Desk:
    """The service's insides, without HTTP."""

    conversations: Conversations
    queues: Queues
    work: Work
    store: Store
    clock: StandingClock

    async def begin(self, language: str = "fi") -> str:
        conversation, _ = await self.conversations.create(language)
        return conversation.id

    async def picture(self, conversation_id: str, colour: str) -> str:
        """A picture that the customer has sent; returns its id."""
        file = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(file, "PNG")
        picture = re_encode(file.getvalue())
        self.store.save(picture)
        row = Attachment(id=str(uuid.uuid4()), conversation_id=conversation_id, sha256=picture.sha256,
                         content_type=picture.content_type, width=picture.width, height=picture.height,
                         size=len(picture.content), at=SENT_AT - timedelta(minutes=1))
        async with self.conversations.database.write() as session:
            session.add(row)
        return row.id

    async def say(self, conversation_id: str, words: str) -> None:
        """The customer's own message."""
        await self.conversations.post(conversation_id, str(uuid.uuid4()), words)

    async def card(self, conversation_id: str, instruction: str, at: datetime, words: dict[str, str]) -> None:
        """A fixed card as the log has it."""
        speaker = self.conversations.speaker(at)
        event = cards.emergency(speaker, "fi") if instruction == "I-112" else NewEvent(
            "bot", "card", words["fi"], "fi", words, data={"instruction": instruction})
        async with self.conversations.database.write() as session:
            await log.append(session, conversation_id, at, event)

    async def send(self, conversation_id: str, handoff: dict[str, Any]) -> None:
        async with self.conversations.database.write() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            await self.queues.hand_over(session, conversation, handoff, self.conversations.speaker())

    async def stored(self, conversation_id: str) -> tuple[Conversation, Handoff]:
        async with self.conversations.database.read() as session:
            return (await session.get_one(Conversation, conversation_id),
                    await summary.latest(session, conversation_id))

    async def text(self, conversation_id: str, language: str) -> str:
        async with self.conversations.database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            return await summary.text(session, conversation, await summary.latest(session, conversation_id), language)

    async def fhir(self, conversation_id: str, language: str = "fi") -> dict[str, Any]:
        async with self.conversations.database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            handoff = await summary.latest(session, conversation_id)
            return await summary.as_fhir(session, conversation, handoff, language, NAMES, self.store)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the editors' files that a test may change."""
    copy = tmp_path / "data"
    for name in ("answers", "safety", "service", "questionnaires"):
        shutil.copytree(ROOT / "data" / name, copy / name)
    monkeypatch.setenv("NEUVO_DATA", str(copy))
    return copy


@pytest.fixture(params=databases.KINDS)
async def desk(request: pytest.FixtureRequest, tmp_path: Path, data: Path) -> AsyncIterator[Desk]:
    with databases.fresh(request.param, tmp_path) as url:
        migrate(url)
        database, clock = Database(url), StandingClock()
        conversations = Conversations(database, clock, Hub(url))
        queues = Queues(conversations)
        yield Desk(conversations, queues, Work(queues), Store(tmp_path / "pictures"), clock)
        await database.close()

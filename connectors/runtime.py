"""Everything one service process needs, put together once."""
from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from connectors import metrics
from connectors.console.openings import Openings
from connectors.engine.client import EngineAway
from connectors.engine.dispatcher import Dispatcher
from connectors.engine.engines import FILE, Engines
from connectors.handoff import setup
from connectors.limits import Limits
from connectors.settings import Settings
from connectors.typing_marks import TypingMarks
from handoff import retention
from handoff.attachments import MOST_PICTURES, Picture, Store
from handoff.clock import Clock, SystemClock
from handoff.conversations import services as conversations
from handoff.conversations.turns import Turns
from handoff.database import Database
from handoff.errors import Refused
from handoff.models import Attachment, Conversation, Nurse
from handoff.nurses.services import Nurses
from handoff.queues.keeper import Keeper
from handoff.queues.services import Queues
from handoff.queues.work import Work
from handoff.wake import Hub, lists_of

log = logging.getLogger("neuvo.runtime")

SWEEP_EVERY = 600.0         # seconds between two looks for what is to be deleted
LOOK_EVERY = 15.0           # seconds between two looks for turns that nobody is at


class Runtime:
    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.database = Database(settings.database_url)
        self.hub = Hub(settings.database_url)
        self.conversations = conversations.Conversations(
            self.database, clock, self.hub, conversations.Settings(allow_drafts=settings.allow_drafts))
        self.queues = Queues(self.conversations, settings.rules)
        self.work = Work(self.queues)
        self.keeper = Keeper(self.work)
        self.turns = Turns(self.conversations, self.queues)
        self.nurses = Nurses(self.database, clock)
        self.store = Store(settings.home / "attachments")
        self.limits = Limits() if settings.brakes else Limits((0, 1), (0, 1))
        self.typing = TypingMarks(self.hub)
        self.openings = Openings()
        self.engine = Engines(settings.home / FILE, settings.engine_url, settings.engine_key)
        self.dispatcher = Dispatcher(self.turns, self.queues, self.engine, settings.allow_drafts)
        self.wall = SystemClock()       # signatures and pauses are about real time, also where a test moves the clock
        self.deliveries, self.courier = setup.courier(settings, self.database, self.hub, self.store, self.wall)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.hub.start()
        await self.dispatcher.start()
        await self.courier.start()
        self._tasks = [asyncio.create_task(self._for_ever(*each)) for each in (
            ("sweep", self.sweep, SWEEP_EVERY), ("keeper", self.keeper.look, self.settings.keeper_seconds),
            ("dispatcher", self.dispatcher.look, LOOK_EVERY))]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.dispatcher.stop()
        await self.courier.stop()
        await self.hub.stop()
        await self.engine.close()
        await self.database.close()

    async def status(self, session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
        """State, queue place, nurse and typing: what stands beside the log in a family's browser."""
        queue = None
        if conversation.state == "queued":
            queue = await self.queues.standing(session, conversation)
        nurse = await session.get(Nurse, conversation.nurse_id) if conversation.nurse_id else None
        return {
            "state": conversation.state, "queue": queue, "language": conversation.language,
            "typing": self.typing.is_typing(conversation.id, "nurse"),
            "thinking": self.dispatcher.thinking(conversation.id),
            "nurse": {"name": nurse.name, "role": nurse.role} if nurse and conversation.state == "with_nurse" else None,
            "read_by_nurse": conversation.nurse_read_seq,
            "quick_exit": conversation.sensitive,
            **({"neutral_url": self.settings.neutral_url} if conversation.sensitive and self.settings.neutral_url else {}),
            **({"answer_by": conversation.answer_by.isoformat()}
               if conversation.state == "message" and conversation.answer_by else {}),
            **({"answered": True} if conversation.state == "message" and conversation.answered_at else {}),
        }

    async def add_attachment(self, conversation_id: str, client_id: str, picture: Picture) -> tuple[int, str]:
        """Put a saved picture into the conversation's log; the same client_id gives the same event."""
        now = self.clock.now()
        async with self.database.write() as session:
            conversation = await conversations.locked(session, conversation_id)
            if conversation.state == "closed":
                raise Refused(409, "closed", "This conversation has ended. Start a new one.")
            known = await self.conversations.attachment_of(session, conversation_id, client_id)
            if known is not None:
                return known
            with_bot = conversation.state == "bot" or conversation.form_open
            if with_bot and await self.conversations.pictures(session, conversation_id, True) >= MOST_PICTURES:
                raise Refused(409, "too_many_pictures", f"A nurse can be sent {MOST_PICTURES} pictures at once.", "file")
            if await self.conversations.pictures(session, conversation_id) >= MOST_PICTURES * 4:
                raise Refused(409, "too_many_pictures", "There are enough pictures in this conversation.", "file")
            row = Attachment(id=str(uuid.uuid4()), conversation_id=conversation_id, sha256=picture.sha256,
                             content_type=picture.content_type, width=picture.width, height=picture.height,
                             size=len(picture.content), at=now)
            session.add(row)
            await session.flush()
            seq = await self.conversations.record_attachment(session, conversation_id, client_id, {
                "id": row.id, "content_type": row.content_type, "width": row.width, "height": row.height,
                "size": row.size}, now)
            await self.hub.announce(session, conversation_id, *lists_of(conversation))
        return seq, row.id

    async def tell(self, topic: str) -> None:
        """Wake the listeners of a topic here and on the other replicas."""
        async with self.database.write() as session:
            await self.hub.announce(session, topic)

    async def sweep(self) -> retention.Deleted:
        """Delete what is over, here and in the engine's memory."""
        deleted = await retention.sweep(self.database, self.store, self.clock.now(), self.settings.retention)
        metrics.DELETED.inc(len(deleted.conversations))
        await self.tell_engine_to_forget()
        return deleted

    async def tell_engine_to_forget(self) -> None:
        """What is deleted here is deleted there; an engine that is away is told at the next sweep."""
        while waiting := await retention.to_forget(self.database):
            try:
                await self.engine.forget(waiting)
            except EngineAway as reason:
                log.warning("the engine could not forget now (%s); it is told again later", reason)
                return
            await retention.forgotten(self.database, waiting)

    async def _for_ever(self, what: str, look: Callable[[], Awaitable[Any]], pause: float) -> None:
        """Neither closing time nor deletion may depend on one hiccup: the next look tries again."""
        while True:
            try:
                await look()
            except Exception as error:
                log.error("the %s stumbled over %s", what, type(error).__name__)
                metrics.STUMBLED.labels(what).inc()
            await asyncio.sleep(pause)

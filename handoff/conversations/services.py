"""What a customer may do with a conversation. Each call is one transaction; waking the listeners follows it."""
from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from content import LANGUAGES, answers, hours
from handoff import audit
from handoff.attachments import MOST_PICTURES
from handoff.clock import Clock
from handoff.conversations import cards, log
from handoff.conversations.log import NewEvent
from handoff.conversations.speech import Speaker
from handoff.database import Database
from handoff.errors import Refused, not_found
from handoff.models import Conversation, Event, Turn
from handoff.wake import Hub, lists_of
from safety import danger

LONGEST_TEXT = 4_000            # characters; a long story fits, a pasted book does not
WAITING = ("queued", "message")   # for a nurse; meanwhile only a pre-information form reaches the engine
FORM_BUTTON = "/preinfo"

Pressed = Callable[[AsyncSession, Conversation, str], Awaitable[None]]
Written = Callable[[AsyncSession, Conversation, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Settings:
    """What a county may set about conversations."""

    allow_drafts: bool = True
    token_life: timedelta = timedelta(days=30)


def hash_token(token: str) -> str:
    """Tokens are random (256 bits), so one fast hash is enough to keep them unreadable at rest."""
    return hashlib.sha256(token.encode()).hexdigest()


async def locked(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation's row, locked against other writers until the transaction ends."""
    row = await session.scalar(
        sa.select(Conversation).where(Conversation.id == conversation_id).with_for_update()
        .execution_options(populate_existing=True))
    if row is None:
        raise not_found()
    return row


class Conversations:
    """The customer's side."""

    def __init__(self, database: Database, clock: Clock, hub: Hub, settings: Settings | None = None) -> None:
        self.database, self.clock, self.hub = database, clock, hub
        self.settings = settings or Settings()
        # What the human side adds: buttons that never reach the engine, and what a family's words do to a thread.
        self.own_payloads: dict[str, Pressed] = {}
        self.after_words: list[Written] = []

    def speaker(self, now: datetime | None = None) -> Speaker:
        return Speaker(answers.library.get(), hours.hours.get(), now or self.clock.now(), self.settings.allow_drafts)

    # beginning, and proving whose it is

    async def create(self, language: str, page: str | None = None,
                     municipality: str | None = None) -> tuple[Conversation, str]:
        """A new conversation with the bot's greeting in its log. Returns it and its token, told only now."""
        check_language(language)
        now = self.clock.now()
        token = secrets.token_urlsafe(32)
        conversation = Conversation(
            id=str(uuid.uuid4()), created_at=now, last_at=now, language=language, state="bot",
            token_hash=hash_token(token), token_expires_at=now + self.settings.token_life,
            page=(page or None) and page[:300], municipality=(municipality or None) and municipality[:40],
            last_seq=0, nurse_read_seq=0, customer_read_seq=0, emergency=False, sensitive=False,
            form_open=False)
        speaker = self.speaker(now)
        greeting = "intro_open" if speaker.hours.is_open(now) else "intro_closed"
        async with self.database.write() as session:
            session.add(conversation)
            await session.flush()
            await log.append(session, conversation.id, now,
                             speaker.say(greeting, language, choices=speaker.choices(START_CHOICES)))
        return conversation, token

    async def of_token(self, conversation_id: str, token: str, session: AsyncSession | None = None) -> Conversation:
        """The conversation that this token opens; raises Refused 401 for a missing or foreign token."""
        async with self.database.read(session) as reader:
            conversation = await reader.get(Conversation, conversation_id)
        expected = conversation.token_hash if conversation else None
        # Compared even where nothing was found, so that the time taken tells nothing.
        right = secrets.compare_digest(hash_token(token), expected or "0" * 64)
        if not right or conversation is None or conversation.token_expires_at <= self.clock.now():
            raise Refused(401, "bad_token", "This conversation cannot be opened with that token.")
        return conversation

    async def revoke(self, conversation_id: str) -> None:
        """The token opens nothing any more."""
        async with self.database.write() as session:
            (await locked(session, conversation_id)).token_hash = None
            await self.hub.announce(session, conversation_id)      # open streams look again and end

    # writing

    async def post(self, conversation_id: str, client_id: str, text: str | None = None,
                   choice: str | None = None) -> tuple[int, bool]:
        """Store the customer's words or press of a button.

        Returns the event's number, and whether the engine has a turn to take. The same client_id again
        gives the same number and stores nothing.
        """
        now = self.clock.now()
        try:
            async with self.database.write() as session:
                return await self._post(session, conversation_id, client_id, text, choice, now)
        except IntegrityError:
            # Two requests with one client_id at the same moment: the other one was first.
            async with self.database.read() as session:
                seq = await self._seq_of(session, conversation_id, client_id)
            if seq is None:
                raise
            return seq, False

    async def _post(self, session: AsyncSession, conversation_id: str, client_id: str, text: str | None,
                    choice: str | None, now: datetime) -> tuple[int, bool]:
        conversation = await locked(session, conversation_id)
        known = await self._seq_of(session, conversation_id, client_id)
        if known is not None:       # its sender may have gone before the engine was asked
            turn = await session.get(Turn, (conversation_id, known))
            return known, turn is not None and turn.status == "pending"
        if conversation.state == "closed":
            raise Refused(409, "closed", "This conversation has ended. Start a new one.")
        hands = conversation.state, conversation.nurse_id
        event, private = await self._customer_event(session, conversation, client_id, text, choice)
        alarm = danger.find(text, conversation.language, seconded=conversation.state == "bot") if text else None
        [row] = await log.append(session, conversation_id, now, event)
        row.private = {**private, **({"alarm": True} if alarm else {})}
        conversation.last_customer_at = now
        if alarm:
            await self.show_danger(session, conversation, alarm.instructions, now)
        own = self.own_payloads.get(private.get("payload", ""))
        form = own is None and conversation.state in WAITING and _for_form(conversation, private.get("payload"))
        if form:
            row.private = {**row.private, "form": True}
        turn = own is None and (form or conversation.state == "bot")
        if turn:
            session.add(Turn(conversation_id=conversation_id, seq=row.seq, status="pending", created_at=now))
        elif own is not None:
            await own(session, conversation, private["payload"])
        else:
            await self._written(session, conversation, now)
        moved = hands != (conversation.state, conversation.nurse_id)
        await self.hub.announce(session, conversation_id, *lists_of(conversation, moved))
        return row.seq, turn

    async def show_danger(self, session: AsyncSession, conversation: Conversation, instructions: Sequence[str],
                          now: datetime) -> None:
        """The fixed 112 card."""
        conversation.emergency = True
        await log.append(session, conversation.id, now,
                         cards.emergency(self.speaker(now), conversation.language, instructions))

    async def _written(self, session: AsyncSession, conversation: Conversation, now: datetime) -> None:
        for tell in self.after_words:
            await tell(session, conversation, now)

    async def _customer_event(self, session: AsyncSession, conversation: Conversation, client_id: str,
                              text: str | None, choice: str | None) -> tuple[NewEvent, dict[str, Any]]:
        if choice is None:
            return NewEvent("customer", "message", text, conversation.language, client_id=client_id), {}
        offered = await log.offered_choice(session, conversation.id, choice)
        if offered is None and choice in ALWAYS_OFFERED:
            known = answers.library.get().choices[choice]
            offered = (known.title, known.payload)
        if offered is None:
            raise Refused(422, "unknown_choice", "That choice has not been offered in this conversation.", "choice")
        titles, payload = offered
        event = NewEvent("customer", "message", titles[conversation.language], conversation.language, titles,
                         data={"choice": choice}, client_id=client_id)
        return event, {"payload": payload}

    async def _seq_of(self, session: AsyncSession, conversation_id: str, client_id: str) -> int | None:
        return await session.scalar(sa.select(Event.seq).where(
            Event.conversation_id == conversation_id, Event.client_id == client_id))

    # settings of the talk

    async def set_language(self, conversation_id: str, language: str) -> None:
        """Change the conversation's language; answers, queue place and log stay as they are."""
        check_language(language)
        now = self.clock.now()
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            await self.change_language(session, conversation, language, now)
            await self.hub.announce(session, conversation_id, *lists_of(conversation))

    async def change_language(self, session: AsyncSession, conversation: Conversation, language: str,
                              now: datetime) -> None:
        if conversation.language == language:
            return
        before, conversation.language = conversation.language, language
        words = self.speaker(now).phrase("language_changed")
        await log.append(session, conversation.id, now, NewEvent(
            "system", "language", words[language], language, words, data={"from": before, "to": language}))

    async def read_up_to(self, conversation_id: str, seq: int, got: int = 0) -> None:
        """Events have been seen by the customer up to `seq`, and have arrived in the browser up to `got`."""
        async with self.database.write() as session:
            conversation = await locked(session, conversation_id)
            seq, got = (each if each <= conversation.last_seq else 0 for each in (seq, max(seq, got)))
            if conversation.customer_read_seq >= seq and conversation.customer_got_seq >= got:
                return
            conversation.customer_read_seq = max(conversation.customer_read_seq, seq)
            conversation.customer_got_seq = max(conversation.customer_got_seq, got)
            await self.hub.announce(session, conversation_id)

    async def attachment_of(self, session: AsyncSession, conversation_id: str,
                            client_id: str) -> tuple[int, str] | None:
        """Number and id of a picture that came with this client_id before."""
        row = await session.scalar(sa.select(Event).where(
            Event.conversation_id == conversation_id, Event.client_id == client_id, Event.kind == "attachment"))
        return (row.seq, row.body["data"]["id"]) if row else None

    async def pictures(self, session: AsyncSession, conversation_id: str, since_handoff: bool = False) -> int:
        """How many pictures the customer has put into the conversation, or has not passed to a nurse yet."""
        sent = sa.select(sa.func.coalesce(sa.func.max(Event.seq), 0)).where(
            Event.conversation_id == conversation_id, Event.kind == "summary").scalar_subquery()
        return await session.scalar(sa.select(sa.func.count()).select_from(Event).where(
            Event.conversation_id == conversation_id, Event.kind == "attachment", Event.author == "customer",
            Event.seq > (sent if since_handoff else 0))) or 0

    async def record_attachment(self, session: AsyncSession, conversation_id: str, client_id: str,
                                data: dict[str, Any], now: datetime) -> int:
        """An image in the log; the bot says that a nurse will see it, or goes on with the question it belongs to."""
        conversation = await locked(session, conversation_id)
        asked = await log.open_question(session, conversation_id)
        [row] = await log.append(session, conversation_id, now, NewEvent(
            "customer", "attachment", lang=conversation.language, data=data, client_id=client_id))
        speaker = self.speaker(now)
        if asked is not None and asked.body.get("data", {}).get("type") == "photo":
            count = await self.pictures(session, conversation_id, since_handoff=True)
            await log.append(session, conversation_id, now, speaker.say(
                "photo_added" if count < MOST_PICTURES else "photo_added_last", conversation.language,
                params={"count": str(count), "most": str(MOST_PICTURES)}, choices=log.choices_of(asked),
                data={"type": "photo"}))
        elif asked is not None and asked.kind == "form":
            await log.append(session, conversation_id, now, speaker.say(
                "photo_kept", conversation.language, choices=log.choices_of(asked)))
        elif conversation.state == "bot":
            await log.append(session, conversation_id, now, speaker.say(
                "photo_received", conversation.language, choices=speaker.choices(["nurse"])))
        else:
            await self._written(session, conversation, now)
        await audit.record(session, now, "customer", "attachment", conversation_id, {"id": data["id"]})
        return row.seq


START_CHOICES = ("book", "symptom_child", "symptom_pregnancy", "vaccinations", "hours", "nurse")
ALWAYS_OFFERED = ("nurse",)     # a human is always within reach: the widget's own button sends this


def _for_form(conversation: Conversation, payload: str | None) -> bool:
    """Whether a message of a family that waits belongs to a form: one is open, or this button opens one."""
    if (payload or "").startswith(FORM_BUTTON):
        conversation.form_open = True       # what is typed before the engine has answered belongs to it too
    return conversation.form_open


def check_language(language: Any) -> None:
    """Raises Refused 422 unless it is one of ours."""
    if language not in LANGUAGES:
        raise Refused(422, "unknown_language", f"language must be one of {', '.join(LANGUAGES)}.", "language")

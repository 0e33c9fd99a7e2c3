"""What is kept. The event log is the truth of a conversation; everything else can be told from it or serves it."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment kept as UTC, also on SQLite, which has no time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[Any]: sa.JSON}


class Conversation(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    created_at: Mapped[datetime]
    # whose it is: the holder of the token
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    token_expires_at: Mapped[datetime]
    # the talk
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[str] = mapped_column(sa.String(12), default="bot", index=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    last_customer_at: Mapped[datetime | None]
    page: Mapped[str | None] = mapped_column(sa.String(300))
    municipality: Mapped[str | None] = mapped_column(sa.String(40))
    engine: Mapped[str | None] = mapped_column(sa.String(40), index=True)     # id of the engine that it is with
    # what it is about
    topic: Mapped[str | None] = mapped_column(sa.String(60))
    emergency: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    form_open: Mapped[bool] = mapped_column(default=False)     # a question of a form waits for its answer
    # the queue; queued_at is kept through a release, so that the place is kept too
    channel: Mapped[str | None] = mapped_column(sa.String(8))
    queue: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    queued_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]        # back from a nurse: at the front of its queue until claimed
    carry: Mapped[str | None] = mapped_column(sa.String(8))     # closing time, to a message: asked | yes | no
    wait_id: Mapped[str | None] = mapped_column(sa.String(36))  # the wait that goes on or was the last
    # the nurse
    nurse_id: Mapped[str | None] = mapped_column(sa.ForeignKey("nurses.id"), index=True)
    claimed_at: Mapped[datetime | None]
    first_answer_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]        # the nurse's last word, while nothing from the family has followed it
    nurse_read_seq: Mapped[int] = mapped_column(default=0)
    customer_read_seq: Mapped[int] = mapped_column(default=0)
    customer_got_seq: Mapped[int] = mapped_column(default=0)    # has arrived in the family's browser
    # the end
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    close_reason: Mapped[str | None] = mapped_column(sa.String(40))
    close_note: Mapped[str | None] = mapped_column(sa.Text)


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "client_id", name="uq_events_client_id"),)

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str | None] = mapped_column(sa.Text)
    lang: Mapped[str | None] = mapped_column(sa.String(8))
    client_id: Mapped[str | None] = mapped_column(sa.String(64))
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)      # texts, choices, data, name: what a browser sees
    private: Mapped[dict[str, Any]] = mapped_column(default=dict)   # payloads of choices: what it does not see


class Turn(Base):
    """A customer's message that waits for the engine's reply."""

    __tablename__ = "turns"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(sa.String(8), default="pending", index=True)   # pending | done | dropped
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Handoff(Base):
    """What was passed to a human, so that the summary can be made again."""

    __tablename__ = "handoffs"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(sa.String(8))
    queue: Mapped[str] = mapped_column(sa.String(60))
    topic: Mapped[str | None] = mapped_column(sa.String(60))
    language: Mapped[str] = mapped_column(sa.String(2))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)       # first_words, message, preinfo, booking…
    questionnaire_sha: Mapped[str | None] = mapped_column(sa.String(64))


class Wait(Base):
    """One wait of a family for a nurse, from asking to closing: what estimates and service levels are made of.

    No words and no person. The row outlives its conversation (the id is then emptied).
    """

    __tablename__ = "waits"
    __table_args__ = (
        sa.Index("ix_waits_queue_claimed", "queue", "claimed_at"),
        sa.Index("ix_waits_channel_answered", "channel", "answered_at", "ended_at"),     # open ones: both NULL
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(8))
    queue: Mapped[str] = mapped_column(sa.String(60))
    language: Mapped[str] = mapped_column(sa.String(2))
    place: Mapped[int] = mapped_column(default=1)               # in the queue when it began
    began_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]                             # messages: the date that was told
    claimed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]                        # the nurse's first message
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(sa.String(10)) # closed | left | message | carried | bot


class Record(Base):
    """The text for the patient record as the nurse left it at closing; of several, the newest counts."""

    __tablename__ = "records"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    nurse_id: Mapped[str] = mapped_column(sa.ForeignKey("nurses.id"))
    reason: Mapped[str] = mapped_column(sa.String(40))
    language: Mapped[str] = mapped_column(sa.String(2))
    text: Mapped[str] = mapped_column(sa.Text)


class Contact(Base):
    """A conversation that has been deleted, as a statistic: an hour, and nothing that names or quotes anybody."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(index=True)          # when it began, cut to the hour
    language: Mapped[str] = mapped_column(sa.String(2))
    queue: Mapped[str | None] = mapped_column(sa.String(60))    # the first one; none: never passed to a human
    guided: Mapped[bool] = mapped_column(default=False)         # self-booking guidance was given
    booked: Mapped[bool] = mapped_column(default=False)         # … and the family said that it worked
    score: Mapped[int | None]                                   # feedback, 0–10


class Meeting(Base):
    """A video meeting. The room is unguessable: whoever has the address may come in."""

    __tablename__ = "meetings"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "client_id", name="uq_meetings_client_id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    nurse_id: Mapped[str] = mapped_column(sa.ForeignKey("nurses.id"))
    client_id: Mapped[str] = mapped_column(sa.String(64))
    url: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[datetime]
    starts_at: Mapped[datetime | None]                          # none: now, in the chat
    ends_at: Mapped[datetime | None]


class Returned(Base):
    """A conversation that went back to its queue because its nurse had vanished; shown to her until she has seen it."""

    __tablename__ = "returned"

    id: Mapped[int] = mapped_column(primary_key=True)
    nurse_id: Mapped[str] = mapped_column(sa.ForeignKey("nurses.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class QuestionnaireVersion(Base):
    """A questionnaire as it was when answers were given to it."""

    __tablename__ = "questionnaire_versions"

    sha: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class Nurse(Base):
    __tablename__ = "nurses"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))            # as families see it
    role: Mapped[str] = mapped_column(sa.String(16), default="nurse")
    languages: Mapped[list[Any]] = mapped_column(default=list)  # spoken with families
    language: Mapped[str] = mapped_column(sa.String(2), default="fi")  # of the desk
    queues: Mapped[list[Any]] = mapped_column(default=list)     # empty = every queue
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    presence: Mapped[str] = mapped_column(sa.String(10), default="available")
    max_chats: Mapped[int] = mapped_column(default=4)           # live chats at a time
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # whose she is: None is ours, otherwise the chat system that speaks for her (she cannot log in here)
    connector: Mapped[str | None] = mapped_column(sa.String(40))


class NurseSession(Base):
    __tablename__ = "nurse_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    nurse_id: Mapped[str] = mapped_column(sa.ForeignKey("nurses.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class LoginFailure(Base):
    __tablename__ = "login_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), index=True)    # hashed name or address
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what and when. Rows are only ever added; the database refuses anything else."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(80))
    action: Mapped[str] = mapped_column(sa.String(40))
    conversation_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ReviewItem(Base):
    """A message that was not understood, masked and without its conversation, for editors to look at."""

    __tablename__ = "review_items"
    __table_args__ = (sa.UniqueConstraint("language", "folded", name="uq_review_items_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    folded: Mapped[str] = mapped_column(sa.String(300))       # case and punctuation folded: what counts as the same
    text: Mapped[str] = mapped_column(sa.String(300))
    suggested: Mapped[list[Any]] = mapped_column(default=list)  # intents, the likeliest first
    seen: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(sa.String(10), default="open")     # open | taken | dismissed


class ToForget(Base):
    """A deleted conversation that the engine still has to forget."""

    __tablename__ = "to_forget"

    conversation_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    at: Mapped[datetime]


class Feedback(Base):
    __tablename__ = "feedback"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    score: Mapped[int]
    text: Mapped[str | None] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(2))


class Attachment(Base):
    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    from_nurse: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

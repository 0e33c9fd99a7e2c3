"""What is kept about deliveries. No words of anybody: those are in the log."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models import Base


class Outbox(Base):
    """A conversation that another chat system serves or has served."""

    __tablename__ = "outbox"

    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    connector: Mapped[str] = mapped_column(sa.String(40), index=True)
    status: Mapped[str] = mapped_column(sa.String(6), default="open", index=True)    # open | dead | ended
    sent_seq: Mapped[int] = mapped_column(default=0)            # delivered up to here
    began_at: Mapped[datetime]
    # the letter after it
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    last_failure: Mapped[str | None] = mapped_column(sa.String(60))     # "status 500", "ConnectError": never content
    leased_until: Mapped[datetime | None]                       # a process is at it


class ConnectorRequest(Base):
    """What another chat system has asked and got, so that the same request again gives the same answer."""

    __tablename__ = "connector_requests"

    connector: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))          # of the body: another body under this key is refused
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)

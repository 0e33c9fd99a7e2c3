"""Waits as rows of their own, conversations that came back from a nurse, chats at a time."""
import sqlalchemy as sa
from alembic import op

from handoff.models import UtcDateTime

revision = "0030"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("conversation_id", sa.String(36), sa.ForeignKey("conversations.id", ondelete="SET NULL")),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("queue", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("claimed_at", UtcDateTime()),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("ended_as", sa.String(10)),
    )
    op.create_index("ix_waits_conversation_id", "waits", ["conversation_id"])
    op.create_index("ix_waits_began_at", "waits", ["began_at"])
    op.create_index("ix_waits_queue_claimed", "waits", ["queue", "claimed_at"])
    op.create_table(
        "returned",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("nurse_id", sa.String(36), sa.ForeignKey("nurses.id", ondelete="CASCADE"), nullable=False),
        sa.Column("conversation_id", sa.String(36), sa.ForeignKey("conversations.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime()),
    )
    op.create_index("ix_returned_nurse_id", "returned", ["nurse_id"])
    # Plain ADD COLUMN, not a rebuilt table: SQLite would delete what hangs on conversations and nurses with them.
    for name, kind in (("returned_at", UtcDateTime()), ("answered_at", UtcDateTime()), ("carry", sa.String(8)),
                       ("wait_id", sa.String(36))):
        op.add_column("conversations", sa.Column(name, kind))
    op.add_column("nurses", sa.Column("max_chats", sa.Integer(), nullable=False, server_default="4"))


def downgrade() -> None:
    op.drop_column("nurses", "max_chats")
    for name in ("wait_id", "carry", "answered_at", "returned_at"):
        op.drop_column("conversations", name)
    op.drop_table("returned")
    op.drop_table("waits")

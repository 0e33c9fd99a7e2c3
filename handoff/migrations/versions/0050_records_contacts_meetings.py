"""Record texts, contacts as statistics, video meetings; what has arrived in the family's browser."""
import sqlalchemy as sa
from alembic import op

from handoff.models import UtcDateTime

revision = "0050"
down_revision = "0060"


def _of(table: str) -> sa.Column:
    return sa.Column(f"{table[:-1]}_id", sa.String(36), sa.ForeignKey(
        f"{table}.id", ondelete="CASCADE" if table == "conversations" else None), nullable=False)


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("conversations"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _of("nurses"),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_records_conversation_id", "records", ["conversation_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("queue", sa.String(60)),
        sa.Column("guided", sa.Boolean(), nullable=False),
        sa.Column("booked", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer()),
    )
    op.create_index("ix_contacts_hour", "contacts", ["hour"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(36), primary_key=True),
        _of("conversations"),
        _of("nurses"),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("starts_at", UtcDateTime()),
        sa.Column("ends_at", UtcDateTime()),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_meetings_client_id"),
    )
    op.create_index("ix_meetings_conversation_id", "meetings", ["conversation_id"])
    op.add_column("conversations", sa.Column("customer_got_seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attachments", sa.Column("from_nurse", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("attachments", "from_nurse")
    op.drop_column("conversations", "customer_got_seq")
    for table in ("meetings", "contacts", "records"):
        op.drop_table(table)

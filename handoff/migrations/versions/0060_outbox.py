"""deliveries to other chat systems"""
import sqlalchemy as sa
from alembic import op

from handoff.models import UtcDateTime

revision = '0060'
down_revision = '0030'


def upgrade() -> None:
    op.create_table(
        'outbox',
        sa.Column('conversation_id', sa.String(length=36), nullable=False),
        sa.Column('connector', sa.String(length=40), nullable=False),
        sa.Column('status', sa.String(length=6), nullable=False),
        sa.Column('sent_seq', sa.Integer(), nullable=False),
        sa.Column('began_at', UtcDateTime(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('due_at', UtcDateTime(), nullable=False),
        sa.Column('failing_since', UtcDateTime(), nullable=True),
        sa.Column('last_failure', sa.String(length=60), nullable=True),
        sa.Column('leased_until', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('conversation_id'))
    op.create_table(
        'connector_requests',
        sa.Column('connector', sa.String(length=40), nullable=False),
        sa.Column('key', sa.String(length=100), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('answer', sa.JSON(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.Column('conversation_id', sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('connector', 'key'))
    for table, column in (('outbox', 'connector'), ('outbox', 'status'), ('connector_requests', 'conversation_id')):
        op.create_index(f'ix_{table}_{column}', table, [column])
    # Plain ADD COLUMN, not a rebuilt table: SQLite would delete what hangs on nurses with it.
    op.add_column('nurses', sa.Column('connector', sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column('nurses', 'connector')
    op.drop_table('connector_requests')
    op.drop_table('outbox')

"""service levels are counted without reading every wait there ever was"""
from alembic import op

revision = '0070'
down_revision = '0050'


def upgrade() -> None:
    op.create_index('ix_waits_channel_answered', 'waits', ['channel', 'answered_at', 'ended_at'])


def downgrade() -> None:
    op.drop_index('ix_waits_channel_answered', 'waits')

"""the engine that a conversation is with"""
import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('engine', sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f('ix_conversations_engine'), ['engine'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversations_engine'))
        batch_op.drop_column('engine')

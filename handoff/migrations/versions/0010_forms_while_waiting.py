"""whether a form is open, also while the family waits for a nurse"""
import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0003'


def upgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('form_open', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_column('form_open')

"""Alembic's entry: runs the migrations on the database that `handoff.database.migrate` names."""
import sqlalchemy as sa
from alembic import context

from handoff.models import Base, UtcDateTime
from handoff.outbox import models as _outbox  # noqa: F401  its tables belong to the same metadata


def render_item(type_, value, autogen_context):
    if type_ == "type" and isinstance(value, UtcDateTime):
        autogen_context.imports.add("from handoff.models import UtcDateTime")
        return "UtcDateTime()"
    return False


engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True,
                      render_item=render_item, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()

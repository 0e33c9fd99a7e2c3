"""Nurses of another chat system: an account that nobody can log in to, so that claim, name and audit work as for ours."""
from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from content import LANGUAGES
from handoff.clock import Clock
from handoff.database import Database
from handoff.models import Nurse

NO_PASSWORD = "!"       # no hash: nothing verifies against it
ANY_NUMBER = 100_000    # how many chats she may have is the other system's business


async def of(database: Database, clock: Clock, connector: str, nurse_id: str, name: str) -> Nurse:
    """The nurse with this id in that system, made when she is first heard of; her shown name follows theirs."""
    username = f"{connector}:{nurse_id}".lower()
    found = await _known(database, username)
    if found is None:
        made = Nurse(id=str(uuid.uuid4()), username=username, name=name, role="nurse", languages=list(LANGUAGES),
                     language="fi", queues=[], password_hash=NO_PASSWORD, must_change_password=True, active=False,
                     presence="away", max_chats=ANY_NUMBER, created_at=clock.now(), connector=connector)
        try:
            async with database.write() as session:
                session.add(made)
            return made
        except IntegrityError:          # two of her requests at once
            found = await _known(database, username)
            assert found is not None
    if found.name != name:
        async with database.write() as session:
            await session.execute(sa.update(Nurse).where(Nurse.id == found.id).values(name=name))
        found.name = name
    return found


async def _known(database: Database, username: str) -> Nurse | None:
    async with database.read() as session:
        return await session.scalar(sa.select(Nurse).where(Nurse.username == username))

"""Logging in and out. Roles: nurse, supervisor, editor, administrator."""
from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.ext.asyncio import AsyncSession

from content import LANGUAGES
from handoff import audit
from handoff.cleaning import clean_name
from handoff.clock import Clock
from handoff.conversations.services import hash_token
from handoff.database import Database
from handoff.errors import Refused
from handoff.models import LoginFailure, Nurse, NurseSession, Returned

SESSION_LIFE = timedelta(hours=12)          # a shift
GUESS_WINDOW = timedelta(minutes=15)
GUESSES_PER_NAME = 5
GUESSES_PER_ADDRESS = 30
SHORTEST_PASSWORD = 12
MOST_CHATS = 50                             # at a time; what a nurse sets for herself is far below
SIGN_OF_LIFE_EVERY = timedelta(seconds=20)  # written no more often than this
ROLES = ("nurse", "supervisor", "editor", "administrator")

# Every open stream asks this at every change: the statement is made once.
_LIVE_SESSION = (sa.select(Nurse, NurseSession).join(NurseSession, NurseSession.nurse_id == Nurse.id)
                 .where(NurseSession.token_hash == sa.bindparam("token"), NurseSession.expires_at > sa.bindparam("now"),
                        Nurse.active))

_hasher = PasswordHasher()
_nobody = _hasher.hash("nobody has this password")      # compared when the name is unknown: same time taken


@dataclass(frozen=True)
class Login:
    """A session just begun. The token goes into the cookie and is kept only as a hash."""

    nurse: Nurse
    token: str
    csrf: str


class Nurses:
    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    async def add(self, username: str, name: str, password: str, role: str = "nurse",
                  languages: Sequence[str] = LANGUAGES, language: str = "fi", queues: Sequence[str] = (),
                  by: str = "administrator") -> Nurse:
        """A new account, for every queue where none is named; its first password must be changed at the first login."""
        if role not in ROLES:
            raise Refused(422, "unknown_role", f"role must be one of {', '.join(ROLES)}.", "role")
        username, name = clean_name(username).lower(), clean_name(name)
        if not username or not name:
            raise Refused(422, "empty", "An account needs a user name and a name.", "name" if username else "username")
        now = self.clock.now()
        nurse = Nurse(id=str(uuid.uuid4()), username=username, name=name, role=role,
                      languages=list(languages), language=language, queues=list(queues), created_at=now, active=True,
                      presence="available", must_change_password=True,
                      password_hash=await asyncio.to_thread(_hasher.hash, password))
        async with self.database.write() as session:
            taken = await session.scalar(sa.select(Nurse.id).where(Nurse.username == nurse.username))
            if taken:
                raise Refused(409, "name_taken", "There is already an account with that name.", "username")
            session.add(nurse)
            await audit.record(session, now, by, "add_nurse", None, {
                "username": nurse.username, "role": role, "languages": nurse.languages, "queues": nurse.queues})
        return nurse

    async def count(self) -> int:
        async with self.database.read() as session:
            return await session.scalar(sa.select(sa.func.count()).select_from(Nurse)) or 0

    async def login(self, username: str, password: str, address: str) -> Login:
        """Begin a session. Raises Refused 401 for a wrong name or password, 429 after too many tries."""
        now = self.clock.now()
        username = clean_name(username).lower()
        keys = {hash_token(f"name:{username}"): GUESSES_PER_NAME, hash_token(f"from:{address}"): GUESSES_PER_ADDRESS}
        async with self.database.read() as session:
            for key, allowed in keys.items():
                failures = await session.scalar(sa.select(sa.func.count()).select_from(LoginFailure).where(
                    LoginFailure.key == key, LoginFailure.at > now - GUESS_WINDOW))
                if (failures or 0) >= allowed:
                    raise Refused(429, "too_many_tries", "Too many wrong passwords. Try again in 15 minutes.")
            nurse = await session.scalar(sa.select(Nurse).where(Nurse.username == username, Nurse.active))
        right = await self._right(nurse.password_hash if nurse else _nobody, password)
        if nurse is None or not right:
            async with self.database.write() as session:
                session.add_all(LoginFailure(key=key, at=now) for key in keys)
                await audit.record(session, now, "unknown", "login_failed", None, {})
            raise Refused(401, "wrong_password", "The user name or the password is wrong.")
        return await self._begin(nurse)

    async def _right(self, password_hash: str, password: str) -> bool:
        def verify() -> bool:
            try:
                return _hasher.verify(password_hash, password)
            except (VerifyMismatchError, InvalidHashError):
                return False
        return await asyncio.to_thread(verify)

    async def _begin(self, nurse: Nurse) -> Login:
        now = self.clock.now()
        login = Login(nurse, secrets.token_urlsafe(32), secrets.token_urlsafe(24))
        async with self.database.write() as session:
            session.add(NurseSession(token_hash=hash_token(login.token), nurse_id=nurse.id, csrf=login.csrf,
                                     created_at=now, expires_at=now + SESSION_LIFE))
            await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(last_seen_at=now))
            await audit.record(session, now, nurse.username, "login")
        return login

    async def of_cookie(self, token: str | None,
                        session: AsyncSession | None = None) -> tuple[Nurse, NurseSession] | None:
        """The nurse whose live session this is."""
        if not token:
            return None
        async with self.database.read(session) as reader:
            row = (await reader.execute(_LIVE_SESSION, {"token": hash_token(token), "now": self.clock.now()})).first()
        return (row[0], row[1]) if row else None

    async def logout(self, session_row: NurseSession, nurse: Nurse) -> None:
        async with self.database.write() as session:
            await session.execute(sa.delete(NurseSession).where(NurseSession.token_hash == session_row.token_hash))
            others = await session.scalar(sa.select(sa.func.count()).select_from(NurseSession).where(
                NurseSession.nurse_id == nurse.id, NurseSession.expires_at > self.clock.now()))
            if not others:      # she has gone, and is not waited for: her chats return to their queues at once
                await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(last_seen_at=None))
            await audit.record(session, self.clock.now(), nurse.username, "logout")

    async def change_password(self, nurse: Nurse, current: str, new: str, keep: NurseSession) -> None:
        """A new password; every other session of this nurse ends."""
        if len(new) < SHORTEST_PASSWORD:
            raise Refused(422, "weak_password", f"Use at least {SHORTEST_PASSWORD} characters.", "new")
        if new == current:
            raise Refused(422, "same_password", "The new password must differ from the old one.", "new")
        if not await self._right(nurse.password_hash, current):
            raise Refused(403, "wrong_password", "The present password is wrong.", "current")
        fresh = await asyncio.to_thread(_hasher.hash, new)
        async with self.database.write() as session:
            await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(
                password_hash=fresh, must_change_password=False))
            await session.execute(sa.delete(NurseSession).where(
                NurseSession.nurse_id == nurse.id, NurseSession.token_hash != keep.token_hash))
            await audit.record(session, self.clock.now(), nurse.username, "change_password")

    async def set_password(self, username: str, password: str, by: str = "administrator") -> None:
        """An administrator's reset: a one-time password, every session ends."""
        fresh = await asyncio.to_thread(_hasher.hash, password)
        async with self.database.write() as session:
            nurse = await session.scalar(sa.select(Nurse).where(Nurse.username == clean_name(username).lower()))
            if nurse is None:
                raise Refused(404, "unknown_nurse", f"There is no account {username}.", "username")
            nurse.password_hash, nurse.must_change_password = fresh, True
            await session.execute(sa.delete(NurseSession).where(NurseSession.nurse_id == nurse.id))
            await audit.record(session, self.clock.now(), by, "reset_password", None,
                               {"username": nurse.username})

    async def is_there(self, nurse: Nurse) -> None:
        """Her browser has just called."""
        now = self.clock.now()
        if nurse.last_seen_at is not None and abs(now - nurse.last_seen_at) < SIGN_OF_LIFE_EVERY:
            return
        async with self.database.write() as session:
            await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(last_seen_at=now))

    async def returned_seen(self, nurse: Nurse, up_to: int) -> None:
        """She has read which conversations went back to their queue while she was gone, up to this entry's number."""
        async with self.database.write() as session:
            await session.execute(sa.update(Returned).where(
                Returned.nurse_id == nurse.id, Returned.id <= up_to, Returned.seen_at.is_(None)).values(seen_at=self.clock.now()))

    async def settings(self, nurse: Nurse, language: str | None, presence: str | None,
                       max_chats: int | None = None) -> None:
        """The desk's language, whether she is there, and how many live chats she takes at a time."""
        changes: dict[str, str | int] = {} if max_chats is None else {"max_chats": max_chats}
        if language is not None:
            if language not in LANGUAGES:
                raise Refused(422, "unknown_language", f"language must be one of {', '.join(LANGUAGES)}.", "language")
            changes["language"] = language
        if presence is not None:
            if presence not in ("available", "busy", "away"):
                raise Refused(422, "unknown_presence", "presence must be available, busy or away.", "presence")
            changes["presence"] = presence
        if changes:
            async with self.database.write() as session:
                await session.execute(sa.update(Nurse).where(Nurse.id == nurse.id).values(**changes))

    async def active(self, session: AsyncSession) -> list[Nurse]:
        """Colleagues that a conversation can be handed to."""
        return list((await session.scalars(sa.select(Nurse).where(Nurse.active).order_by(Nurse.name))).all())

"""Where strong identification of families (Suomi.fi through OpenID Connect) and single sign-on for nurses plug in.

Only the interface stands here: a conversation belongs to whoever holds its token (handoff.conversations), and nurses
have passwords (handoff.nurses), until a county connects its own.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Person:
    """Who has been identified, and how strongly. The identity code never leaves the service."""

    name: str
    identity_code: str | None
    strength: str           # "strong" (Suomi.fi) | "none"


class FamilyIdentity(Protocol):
    """Tells who a family is; asked once, when a conversation is to be sent to a nurse."""

    async def identify(self, conversation_id: str) -> Person | None:
        """The identified person, or None where nobody has been identified."""

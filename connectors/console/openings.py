"""Which conversations a nurse has opened in this login, so that reading one's log by another way is audited too.

Kept in memory: after a restart, or on another replica, an opening is only noted once more.
"""
from __future__ import annotations

from datetime import datetime, timedelta

LASTS = timedelta(hours=1)


class Openings:
    def __init__(self) -> None:
        self._at: dict[tuple[str, str], datetime] = {}

    def note(self, login: str, conversation_id: str, now: datetime) -> bool:
        """True when this opening has not been noted within the hour."""
        before = self._at.get((login, conversation_id))
        if before is not None and abs(now - before) < LASTS:
            return False
        self._at[(login, conversation_id)] = now
        return True

    def forget(self, login: str) -> None:
        """That login has ended."""
        self._at = {key: at for key, at in self._at.items() if key[0] != login}

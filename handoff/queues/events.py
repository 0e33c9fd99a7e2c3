"""The event that tells a family who has its conversation now."""
from __future__ import annotations

from typing import Any

from handoff.conversations.log import NewEvent
from handoff.conversations.speech import Speaker
from handoff.models import Conversation, Nurse


def state_event(conversation: Conversation, speaker: Speaker, phrase: str, data: dict[str, Any] | None = None,
                /, nurse: Nurse | None = None, choices: tuple[dict[str, Any], ...] = (), **params: Any) -> NewEvent:
    words = speaker.phrase(phrase, **params)
    data = {"state": conversation.state, **(data or {})}
    if nurse is not None:
        data["nurse"] = {"name": nurse.name, "role": nurse.role}
    return NewEvent("system", "state", words[conversation.language], conversation.language, words, choices, data)


def told_date(conversation: Conversation) -> dict[str, Any]:
    """The date of the promise, for programs."""
    return {"answer_by": conversation.answer_by.isoformat()} if conversation.answer_by else {}


def told_day(conversation: Conversation) -> dict[str, Any]:
    """The date of the promise, for {answer_by} in a phrase."""
    return {"answer_by": {"day": conversation.answer_by.isoformat()}} if conversation.answer_by else {}

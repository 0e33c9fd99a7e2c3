"""One turn as the actions see it: what was said or tapped, how it was understood, and the moment.

Built from Rasa's latest message; holds nothing of Rasa, so that the conversations can be tried without it.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from content import LANGUAGES

SYMPTOMS = {"symptom_child": "child", "symptom_pregnancy": "pregnancy", "symptom_postpartum": "postpartum"}
DIALOGUE = frozenset({"greet", "thanks_bye", "human_please", "language_switch", "unsure", "out_of_scope",
                      "bot_identity_privacy", "emergency", "feedback_complaint"})
CRISIS_TOPICS = frozenset({"violence", "parent_mental_health", "perinatal_depression"})


@dataclass(frozen=True)
class Turn:
    now: datetime
    language: str
    is_open: bool = True
    opens_at: str | None = None
    closes_at: str | None = None
    # what came
    text: str | None = None
    choice: Mapping[str, Any] | None = None
    attachments: tuple[str, ...] = ()    # the conversation's pictures, oldest first
    number: int | None = None            # of the customer's message in the log
    waiting: bool = False                # for a nurse already: a form goes on beside that
    # how it was understood
    intent: str | None = None            # None when unsure
    ranking: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    second: str | None = None
    alarm: bool = False                  # words of the danger lexicon: 112 first, whatever else
    crisis: bool = False                 # the words of danger were about harming oneself
    suspected: bool = False              # understanding suspects danger: 112 first unless it is a plain answer
    particulars: Mapping[str, Any] = field(default_factory=dict)
    spoken: str | None = None            # another language than the conversation's, when that is clear
    municipality: str | None = None
    allow_drafts: bool = True


def from_message(message: Mapping[str, Any], clock: datetime | None = None) -> Turn:
    """A Turn from the parse data and `metadata` of a user event; missing keys mean nothing was found."""
    metadata = message.get("metadata") or {}
    context = metadata.get("context") or {}
    said = metadata.get("choice") is None
    intent = message.get("intent") or {}
    language = metadata.get("language") if metadata.get("language") in LANGUAGES else "fi"
    heard = message.get("language") or {}
    unsure = bool(message.get("asked")) or intent.get("name") in (None, "unsure")
    return Turn(
        now=_moment(context.get("now")) or clock or datetime.now(timezone.utc),
        language=language,
        is_open=context.get("open", True) is not False,
        opens_at=context.get("opens_at"), closes_at=context.get("closes_at"),
        text=message.get("text") if said else None,
        choice=metadata.get("choice"),
        attachments=tuple(context.get("attachments") or ()),
        number=metadata.get("turn"),
        waiting=context.get("state") in ("queued", "message"),
        intent=None if unsure else intent.get("name"),
        ranking=tuple(each["name"] for each in message.get("intent_ranking") or () if each.get("name")),
        offered=tuple(message.get("offered") or ()),
        second=message.get("second"),
        alarm=bool(context.get("alarm")),
        crisis="I-CRI" in (message.get("alarm_instruction") or ()),
        suspected=bool(message.get("alarm")) or (said and intent.get("name") == "emergency"),
        particulars=message.get("particulars") or {},
        spoken=heard.get("language") if said and heard.get("clear") and heard.get("language") != language else None,
        municipality=context.get("municipality"),
        allow_drafts=context.get("allow_drafts", True) is not False,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None

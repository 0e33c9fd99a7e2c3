"""What has happened in the conversation so far, read from its events. Keeps nothing itself."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.turn import DIALOGUE

Event = Mapping[str, Any]
FORM_INTENTS = frozenset({"preinfo", "booking", "fitting", "message", "leave_message", "no_more", "other_subject",
                          "language_stay"})
OPENERS = frozenset({"action_start_preinfo", "action_booking", "action_preinfo", "action_leave_message",
                     "action_fitting"})


@dataclass
class Past:
    """One turn of the customer and what the bot did then."""

    text: str | None
    intent: str | None
    unsure: bool
    by_button: bool
    second: str | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    replies: list[Mapping[str, Any]] = field(default_factory=list)


def turns(events: Iterable[Event]) -> list[Past]:
    """The customer's turns in order, the present one last."""
    found: list[Past] = []
    for event in events:
        kind = event.get("event")
        if kind == "user":
            data, metadata = event.get("parse_data") or {}, event.get("metadata") or {}
            name = (data.get("intent") or {}).get("name")
            tapped = metadata.get("choice") is not None
            found.append(Past(None if tapped else event.get("text"), name,
                              bool(data.get("asked")) or name == "unsure", tapped, data.get("second"),
                              data.get("particulars") or {}))
        elif kind == "action" and found and event.get("name") not in (None, "action_listen"):
            found[-1].actions.append(event["name"])
        elif kind == "bot" and found:
            custom = (event.get("data") or {}).get("custom")
            if custom:
                found[-1].replies.append(custom)
    return found


def since_handoff(past: list[Past]) -> list[Past]:
    """Turns after the last time the conversation went to a human."""
    for index in range(len(past) - 1, -1, -1):
        if any("handoff" in reply for reply in past[index].replies):
            return past[index + 1:]
    return past


def matter(past: list[Past]) -> tuple[str | None, str | None]:
    """Topic and the customer's own first words about it: what a nurse should see first.

    The topic is the latest clear subject; the words are those with which it came up, or the words just before
    it was chosen with a button. Without a subject: the first thing that was written.
    """
    recent = since_handoff(past)
    subjects = [index for index, each in enumerate(recent) if _is_subject(each)]
    if not subjects:
        said = [each.text for each in recent if each.text]
        meaning = [each.text for each in recent if each.text and each.intent not in ("greet", "thanks_bye")]
        named = [each.second for each in recent if each.second and each.second not in DIALOGUE]
        return (named or [None])[-1], (meaning or said or [None])[0]
    topic = recent[subjects[-1]].intent
    start = subjects[-1]
    while start > 0 and (recent[start - 1].intent == topic or recent[start - 1].intent in FORM_INTENTS):
        start -= 1
    for each in recent[start:subjects[-1] + 1]:
        if each.text and _is_subject(each):
            return topic, each.text
    before = [each.text for each in recent[:start] if each.text and each.unsure]
    return topic, before[-1] if before else None


def doubt_before(past: list[Past]) -> str | None:
    """What was said to the doubt of the turn just before the present one; None when that turn was understood."""
    before = past[-2] if len(past) > 1 else None
    if before is None or not {"action_offer_subjects", "action_out_of_scope"} & set(before.actions):
        return None
    return next((reply["say"] for reply in before.replies
                 if reply.get("say") and (reply["say"] != "out_of_scope")), None)


def last_said(past: list[Past]) -> Mapping[str, Any] | None:
    """The latest answer to a subject before the present turn, to be said again in another language."""
    for each in reversed(past[:-1]):
        for reply in each.replies:
            if reply.get("say") and reply["say"] == each.intent:
                return reply
    return None


def _is_subject(past: Past) -> bool:
    """A turn that brought a subject up; answers inside an open form bring up none."""
    if any(name.endswith("_form") for name in past.actions) and not any(name in OPENERS for name in past.actions):
        return False
    return past.intent is not None and not past.unsure and past.intent not in DIALOGUE and (
        past.intent not in FORM_INTENTS)

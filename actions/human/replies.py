"""The handoff reply and the words around it, by the clock that the turn carries."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.replies import Reply, choice, payload, say
from actions.turn import Turn


def hand_over(turn: Turn, topic: str | None, first_words: str | None, *, preinfo: Mapping[str, Any] | None = None,
              booking: Mapping[str, Any] | None = None, message: str | None = None,
              offer_first: bool = False, channel: str | None = None) -> list[Reply]:
    """To the chat queue when open. When closed: a message, or with `offer_first` the choice to leave one.

    `channel` overrides the clock: a message may be left at any time.
    """
    if not turn.is_open and offer_first:
        return closed(turn)
    made: dict[str, Any] = {"channel": channel or ("chat" if turn.is_open else "message"), "topic": topic,
                            "first_words": first_words, "language": turn.language}
    if preinfo:
        made["preinfo"] = dict(preinfo)
    if booking:
        made["booking"] = dict(booking)
    if message:
        made["message"] = message
    return [{"handoff": made}]


def closed(turn: Turn, can_leave_message: bool = True) -> list[Reply]:
    """When nurses are there again, what helps before that, and the message that can be left now."""
    name = "handoff_closed" if turn.opens_at else "handoff_closed_undated"
    params = {"opens_at": {"day_time": turn.opens_at}} if turn.opens_at else None
    buttons = [choice("leave_message", payload("leave_message"), phrase="choice_leave_message"),
               choice("not_now", payload("no_more"), phrase="choice_not_now")] if can_leave_message else None
    return [say(name, params), say("handoff_closed_safety", choices=buttons)]


def today_closed(turn: Turn) -> Reply:
    """Today's visit is never put into a message that may be answered in three days."""
    if turn.opens_at:
        return say("booking_today_closed", {"opens_at": {"day_time": turn.opens_at}})
    return say("booking_today_closed_undated")

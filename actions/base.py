"""The coat between Rasa's action server and the pure functions: a tracker in, replies and events out."""
from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import history
from actions.history import Past
from actions.replies import Reply
from actions.turn import Turn, from_message

for _name in ("rasa_sdk", "sanic.root", "asyncio"):       # their debug lines hold whole trackers
    logging.getLogger(_name).setLevel(max(logging.INFO, logging.getLogger(_name).level))


class Said(Action, ABC):
    """An action that answers a turn. Subclasses name themselves and implement `answer`."""

    NAME = ""

    def name(self) -> str:
        return self.NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict]:
        replies, events = self.answer(present(tracker), tracker)
        for reply in replies:
            dispatcher.utter_message(json_message=reply)
        return events

    @abstractmethod
    def answer(self, turn: Turn, tracker: Tracker) -> tuple[list[Reply], list[dict]]:
        """Replies and Rasa events for this turn."""


def present(tracker: Tracker) -> Turn:
    """The turn being answered: the newest message of the customer with its metadata."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return from_message({**(event.get("parse_data") or {}), "text": event.get("text"),
                                 "metadata": event.get("metadata") or {}})
    return from_message(tracker.latest_message or {})


def past(tracker: Tracker) -> list[Past]:
    return history.turns(tracker.events)


def already_answered(tracker: Tracker) -> bool:
    """True when an action has answered the newest message: Rasa validates a form again right after it was opened.

    The form's own name stands among the actions already while it validates.
    """
    newest = past(tracker)[-1:]
    return bool(newest) and any(not name.endswith("_form") for name in newest[0].actions)

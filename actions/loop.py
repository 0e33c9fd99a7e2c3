"""The frame that open forms share: one turn of a form, its end, and making way for another matter."""
from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Said, already_answered
from actions.replies import Reply
from actions.turn import Turn
from actions.ways import make_way

Answer = tuple[list[Reply], list[dict]]
State = dict[str, Any]


class Loop(Said):
    """One turn of an open form. Rasa calls it as the form's validation; it puts the next question itself.

    Subclasses name their `SLOT`, say which states are `active`, and take a turn.
    """

    SLOT = ""

    @staticmethod
    @abstractmethod
    def active(state: State | None) -> bool:
        """Whether the form has more to ask."""

    @abstractmethod
    def take(self, state: State, turn: Turn, tracker: Tracker) -> Answer | None:
        """Replies and events of the turn; None when it is another matter, for which the form makes way."""

    def closed(self, state: State) -> State:
        """The state of a form that has made way: no longer active."""
        raise NotImplementedError(f"{self.NAME} never makes way")

    def answer(self, turn: Turn, tracker: Tracker) -> Answer:
        state = tracker.get_slot(self.SLOT)
        if already_answered(tracker):
            return [], []
        if not self.active(state):
            return [], [_over()]
        answer = self.take(state, turn, tracker)
        if answer is not None:
            return answer
        replies, events = make_way(turn)
        return replies, [SlotSet(self.SLOT, self.closed(state)), _over(), *events]


def kept(form: str, slot: str, state: State | None, active: bool) -> list[dict]:
    """Events that keep a form's state, and make it the active loop when there is more to ask."""
    kept = [SlotSet(slot, state)]
    return [*kept, SlotSet("answer", None), ActiveLoop(form)] if active else kept


def going_on(slot: str, state: State | None, active: bool) -> list[dict]:
    """Events of a form's turn: the looping slot stays empty while there is more to ask."""
    return [SlotSet(slot, state), SlotSet("answer", None) if active else _over()]


def _over() -> dict:
    """The looping slot of all forms is filled: Rasa ends the form."""
    return SlotSet("answer", "done")

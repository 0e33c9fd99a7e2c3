"""The pre-information form behind the turn protocol: the real form (actions/preinfo) without Rasa's understanding.

It keeps state and the last turn's replies of each conversation as the engine does; Rasa itself is met in tests/live.
"""
from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from actions.preinfo import core, outside
from actions.preinfo import state as states
from actions.turn import Turn, from_message
from actions.typed import read_typed
from content.questionnaires import catalogue

FORWARD = "siirry "
OPENING = {"kuume": "C1", "ihottuma": "C2", "mieliala": "B2"}       # words that begin a form here


class FormEngine:
    def __init__(self) -> None:
        self.states: dict[str, states.State | None] = {}
        self.answered: dict[str, tuple[int, dict[str, Any]]] = {}
        self.asked: dict[str, list[dict[str, Any]]] = {}

    def answer(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a turn; None for conversations that have nothing to do with a form."""
        name = body["conversation_id"]
        if name not in self.states and body.get("text") not in OPENING:
            return None
        self.asked.setdefault(name, []).append(body)
        number, kept = self.answered.get(name, (0, {}))
        if body["turn"] != number:
            state, replies = self._take(self.states.get(name), body)
            state = json.loads(json.dumps(state))                   # what a tracker would hold
            self.states[name] = state
            kept = {"turn": body["turn"], "language": body["language"], "replies": replies,
                    "form": "preinfo_form" if states.active(state) else None}
            self.answered[name] = (body["turn"], kept)
        return kept

    def _take(self, state: states.State | None, body: dict[str, Any]) -> tuple[states.State | None, list[Any]]:
        turn, sets = _turn(body), catalogue.get()
        if turn.text in OPENING and not states.active(state):
            questionnaire = sets.questionnaires[OPENING[turn.text]]
            return core.begin(questionnaire.about, f"symptom_{questionnaire.about}", turn, sets, turn.text,
                              questionnaire.id, state)
        if states.active(state) and (turn.text or "").startswith(FORWARD):
            return _forward(state, turn, (turn.text or "").removeprefix(FORWARD))
        if states.active(state):
            return core.step(state, turn, sets, read_typed)
        if turn.intent == "human_please":
            return state, [{"handoff": {"channel": "chat", "topic": "human_please", "first_words": ""}}]
        if turn.choice is None:
            return state, [{"say": "doubt_tell_more"}]
        return outside.pressed(state, turn, sets, read_typed, None)


def _forward(state: states.State, turn: Turn, link_id: str) -> tuple[states.State, list[Any]]:
    """Skip to a question, or to the check page, in one turn: tests need not press through what they are not about."""
    replies: list[Any] = []
    while state["stage"] == "items" and state["at"] != link_id:
        skip = replace(turn, text=None, intent="preinfo", choice={"w": "skip", "q": state["at"]})
        state, replies = core.step(state, skip, catalogue.get(), read_typed)
    return state, replies


def _turn(body: dict[str, Any]) -> Turn:
    payload = body.get("choice")
    intent, brace, values = payload[1:].partition("{") if payload else (None, "", "")
    message = {"text": body.get("text") or payload, "intent": {"name": intent},
               "metadata": {"language": body["language"], "turn": body["turn"], "context": body["context"],
                            "choice": json.loads(brace + values) if brace else {} if payload else None}}
    turn = from_message(message)
    if body.get("text") == "ja silmä rähmii":                        # understanding's part
        return replace(turn, intent="symptom_child")
    return turn

"""A driver for the pre-information form without Rasa: taps, typed words, and what the last replies offered."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from actions.preinfo import core, outside
from actions.preinfo import state as states
from actions.turn import Turn
from actions.typed import read_typed
from content.questionnaires import Catalogue, catalogue

START = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)


def turn(**known: Any) -> Turn:
    return replace(Turn(now=START, language="fi"), **known)


class Form:
    """One form being filled. `replies` are those of the latest turn."""

    def __init__(self, topic: str = "symptom_child", words: str = "vauvalla on kuumetta", sets: Catalogue | None = None,
                 questionnaire: str | None = None, **known: Any) -> None:
        self.sets = sets or catalogue.get()
        self.known = known
        self.now = START
        about = {"symptom_child": "child", "symptom_pregnancy": "pregnancy", "symptom_postpartum": "postpartum"}[topic]
        self.state, self.replies = core.begin(about, topic, turn(text=words, **known), self.sets, words,
                                              questionnaire)

    def tap(self, name: str) -> list[dict]:
        """Press a button of the latest replies by its id."""
        return self.press(self.choices()[name])

    def press(self, payload: str) -> list[dict]:
        intent, brace, values = payload[1:].partition("{")
        return self._take(choice=json.loads(brace + values) if brace else {}, intent=intent)

    def type(self, text: str, **understood: Any) -> list[dict]:
        return self._take(text=text, **understood)

    def choices(self) -> dict[str, str]:
        return {choice["id"]: choice["payload"] for reply in self.replies for choice in reply.get("choices", ())}

    def speak(self, language: str) -> None:
        self.known["language"] = language

    def close(self) -> None:
        self.known.update(is_open=False, opens_at="2026-11-24T06:00:00+00:00")

    def press_outside(self, name: str) -> list[dict]:
        """Press a button of the latest replies while no form is open."""
        intent, brace, values = self.choices()[name][1:].partition("{")
        self.now += timedelta(seconds=10)
        pressed = turn(now=self.now, **{**self.known, "particulars": {}, "intent": intent, "choice": json.loads(brace + values)})
        self.state, self.replies = outside.pressed(self.state, pressed, self.sets, read_typed, self.state["first_words"])
        json.dumps(self.state)
        return self.replies

    def skip_to(self, link_id: str) -> None:
        """Skip questions until `link_id` is asked."""
        for _ in range(60):
            if self.state["at"] == link_id:
                return
            self.tap(f"w:skip:{self.state['at']}")
        raise AssertionError(f"{link_id} was never asked")

    def to_check(self) -> None:
        for _ in range(60):
            if self.state["stage"] == "check":
                return
            self.press('/preinfo{"w": "continue"}' if self.state["paused"] else
                       json_wish("skip", self.state["at"]))
        raise AssertionError("the check page was never reached")

    def handoff(self) -> dict | None:
        return next((reply["handoff"] for reply in self.replies if "handoff" in reply), None)

    def said(self) -> list[str]:
        return [reply["say"] for reply in self.replies if "say" in reply]

    def _take(self, **known: Any) -> list[dict]:
        self.now += timedelta(seconds=10)
        self.state, self.replies = core.step(
            self.state, turn(now=self.now, **{**self.known, **known}), self.sets, read_typed)
        json.dumps(self.state)                 # whatever is kept fits into a Rasa slot
        return self.replies

    @property
    def active(self) -> bool:
        return states.active(self.state)


def json_wish(wish: str, link_id: str | None) -> str:
    return "/preinfo" + json.dumps({"q": link_id, "w": wish})

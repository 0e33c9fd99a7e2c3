"""The shapes of replies (docs/architecture.md, turn protocol). No wording, only ids and localised texts."""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content.questionnaires import Instruction
from content.texts import Localised

Reply = dict[str, Any]
Choice = dict[str, Any]


def say(name: str, params: Mapping[str, Any] | None = None, choices: list[Choice] | None = None,
        data: Mapping[str, Any] | None = None, kind: str | None = None) -> Reply:
    """A phrase or an answer by its id."""
    reply: Reply = {"say": name}
    if kind:
        reply["kind"] = kind
    if params:
        reply["params"] = dict(params)
    if choices:
        reply["choices"] = choices
    if data:
        reply["data"] = dict(data)
    return reply


def texts(words: Localised, kind: str = "message", data: Mapping[str, Any] | None = None,
          choices: list[Choice] | None = None) -> Reply:
    """A text that is already in three languages."""
    reply: Reply = {"texts": dict(words), "kind": kind}
    if data:
        reply["data"] = dict(data)
    if choices:
        reply["choices"] = choices
    return reply


def choice(name: str, payload: str, titles: Localised | None = None, phrase: str | None = None,
           params: Mapping[str, Any] | None = None) -> Choice:
    """A button: its words are `titles`, or the phrase with `params`."""
    made: Choice = {"id": name, "payload": payload}
    if titles is not None:
        made["titles"] = dict(titles)
    else:
        made["say"] = phrase or name
        if params:
            made["params"] = dict(params)
    return made


def payload(intent: str, **values: Any) -> str:
    """`/intent{"q": …}`: what a button sends. Keys in a fixed order, so that equal buttons are equal text."""
    return f"/{intent}" + (json.dumps(values, ensure_ascii=False, sort_keys=True) if values else "")


def emergency(*also: str) -> Reply:
    """The fixed 112 card, with other fixed instructions below it."""
    reply: Reply = {"emergency": "I-112"}
    if also:
        reply["also"] = list(also)
    return reply


def instruction_card(instruction: Instruction, is_open: bool, choices: list[Choice] | None = None) -> Reply:
    """A fixed instruction as a card that is announced at once."""
    return texts(instruction.words(is_open), "card",
                 {"instruction": instruction.id, "tel": [{"number": number, "titles": title} for number, title in instruction.tel]}, choices)


def nurse_choice() -> Choice:
    return choice("nurse", payload("human_please"), phrase="choice_nurse")


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

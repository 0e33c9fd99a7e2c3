"""Fixed cards: the 112 card and the violence card. Their words are the county's and never change with the case."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content import questionnaires, texts
from handoff.conversations.log import NewEvent
from handoff.conversations.speech import Speaker


def emergency(speaker: Speaker, language: str, instructions: Sequence[str] = ("I-112",)) -> NewEvent:
    """The emergency card. 112 is always its first line, whatever else belongs on it."""
    order = ["I-112", *[name for name in instructions if name != "I-112"]]
    known = questionnaires.catalogue.get().common.instructions
    shown = [known[name] for name in order if name in known]
    is_open = speaker.hours.is_open(speaker.now)
    words = texts.join([instruction.words(is_open) for instruction in shown], "\n\n")
    numbers: list[dict[str, Any]] = []
    for instruction in shown:
        for number, title in instruction.tel:
            entry = {"number": number, "titles": title}
            if entry not in numbers:
                numbers.append(entry)
    choices = speaker.choices(["nurse"])
    return NewEvent("bot", "emergency", words[language], language, words, choices,
                    {"instructions": order, "tel": numbers})

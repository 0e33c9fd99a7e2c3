"""Which of the three languages a wish to switch means, and the buttons for choosing one. Switches nothing itself."""
from __future__ import annotations

from actions.replies import Choice, choice, payload
from actions.turn import Turn
from content import LANGUAGES
from content.texts import same

OWN_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
_BEGINNINGS = {"fi": ("suom", "finsk", "finn"), "sv": ("ruots", "svensk", "swed"), "en": ("engl", "engelsk")}


def wanted_language(turn: Turn) -> str | None:
    """The language named in the words ("på finska, tack" → fi).

    A language that the words say is not understood is not the one wanted: then the language of the words is.
    """
    if turn.choice is not None:
        value = turn.choice.get("to")
        return value if value in LANGUAGES else None
    words = (turn.text or "").casefold().replace("?", " ").replace(",", " ").replace(".", " ").split()
    named = [code for code, begins in _BEGINNINGS.items() if any(word.startswith(begins) for word in words)]
    if len(named) == 1 and not (_negated(words) and (turn.spoken or turn.language) != named[0]):
        return named[0]
    if turn.spoken in LANGUAGES:
        return turn.spoken
    others = [code for code in named if code != turn.language]
    return others[0] if len(others) == 1 and len(named) > 1 else None


def _negated(words: list[str]) -> bool:
    return any(word in ("inte", "int", "not", "don't", "dont", "ei", "en") for word in words) and any(
        word.startswith(("ymmär", "ymmar", "osa", "puhu", "förstå", "forsta", "kan", "tala", "prata", "understand",
                         "speak", "know")) for word in words)


def buttons() -> list[Choice]:
    """Each language by its own name, the same in every language."""
    return [choice(f"language:{code}", payload("language_switch", to=code), titles=same(name))
            for code, name in OWN_NAMES.items()]

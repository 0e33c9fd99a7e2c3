"""From probabilities to a decision: which subject, ask or answer, what to offer, what comes second.

Precedence when several matters stand in one message: danger, violence, a symptom now, mood, the rest.
It orders subjects only; it never judges how urgent a person's matter is.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional, Sequence

import numpy as np
import yaml

from bot.nlu.subjects import Mixture

PATH = Path(__file__).with_name("decision.yml")
EMERGENCY = "emergency"
PRECEDENCE = (
    (EMERGENCY,), ("violence",),
    ("symptom_child", "symptom_pregnancy", "symptom_postpartum"),
    ("parent_mental_health", "perinatal_depression"),
)
# Here an illness is usually the reason and not a question of its own ("kid is sick, can we rebook"): the
# symptom is offered next, and decides only when the whole message leans to it.
ILLNESS_AS_REASON = frozenset({"cancel_same_day", "cancel_later", "reschedule_appointment", "daycare_certificate"})
# Opening and closing words beside a matter are not a matter of their own, nor is noise.
COURTESY = frozenset({"greet", "thanks_bye", "out_of_scope"})


@dataclass(frozen=True)
class Settings:
    mixture: Mixture            # with the shipped encoders
    mixture_without: Mixture    # embeddings off
    ask_below: float
    ask_margin: float
    offer: int
    offer_least: float
    alarm_from: float
    alarm_words: int
    promote_clause: float
    promote_whole: float
    promote_reason: float
    promote_danger: float
    second_clause: float


@dataclass(frozen=True)
class Decision:
    ranking: tuple[tuple[str, float], ...]   # best first, after precedence
    asked: bool
    offered: tuple[str, ...]
    second: Optional[str]


def read_settings(path: Path = PATH) -> Settings:
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Settings(
        mixture=Mixture(values["mixture"]), mixture_without=Mixture(values["mixture_without"]),
        ask_below=values["ask_below"], ask_margin=values["ask_margin"],
        offer=values["offer"], offer_least=values["offer_least"], alarm_from=values["alarm_from"],
        alarm_words=values["alarm_words"],
        promote_clause=values["promote"]["clause"], promote_whole=values["promote"]["whole"],
        promote_reason=values["promote"]["whole_with_reason"], promote_danger=values["promote"]["whole_for_danger"],
        second_clause=values["second"]["clause"],
    )


def rank(intent: str) -> int:
    """0 weighs most; everything without precedence is alike."""
    return next((place for place, names in enumerate(PRECEDENCE) if intent in names), len(PRECEDENCE))


def decide(classes: Sequence[str], whole: np.ndarray, pieces: np.ndarray, settings: Settings) -> Decision:
    """`whole`: probabilities of the message; `pieces`: of its clauses (may have no rows)."""
    scores = dict(zip(classes, map(float, whole)))
    top = max(scores, key=scores.__getitem__)
    promoted = _weightier(classes, top, scores, pieces, settings)
    second = None
    if promoted:
        second = top if top not in COURTESY else None
        scores = _lead(scores, promoted)
        top = promoted
    ranking = tuple(sorted(scores.items(), key=lambda item: -item[1]))
    second = second or _second(classes, top, scores, pieces, settings)
    asked = ranking[0][1] < settings.ask_below or ranking[0][1] - ranking[1][1] < settings.ask_margin
    offered = [name for name, score in ranking[: settings.offer] if score >= settings.offer_least]
    if promoted and second and second not in offered:
        offered = offered[: settings.offer - 1] + [second]
    if top == EMERGENCY and ranking[0][1] >= settings.alarm_from:
        asked = False       # nobody is asked whether it is an emergency when it looks like one
    return Decision(ranking, asked, tuple(offered), second)


def _weightier(classes: Sequence[str], top: str, scores: Mapping[str, float], pieces: np.ndarray,
               settings: Settings) -> Optional[str]:
    """A subject of higher precedence that one clause is sure of and the whole allows."""
    if not len(pieces):
        return None
    best = pieces.max(axis=0)
    allowed = settings.promote_reason if top in ILLNESS_AS_REASON else settings.promote_whole
    found = [name for place, name in enumerate(classes)
             if rank(name) < rank(top) and best[place] >= settings.promote_clause
             and scores[name] >= (settings.promote_danger if name == EMERGENCY else allowed)]
    return min(found, key=lambda name: (rank(name), -scores[name])) if found else None


def _second(classes: Sequence[str], top: str, scores: Mapping[str, float], pieces: np.ndarray,
            settings: Settings) -> Optional[str]:
    """The surest other matter among the clauses; danger only where the whole message allows it."""
    skipped = {top, *COURTESY} | ({EMERGENCY} if scores[EMERGENCY] < settings.promote_danger else set())
    sure = {}
    for piece in pieces:
        place = int(piece.argmax())
        if piece[place] >= settings.second_clause and classes[place] not in skipped:
            sure[classes[place]] = max(sure.get(classes[place], 0.0), float(piece[place]))
    return max(sure, key=sure.__getitem__) if sure else None


def _lead(scores: Mapping[str, float], winner: str) -> dict[str, float]:
    """The winner takes the leader's confidence and the leader the winner's."""
    changed = dict(scores)
    leader = max(scores, key=scores.__getitem__)
    changed[winner], changed[leader] = scores[leader], min(scores[winner], scores[leader])
    return changed

"""A figure said where a yes or no was asked: "34+5" to "born before week 37?", "only two days" to "5 days or more?".

The question holds one limit and the answer one figure; anything else is left to be asked again.
"""
from __future__ import annotations

import re
from datetime import datetime
from typing import Optional

from reading.ages import find_gestation
from reading.durations import HOURS, amount, duration
from reading.meaning import DEGREES as DEGREES_SAID
from reading.meaning import about, things
from reading.numerals import digitise
from reading.quantities import number, temperatures
from reading.question import Question
from reading.statements import several_conditions
from reading.tables import LANGUAGES
from reading.text import fold, plain

TIME = r"(?:paiva\w*|vuorokau\w*|vrk|tun\w+|dygn\w*|dag\w*|timm\w*|days?|hours?)"
OR_MORE = r"\s*(?:tai|eller|or)\s*(?:enemman|kauemmin|pidempaan|yli|langre|mer\w*|more|longer|higher|hogre|korkeampi)"
BEFORE_WEEK = re.compile(r"\b(?:ennen|fore|before)\s+\w*\s?(?:viikkoa|viikko|vecka|week)\s*(\d+)")
AT_LEAST = re.compile(rf"(\d+)\s*({TIME}){OR_MORE}")
WITHIN = re.compile(rf"(?:viimei\w+|viime|senaste|last|past)\s+(\d+)\s*({TIME})|(\d+)\s+(?:viime|viimeisen|viimeisten|senaste|last)\s+({TIME})")
FEWER = re.compile(r"\b(?:alle|farre an|mindre an|fewer than|less than)\s+(\d+)\s+(?:kastunutt\w*|mark\w*|pissa\w*|vata|blota|kiss\w*|wet|viimei\w+)|\balle (\d+)\b.*\bvaipp|"
                   r"\b(?:vaippoja|blojor)\b.*\b(?:alle|farre an) (\d+)")
DEGREES = re.compile(rf"(\d\d(?:\.\d)?)\s*(?:°|º)?\s*c?(?:elsius)?{OR_MORE}")
EARLY = re.compile(r"(\d+)\s*(?:viikkoa|vko\w*|veckor|weeks?)\s*(?:etuaja\w*|liian aikaisin|aiemmin|ennen laskettu\w*|ennenaikai\w*|for tidigt|fore|early|premature|before)")
FIRST_DAY = re.compile(r"\b(?:eka|ensimmainen|forsta|first) (?:paiva\w*|vuorokau\w*|dag\w*|dygn\w*|day)\b")
MORE = re.compile(r"\b(?:yli|reilu\w*|over|drygt|more than|ainakin|minst|at least|atminstone)\b")
LESS = re.compile(r"\b(?:alle|vajaa\w*|under|knappt|mindre an|less than|korkeintaan|hogst|at most|not even)\b")
FEVER_FROM, NO_FEVER_TO = 38.0, 37.0        # °C: what everybody calls fever, and what nobody does


def by_figure(question: Question, text: str, lang: str, now: Optional[datetime] = None) -> Optional[str]:
    """"yes" or "no" where the answer's figure decides the one limit of the question; else None."""
    if not question.text or several_conditions(question.text):
        return None
    asked = next((digits for language in LANGUAGES if re.search(r"\d", digits := fold(digitise(question.text, language)))), fold(plain(question.text)))
    digits = digitise(text, lang)
    folded = fold(digits)
    before = BEFORE_WEEK.search(asked)
    if before:
        return _born_before(int(before[1]) * 7, digits, folded, text, lang, now)
    fewer = FEWER.search(asked)
    if fewer:
        count = number(Question("number", unit="1/d", min=0, max=40), text, lang)
        return None if count is None else _yes(count < int(next(group for group in fewer.groups() if group)))
    limit = DEGREES.search(asked)
    if limit and 34 <= float(limit[1]) <= 43:
        return _compared(max(temperatures(digits, lang), default=None), float(limit[1]), folded)
    if not re.search(r"\d", asked) and "fever" in things(asked):
        found = temperatures(digits, lang)
        return None if len(set(found)) != 1 else "yes" if found[0] >= FEVER_FROM else "no" if found[0] <= NO_FEVER_TO else None
    limit = AT_LEAST.search(asked)
    if limit:
        if FIRST_DAY.search(folded):
            return _yes(int(limit[1]) * _hours(limit[2]) <= 24)
        said = amount(digits) or duration(question, text, lang, now)
        return None if said is None else _compared(said["value"] * HOURS[said["unit"]], int(limit[1]) * _hours(limit[2]), folded)
    within = WITHIN.search(asked)
    if within and (about(folded, [question.text]) or len(folded.split()) <= 4 and not things(folded) - DEGREES_SAID):
        said = duration(question, text, lang, now)
        figure, unit = within[1] or within[3], within[2] or within[4]
        return None if said is None else _yes(said["value"] * HOURS[said["unit"]] <= int(figure) * _hours(unit))
    return None


def _born_before(limit: int, digits: str, folded: str, text: str, lang: str, now: Optional[datetime]) -> Optional[str]:
    early = EARLY.search(folded)
    days = (40 - int(early[1])) * 7 if early else find_gestation(digits, text, lang, now, bare=True)
    return None if days is None or days < 20 * 7 else _yes(days < limit)


def _compared(said: Optional[float], limit: float, folded: str) -> Optional[str]:
    """Yes from the limit on. "Over two days" may be more than five, "under a week" less."""
    if said is None:
        return None
    if MORE.search(folded):
        return "yes" if said >= limit else None
    if LESS.search(folded):
        return "no" if said <= limit else None
    return _yes(said >= limit)


def _hours(unit: str) -> int:
    return 1 if re.match(r"tun|timm|hour", unit) else 24


def _yes(true: bool) -> str:
    return "yes" if true else "no"

"""A time of day that was asked for: on the clock, or counted back from now ("two hours ago")."""
from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Optional

from reading.durations import HOURS, amount
from reading.moments import digitise_clock, find_clock, local, worded_clock
from reading.numerals import digitise
from reading.question import Question
from reading.tables import says
from reading.text import fold

AGO = re.compile(r"\b(?:sitten|sitte|sit|sedan|sen|ago)\b")
LAST_ASKED = re.compile(r"viimeksi|viimeinen|annettiin|annoit|senast|gavs|fick|last|given|gave", re.IGNORECASE)
HALF_AT = re.compile(r"\bpuoli?\s+\w+lt[aä]\b")      # "puoli kasilta" may as well be the evening's: asked again
LONG_AGO = 24       # hours; what was longer ago has no time of day


def clock_time(question: Question, text: str, lang: str, now: Optional[datetime]) -> Optional[str]:
    """"HH:MM"; a twelve-hour wording without part of the day counts where the last time was asked and it fits."""
    digits = digitise(text, lang)
    found = find_clock(digitise_clock(text, lang)) if not AGO.search(digits) else None
    if found:
        return found.strftime("%H:%M")
    here = local(now)
    if AGO.search(digits) and not says("inexact", fold(digits), lang):
        said = amount(digits)
        hours = said["value"] * HOURS[said["unit"]] if said else None
        if hours is not None and hours < LONG_AGO:
            return (here - timedelta(hours=hours)).strftime("%H:%M")
        found = find_clock(digitise_clock(text, lang))
        return found.strftime("%H:%M") if found else None
    # "halv åtta" asked at half past nine for the last feed: this morning's. What may as well be evening is asked again.
    literal = worded_clock(digitise_clock(text, lang))
    if literal is None or now is None or HALF_AT.search(text.lower()) or not LAST_ASKED.search(question.text):
        return None
    passed = (here.hour * 60 + here.minute) - (literal.hour * 60 + literal.minute)
    return literal.strftime("%H:%M") if 0 <= passed < 12 * 60 else None

"""The one way in: what a typed answer to a question means."""
from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Optional, Union

from reading.ages import age, gestation
from reading.choices import choice, multi
from reading.durations import duration
from reading.meaning import asks_back, things, without_doubt
from reading.moments import calendar_date
from reading.quantities import number, temperature
from reading.question import Question, Wish
from reading.tables import LANGUAGES, says
from reading.text import fold, plain
from reading.times import clock_time
from reading.weights import weight
from reading.wishes import wish
from reading.yesno import yesno

TIMED = {"duration": duration, "gestation": gestation, "age": age, "time": clock_time, "date": calendar_date}
UNTIMED = {"temperature": temperature, "number": number, "weight": weight, "choice": choice, "multi": multi}
MEASURED = ("temperature", "number", "weight")
DONT_KNOW_WORDS = 6     # "en tiedä yhtään" is a wish to go on; a longer text may hold the answer


def read(question: Question, text: str, lang: str, now: Optional[datetime] = None) -> Union[Any, None, Wish]:
    """The value, a Wish, or None: ask again.

    Shapes: temperature, number, weight: a number; duration {"value", "unit"}; yesno "yes|no|unknown";
    choice an option id; multi a list of ids; gestation {"weeks", "days"}; age one of
    {"days"|"months"|"years"}; time "HH:MM"; date ISO; text the words. `now` is aware.
    """
    if lang not in LANGUAGES:
        lang = "fi"
    if not plain(text):
        return None
    # "en jaksa enää" is an answer to "how are you coping?" and a wish to stop elsewhere
    coping = any("limit" in things(title) for option in question.options for title in option.titles)
    wished = wish(text, lang, in_own_words=question.type == "text" or coping)
    if wished is not None:
        return wished
    if question.type == "text":
        return text.strip()
    if question.type == "yesno":
        return yesno(question, text, lang, now)
    value = TIMED[question.type](question, text, lang, now) if question.type in TIMED \
        else UNTIMED[question.type](question, text, lang)
    if value is not None and question.type in MEASURED and asks_back(text.rstrip("? "), lang):
        return None
    if value is None and _does_not_know(text, lang, question.type in MEASURED):
        return Wish.SKIP
    return value


def _does_not_know(text: str, lang: str, measured: bool) -> bool:
    """Who does not know a number, or has not measured, is not asked again: the question is left unanswered."""
    said = without_doubt(fold(plain(text)))
    groups = ("unknown", "not_measured") if measured else ("unknown",)
    if re.search(r"\d|\b(?:tai|vai|eller|or)\b", said):       # "vihreä tai keltainen, vaikea sanoa" is asked again
        return False
    return any(len(clause.split()) <= DONT_KNOW_WORDS and says(group, clause, lang) for clause in re.split(r"[,.;]", said) for group in groups)

"""A plain figure that cannot be what was asked (temperature 390, week 50): read, so that it can be questioned kindly."""
from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any, Optional

from reading.ages import LAST_WEEK, PLUS, WITH_WORD, find_age
from reading.numerals import digitise
from reading.quantities import FIGURE, HIGHEST, LOWEST, RANGE, after_correction, number
from reading.question import Question
from reading.weights import weight

LONGEST = 5                 # words; a figure in a story is not an answer
NOT_DEGREES = re.compile(r"\s*(?!asteen|astet|asteita|grad|deg|c\b)[^\W\d_°]")
MANY = 10 ** 6


def beyond(question: Question, text: str, lang: str, now: Optional[datetime] = None) -> Any:
    """The value outside the question's limits in the shape of `read`; None where the words say no such thing.

    Weeks of pregnancy above 43 come as {"weeks", "days"}, ages as {"years"}, the rest as numbers.
    """
    if len(text.split()) > LONGEST or text.rstrip().endswith("?"):
        return None
    digits = after_correction(digitise(text, lang), lang)
    if question.type == "gestation":
        return _week(digits)
    if question.type == "age":
        found = find_age(digits, lang)
        return found if found and "years" in found else None
    if question.type == "temperature":
        return _degrees(question, digits)
    free = replace(question, min=0, max=MANY)
    return {"number": number, "weight": weight}[question.type](free, text, lang) if question.type in (
        "number", "weight") else None


def _degrees(question: Question, digits: str) -> Optional[float]:
    found = [(float(match[1]), digits[match.end():]) for match in FIGURE.finditer(digits)]
    if len(found) != 1 or RANGE.search(digits) or NOT_DEGREES.match(found[0][1]):
        return None
    low, high = question.min or LOWEST, question.max or HIGHEST
    return None if low <= found[0][0] <= high else found[0][0]


def _week(digits: str) -> Optional[dict[str, int]]:
    plus, said, alone = PLUS.search(digits), WITH_WORD.search(digits), re.fullmatch(r"\s*(\d{2,3})[.!]?\s*", digits)
    weeks = next((int(group) for found in (plus, said, alone) if found for group in found.groups() if group), None)
    days = int(plus[2]) if plus and int(plus[2]) <= 6 else 0
    return {"weeks": weeks, "days": days} if weeks is not None and weeks > LAST_WEEK else None

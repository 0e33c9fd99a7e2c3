"""Weights in typed answers: kilos, grams, pounds. Gives None where a careful person would ask again."""
from __future__ import annotations

import re
from typing import Optional

from reading.numerals import digitise
from reading.occasions import asked_part
from reading.quantities import FIGURE, RANGE, after_correction, of_somebody_else
from reading.question import Question
from reading.tables import says
from reading.text import fold

# How much it has changed is no weight, unless it is told what to: "noussut 4,2 kiloon".
CHANGED = re.compile(r"\b(?:liho\w*|nous\w*|laiht\w*|pudon\w*|tippun\w*|lisää|gått (?:upp|ner)|ökat|minskat|tappat|gained|gaining|lost|put on|up by|down by)\b")
CHANGED_TO = re.compile(r"\bkilo(?:on|ihin)\b|\bkiloon\b|\b(?:till|to)\s+\d|\bon nyt\b|\bnyt (?:jo )?\d|\b(?:nu|now) \d")


def weight(question: Question, text: str, lang: str) -> Optional[float]:
    """Kilograms with gram precision; pounds and ounces are converted."""
    digits = asked_part(after_correction(digitise(text, lang), lang), question.text)
    if of_somebody_else(question, digits):
        return None
    if CHANGED.search(digits) and not CHANGED_TO.search(digits):
        return None
    digits = re.sub(r"(\d)\s(\d{3})(?=\s*(?:g|$))", r"\1\2", digits)
    if RANGE.search(digits) or says("inexact", fold(digits), lang):
        return None
    both = re.search(r"(\d+)\s*(?:kg|kilo\w*)\s*(?:ja|och|å|and)?\s*(\d+)\s*(?:g\b|gr\w*)", digits) or re.search(
        r"(\d+)\s*(?:kg|kilo\w*)\s*(?:ja|och|å|and)?\s*(\d{3})\b(?![.\d])", digits)
    pounds = re.search(r"(\d+(?:\.\d+)?)\s*(?:lbs?|pounds?)\s*(?:(?:and\s*)?(\d+(?:\.\d+)?)\s*(?:oz|ounces?))?", digits)
    if both:
        kilos = int(both[1]) + int(both[2]) / 1000
    elif pounds:
        kilos = round(float(pounds[1]) * 0.45359 + float(pounds[2] or 0) * 0.02835, 2)
    else:
        kilos = _one_weight(digits)
    low, high = question.min if question.min is not None else 0.3, question.max or 200
    return round(kilos, 3) if kilos is not None and low <= kilos <= high else None


def _one_weight(digits: str) -> Optional[float]:
    found = [(float(match[1]), digits[match.end():]) for match in FIGURE.finditer(digits)]
    found = [(value, rest) for value, rest in found if not re.match(r"\s*(?:kk|pv|vko|viik|mån|month|week|vuot|år|year|päiv|dag|day|\.\d)", rest)]
    if len(found) != 1:
        return None
    value, rest = found[0]
    if re.match(r"\s*(?:kg|kilo)", rest):
        return value
    if re.match(r"\s*(?:g\b|gr)", rest):
        return value / 1000
    if re.match(r"\s*[^\W\d_]", rest) and re.match(r"\s*(?:h\b|tunt|tunn|tim|kert|cm|ml)", rest):
        return None
    return value / 1000 if value >= 300 else value

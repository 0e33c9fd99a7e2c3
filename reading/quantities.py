"""Temperatures, counts and weights in typed answers. Gives None where a careful person would ask again."""
from __future__ import annotations

import re
from typing import Optional

from reading.meaning import about
from reading.numerals import digitise
from reading.occasions import asked_part
from reading.question import Question
from reading.tables import pattern, says
from reading.text import fold

LOWEST, HIGHEST = 34.0, 43.0                  # °C a person can have (domain range of the fever question)
FAHRENHEIT = (93.0, 110.0)
FIGURE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d])")
HIGHEST_ASKED = re.compile(r"korkei|kork|enimm|högst|hogst|highest|max", re.IGNORECASE)
RANGE = re.compile(r"\d\s*(?:-|–|\.\.+|tai|eller|or|to|till)\s*\d|\d+\s+\d+\s+(?:tai|eller|or)\b|\b(?:mellan|between)\s+\d|\d[\w: ]{0,10}\bväli(?:llä|ltä|ssä|in)\b")


CHILD_ASKED = re.compile(r"lapse|lapsi|vauva|barn|baby|child", re.IGNORECASE)
OWN = re.compile(r"\b(?:mulla|minulla|itsellä(?:ni)?|äidillä|isällä|mä painan|minä painan|painan itse|jag väger|jag har(?: själv)? \d|själv har jag|mamma har|pappa har|i weigh|i have(?: myself)? \d|i've got \d|mine is|my own)\b")
AT_ITS_HIGHEST = re.compile(r"\b(?:som (?:högst|mest|värst)|korkeimmillaan|enimmillään|pahimmillaan|at (?:its|the) (?:highest|worst|peak)|at most)\b")   # no "at most"
ROUGHLY = re.compile(r"\d\s?-?ish\b")


def after_correction(text: str, lang: str) -> str:
    """What follows the last "eiku / jag menar / I mean", when figures follow it."""
    folded, cut = fold(text), 0
    for found in pattern("correction", lang).finditer(folded):
        if re.search(r"\d", folded[found.end():]):
            cut = found.end()
    return text[cut:]


def of_somebody_else(question: Question, digits: str) -> bool:
    """"I weigh 72 but the child has not been weighed": a parent's own figure where the child's was asked."""
    return bool(CHILD_ASKED.search(question.text) and OWN.search(digits))


def temperature(question: Question, text: str, lang: str) -> Optional[float]:
    digits = after_correction(digitise(text, lang), lang)
    if of_somebody_else(question, digits):
        return None
    if not HIGHEST_ASKED.search(question.text):
        digits = asked_part(digits, question.text)
    digits = AT_ITS_HIGHEST.sub(" ", digits)
    found = temperatures(digits, lang)
    if says("inexact", fold(digits), lang) or ROUGHLY.search(digits) or not found:
        return None
    values = sorted(set(found))
    if len(values) > 1 and not HIGHEST_ASKED.search(question.text):
        return None
    low, high = question.min or LOWEST, question.max or HIGHEST
    return values[-1] if low <= values[-1] <= high else None


def temperatures(digits: str, lang: str) -> list[float]:
    """All body temperatures in text that `digitise` made, in °C with one decimal or as given."""
    digits = re.sub(r"\b(3[4-9]|4[0-3])\s*(?:astetta|asteen|grader|degrees)?\s*(?:°|o|ja|och|å|and|:|/)\s*([0-9])\b(?![\d.])", r"\1.\2", digits)
    digits = re.sub(r"\b(3[4-9]|4[0-3]) ([0-9])\b(?!\s*(?:[^\W\d_]|[.,:]?\d))", r"\1.\2", digits)
    if RANGE.search(re.sub(r"\d{1,2}\.\d{1,2}\.", "", digits)):
        return []
    found = []
    for match in FIGURE.finditer(digits):
        value, rest = float(match[1]), digits[match.end():]
        fahrenheit = re.match(r"\s*(?:°|º|degrees|deg)?\s*(?:f\b|fahrenheit)", rest)
        if fahrenheit or (lang == "en" and FAHRENHEIT[0] <= value <= FAHRENHEIT[1]):
            if FAHRENHEIT[0] <= value <= FAHRENHEIT[1]:
                found.append(round((value - 32) / 1.8, 1))
        elif LOWEST <= value <= HIGHEST and not _counts_something(rest):
            found.append(value)
    return found


def _counts_something(rest: str) -> bool:
    """True when the figure belongs to weeks, times, hours and the like."""
    return bool(re.match(r"\s*(?:[+.:/]\s*\d|vko|viik|vecko|week|v\b|wk|h\b|tunt|tunn|tim|hour|min|kg|kilo|g\b|pv|päiv|dag|day|"
                         r"vuo|år|year|kk|mån|month|cm|kert|gång|ggr|times|ml|dl|mg|euro|eur|€|%|:)", rest))


def number(question: Question, text: str, lang: str) -> Optional[float]:
    digits = after_correction(digitise(text, lang), lang)
    digits = asked_part(re.sub(r"(\d)\s(\d{3})\b", r"\1\2", digits), question.text)
    digits = re.sub(r"^(?:bara |endast )?(?:en|ett)(?: enda| gång| styck)?$", "1", digits) if lang == "sv" else digits
    digits = re.sub(r"(\d+)\s*(?:/|out of|from|of|av|på|kymmenestä|kautta|kautt)\s*10\b", r"\1", digits)
    digits = re.sub(r"(\d+)\s*10(?:stä|sta)\b", r"\1", digits)
    if question.unit in ONE_OF:
        digits = EVERY_NTH.sub(_nth, digits)
    digits = re.sub(r"\b(?:once|(?<!\d )kerran|yhden kerran)\b", "1 kertaa", digits)
    digits = re.sub(r"\b(?:twice|kahdesti)\b", "2 kertaa", digits)
    digits = re.sub(r"\b(?:a )?couple\b|\b(?:pari|parin|paria)\b|\b(?:ett )?par(?= gånger)", "2", digits)
    digits = re.sub(r"\b(?:kolmesti|thrice)\b", "3", re.sub(r"\bneljästi\b", "4", re.sub(r"\bviidesti\b", "5", digits)))
    if question.unit in ONE_OF and not re.search(r"\d", digits):
        digits = ONE_OF[question.unit].sub(r"1 \g<0>", digits)
    if question.unit == "mm[Hg]":
        digits = _one_pressure(digits, question.text)
    if RATE.search(digits) and question.unit not in ("h", "min", "s"):
        return None             # "once an hour" is no count of a day
    times = [float(figure) for figure in TIMES.findall(digits)]
    if len(times) > 1 and ANOTHER_MATTER.search(digits):
        return None             # "8 times, wakes up twice at night too"
    if len(times) > 1 and AND.search(digits) and question.unit not in ("h", "min"):
        return _within(question, int(sum(times)))          # "twice at night and once in the morning"
    folded = fold(digits)
    if RANGE.search(digits) or ROUGHLY.search(digits) or says("inexact", folded, lang) or re.search(r"(?<!\d)-\s*\d", digits):
        return None
    found = [(float(match[1]), digits[match.end():]) for match in FIGURE.finditer(digits)]
    if not found:
        return _zero(question, folded, lang)
    values = {value * _scale(question.unit, rest) for value, rest in found if _scale(question.unit, rest)}
    if len(values) != 1:
        # "six wet ones and two poos": the figure beside the thing that was asked
        values = {value * _scale(question.unit, rest) for value, rest in found if _scale(question.unit, rest) and _beside_asked(rest, question.text)}
    if len(values) != 1:
        return None
    value = values.pop()
    return _within(question, int(value) if value == int(value) else round(value, 3))


def _nth(found: re.Match[str]) -> str:
    """"Var sjunde minut" → "7 minut"; "joka minuutti" → "1 minuutti"."""
    word = found[1] or ""
    figure = re.match(r"\d+", word)
    if figure:
        return f"{figure[0]} {found[2]}"
    number = 1 if not word else next((value for pattern, value in NTH if re.match(pattern, word)), None)
    return found.group() if number is None else f"{number} {found[2]}"


def _beside_asked(rest: str, asked: str) -> bool:
    word = re.match(r"\s*([^\W\d_]{4,})", rest)
    return bool(word) and not TIMES_WORD.match(word[1]) and about(word[1], [asked])


def _one_pressure(digits: str, asked: str) -> str:
    """"150/95" or "150 over 95": the one of both readings that was asked for."""
    both = re.search(r"\b(\d{2,3})\s*(?:/|kautta|per|genom|over|på)\s*(\d{2,3})\b", digits)
    if not both:
        return digits
    return both[2] if re.search(r"alapain|undertr|lower|diastol", asked.lower()) else both[1]


def _zero(question: Question, folded: str, lang: str) -> Optional[float]:
    if says("unknown", folded, lang) or says("not_measured", folded, lang) or NOT_NONE.search(folded) or len(folded.split()) > 6 or _scale(question.unit, "") != 1:
        return None
    return _within(question, 0) if says("zero_times", folded, lang) else None


def _within(question: Question, value: float) -> Optional[float]:
    low = 0 if question.min is None else question.min
    return None if value < low or (question.max is not None and value > question.max) else value


# "Joka viides minuutti", "var sjunde minut", "every fourth minute", "every 5 minutes"
EVERY_NTH = re.compile(r"\b(?:joka|var|varje|every)\s+(?:([^\W_]+(?::e|:de)?)\s+)?(min\w*)")
NTH = [(r"toinen|toisen|andra|annan|second|other", 2), (r"kolma|tredje|third", 3), (r"neljä|fjärde|fourth", 4), (r"viide|femte|fifth", 5),
       (r"kuude|sjätte|sixth", 6), (r"seitsemä|sjunde|seventh", 7), (r"kahdeksa|åttonde|eighth", 8), (r"yhdeksä|nionde|ninth", 9),
       (r"kymmene|tionde|tenth", 10), (r"viidestoista|femtonde|fifteenth", 15)]
TIMES_WORD = re.compile(r"kerta|kerra|gång|ggr|times?|krt|vuoro|dygn|day")
ANOTHER_MATTER = re.compile(r"[,.;].*\b(?:herää|heräilee|nukku\w*|vaknar|sover|wakes?|sleeps?|myös|lisäksi|dessutom)\b")
TIMES = re.compile(r"(?<![\d.])(\d+)\s*(?:kertaa|kerta|krt|x|gånger|gång|ggr|times|time)\b")
AND = re.compile(r"\b(?:ja|och|å|and)\b|[+,]")
# "ei montaa", "not sure how many": a no, and not zero
NOT_NONE = re.compile(r"\b(?:mont\w*|paljo\w*|usei\w*|ihan|kovin|juuri|manga|mycket|ofta|riktigt|saker|many|much|often|quite|sure|all the|every)\b")
RATE = re.compile(r"\d\s*(?:kertaa|gånger|gång|ggr|times|x)?\s*(?:tunnissa|tuntiin|per tunti|i timmen|per timme|an hour|per hour|/h\b)|\bvälein\b|\bvar \w+ tim|\bevery\b")
ONE_OF = {      # a unit without a figure is one: "tunnin", "en minut"
    "h": re.compile(r"\b(?:tunnin|tunti|timme|timma|hour)\b"), "min": re.compile(r"\b(?:minuutin|minuutti|minut|minute)\b"),
    "s": re.compile(r"\b(?:minuutin|minuutti|minut|minute)\b"),
}
SCALES = {   # the question's unit → (pattern of a written unit → factor); other units do not fit
    "kg": [(r"kg|kilo", 1), (r"g\b|gr", 0.001), (r"(?![^\W\d_])|$", 1)],
    "g": [(r"kg|kilo", 1000), (r"g\b|gr", 1), (r"(?![^\W\d_])|$", 1)],
    "h": [(r"h\b|tunt|tunn|tim|hour|hr", 1), (r"min", 1 / 60), (r"pv|päiv|dag|dygn|day|vrk", 24), (r"(?![^\W\d_])|$", 1)],
    "min": [(r"min", 1), (r"h\b|tunt|tunn|tim|hour|hr", 60), (r"(?![^\W\d_])|$", 1)],
    "s": [(r"s\b|sek|sec", 1), (r"min", 60), (r"(?![^\W\d_])|$", 1)],
    "cm": [(r"cm|sent|centi", 1), (r"m\b|metri|meter|metre", 100), (r"(?![^\W\d_])|$", 1)],
    "mL": [(r"ml|milli", 1), (r"dl|desi|deci", 100), (r"l\b|litra|liter|litre", 1000), (r"(?![^\W\d_])|$", 1)],
}
COUNTED_OTHERWISE = re.compile(r"\s*(?:h\b|tunt|tunn|tim(?!es)|hour|min\b|minu|kg|kilo|pv\b|päiv|dag|dygn|day|vko|viik|veck|week|"
                               r"kk\b|kuukau|mån|month|v\b|vuot|vuod|år\b|year|°|aste|grad|degree|mmhg|%)")


def _scale(unit: Optional[str], rest: str) -> float:
    """Factor from the written unit to the question's; 0 when it is another kind of unit."""
    known = SCALES.get({"ml": "mL", "kilo": "kg"}.get(unit or "", unit or ""))
    if known is None:
        return 0.0 if COUNTED_OTHERWISE.match(rest) and not _own_unit(unit, rest) else 1.0
    for written, factor in known:
        if re.match(r"\s*(?:" + written + ")", rest):
            return factor
    return 0.0


def _own_unit(unit: Optional[str], rest: str) -> bool:
    """True when the written unit begins like the question's, or the question is per day or hour."""
    written = rest.strip().split(" ")[0].strip(".,/")
    bare = (unit or "").strip("/{}").lower()
    return bool(bare) and (written.startswith(bare[:3]) or bare.startswith(written[:3]) and bool(written)) \
        or unit in ("a", "wk", "mo", "d") and bool(written)

"""How long something has lasted: said as an amount or by when it began."""
from __future__ import annotations

import re
from datetime import datetime
from typing import Optional, Union

from reading.ages import SWEDISH_WEEKS
from reading.moments import beginning, local
from reading.numerals import digitise
from reading.quantities import after_correction
from reading.question import Question
from reading.tables import says
from reading.text import fold

UNITS = [   # unit of the answer, factor, written forms
    ("h", 1 / 60, r"min\b|minuut\w*|minut\w*|minutes?|mins"),
    ("h", 1.0, r"h\b|t\b|tunti\w*|tunni\w*|tuntia?|tim\b|timm\w*|timar|hours?|hrs?\b"),
    ("d", 1.0, r"pv\w*|päivä\w*|paiva\w*|päivi\w*|vrk\w*|vuorokau\w*|vuorokaut\w*|dygn\w*|dagar\w*|daar\b|dar\b|dag\b|dagen|dagars|days?|d\b"),
    ("wk", 1.0, r"vko\w*|viikko\w*|viiko\w*|viikon|vk\b|veckor\w*|vecka\w*|veckan|weeks?|wks?\b"),
    ("mo", 1.0, r"kk\w*|kuukau\w*|kuukaut\w*|mån\b|månad\w*|manad\w*|months?|mos?\b"),
    ("mo", 12.0, r"vuotta|vuosi\w*|vuode\w*|år\b|years?"),
]
ONE_BARE = [   # a unit without a figure is one: "viikon", "since an hour"
    ("h", r"\b(?:tunnin|tunti|timme|timmen|hour)\b"), ("d", r"\b(?:päivän|vuorokauden|dygn|dygnet)\b"),
    ("wk", r"\b(?:viikon|viikko|vecka|week)\b"), ("mo", r"\b(?:kuukauden|kuukausi|månad|month)\b"),
]
SEVERAL = re.compile(r"\d|muutam\w*|usea\w*|monta|monen|moni\w*|jokus\w*|några|nåra|flera|många|few|several|many|some")
COUPLE = re.compile(r"\b(?:pari|parin|paria|parisen|par|ett par|a couple of|couple of|a couple|couple)\b")
ORDINALS = [(r"\b(?:toista|toinen|tokaa|toka|andra|2:a|second|2nd|2\.)", 2), (r"\b(?:kolmatta|kolmas|tredje|3:e|third|3rd|3\.)", 3),
            (r"\b(?:neljättä|neljäs|fjärde|4:e|fourth|4th|4\.)", 4), (r"\b(?:viidettä|viides|femte|5:e|fifth|5th|5\.)", 5),
            (r"\b(?:kuudetta|kuudes|sjätte|6:e|sixth|6th|6\.)", 6), (r"\b(?:seitsemättä|seitsemäs|sjunde|7:e|seventh|7th|7\.)", 7)]
OR = re.compile(r"\b(?:tai|vai|eller|or)\b")
LONGEST = {"h": 24 * 60, "d": 400, "wk": 104, "mo": 240}
SINCE_MONTHS = 60       # a beginning longer ago than this many days is given in weeks


def duration(question: Question, text: str, lang: str, now: Optional[datetime]) -> Optional[dict]:
    """{"value", "unit": h|d|wk|mo}, or None."""
    digits = after_correction(digitise(text, lang), lang)
    if lang == "sv":
        digits = SWEDISH_WEEKS.sub(r"\1 veckor", digits)
    if says("inexact", fold(digits), lang):
        return None
    found = amount(digits)
    if found is None and not re.search(r"\d\s*-\s*\d|\b\d+ \d+ [^\W\d_]", digits):
        found = _since(text, lang, now)
    return found if found and 0 < found["value"] <= LONGEST[found["unit"]] else None


def amount(digits: str) -> Optional[dict]:
    """A said amount: "14 h", "2 päivää", "1 wk 2 d" (in the smaller unit)."""
    ordinal = next((number for pattern, number in ORDINALS if re.search(pattern + r"\s*(?:päivää?|vuorokausi|vuorokautta|vrk|dagen|dygnet|day)\b", digits)), None)
    if ordinal:
        # "kolmatta päivää tai neljättä": which?
        return {"value": ordinal, "unit": "d"} if sum(bool(re.search(pattern, digits)) for pattern, _ in ORDINALS) == 1 or not OR.search(digits) else None
    digits = COUPLE.sub("2", digits)
    if re.search(r"\d\s*(?:-|–|tai|eller|or|to)\s*\d|\b\d+ \d+ [^\W\d_]", digits):
        return None                         # "3-4 päivää", "tre fyra dagar"
    digits = re.sub(r"\b(?:a )?fortnight\b", "2 weeks", digits)
    parts = []
    for unit, factor, written in UNITS:
        for match in re.finditer(rf"(?<![\d.])(\d+(?:\.\d+)?)\s*-?(?:{written})", digits):
            parts.append((match.start(), float(match[1]) * factor, unit))
    if not parts:
        bare = next((unit for unit, pattern in ONE_BARE if re.search(pattern, digits)), None)
        return {"value": 1, "unit": bare} if bare and not SEVERAL.search(digits) else None
    parts.sort()
    return _sum([(value, unit) for _, value, unit in parts])


HOURS = {"h": 1, "d": 24, "wk": 168, "mo": 730}


def _sum(parts: list[tuple[float, str]]) -> Optional[dict]:
    smallest = min((unit for _, unit in parts), key=HOURS.__getitem__)
    if len(parts) > 2 or (len(parts) == 2 and parts[0][1] == parts[1][1] and smallest != "h"):
        return None
    if len(parts) == 2 and parts[0][1] != parts[1][1]:
        longer, shorter = sorted((value * HOURS[unit] for value, unit in parts), reverse=True)
        if longer == shorter:       # "half a day, like 12 hours": said twice
            return next({"value": _tidy(value), "unit": unit} for value, unit in parts if unit == smallest)
        largest = max((unit for _, unit in parts), key=HOURS.__getitem__)
        if shorter >= HOURS[largest]:
            return None             # "1 week 9 days" is no sum
    if len(parts) == 2 and parts[0][1] == parts[1][1]:
        total = parts[0][0] + parts[1][0]            # hours and minutes
    else:
        total = sum(value * HOURS[unit] / HOURS[smallest] for value, unit in parts)
    return {"value": _tidy(total), "unit": smallest}


def _tidy(value: float) -> Union[int, float]:
    return int(value) if abs(value - round(value)) < 1e-9 else round(value, 2)


def _since(text: str, lang: str, now: Optional[datetime]) -> Optional[dict]:
    """From a beginning: hours when a part of the day or clock is known or it was today, else days."""
    moment = beginning(text, lang, now)
    if moment is None:
        return None
    here = local(now)
    days = (here.date() - moment.at.date()).days
    if moment.part and days <= 2 or days == 0:
        hours = (here - moment.at).total_seconds() / 3600
        return {"value": max(1, round(hours)), "unit": "h"} if moment.part else None
    if days > SINCE_MONTHS:
        return {"value": round(days / 7), "unit": "wk"}
    return {"value": days, "unit": "d"}

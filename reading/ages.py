"""A child's age and weeks of pregnancy in typed answers; the traps of both notations live here."""
from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Optional

from reading.moments import digitise_dates, find_date, local
from reading.numerals import digitise
from reading.occasions import BEFORE
from reading.quantities import after_correction
from reading.question import Question
from reading.tables import says
from reading.text import fold

FULL_TERM = 280            # days from the last period to the due date
LAST_WEEK = 43
OLDEST_YEARS = 20
YEARS = r"v\b|v(?=\d)|vee\b|vuotias\w*|vuotia\w*|vuotis\w*|vuotta|vuoden|vuosi\w*|-?åring\w*|års?\b|årig\w*|ar\b|y\b|yo\b|y/o|yrs?\b|-?years?(?:-olds?)?|-?y(?:o|r)s?\b"
MONTHS = r"kk\w*|kuukau\w*|kuukaut\w*|-?kuinen|-?kuisen|-?kuise\w*|-?kuista|-?kuisella|mån\b|månad\w*|manad\w*|-?månaders|m\b|mo\b|mos\b|mths?\b|mnths?\b|-?months?(?:-olds?)?|m/o"
WEEKS = r"vko\w*|viikko\w*|viikkoi\w*|viikon|viikoi\w*|vk\b|vkoa|veckor\w*|vecka\w*|-?veckors|-?vecko\w*|wks?\b|-?weeks?(?:-olds?)?|w\b"
DAYS = r"pv\w*|päivä\w*|paiva\w*|vrk\w*|vuorokau\w*|dagar\w*|dag\b|daar\b|dar\b|-?dagars|-?dags|dygn\w*|days?(?:-olds?)?|-?days?-olds?|d\b"
HOURS_OLD = re.compile(     # a newborn on its first days
    r"(?:vain |vasta |noin |bara |ca |about |only )?(?:(?P<hours>\d{1,2})|muutaman|muutama|nagra|några|a few|few|vajaan)\s*-?"
    r"(?:tuntia|tunnin|tuntinen|tunti|h|timmar|timme|tim|hours?|hrs?)\s*-?(?:ikainen|ikäinen|vanha|gammal|gammalt|old)?[.!]?")
PIECES = re.compile(r"[,;]|\b(?:ja (?=\w*[a-zåäö]{3})|mutta|mut|och (?=[a-zåäö]{3})|men|but|and (?=[a-z]{3}))")
ANOTHER = re.compile(r"\b(?:iso|pikku|stora?|lilla?|lille|big|little|older|younger)?(?:sisko\w*|veli\w*|velje\w*|sisaru\w*|syster\w*|bror\w*|brodern|syskon\w*|sister|brother|sibling|"
                     r"esikoi\w*|äiti|äidi\w*|isä|mamma|pappa|mum|mom|mother|father|dad)\b|^\s*(?:minä|mä|oon|olen|jag|i'm|i am|im)\b")
SWEDISH_WEEKS = re.compile(r"(?<![\d.])(\d+)\s*v\b(?!\w)")


def age(question: Question, text: str, lang: str, now: Optional[datetime]) -> Optional[dict]:
    """{"days"|"months"|"years": n}; years and months together are months, weeks are days.

    Where the question is `exact`, a date of birth gives two parts: {"months": 7, "days": 12}, {"years": 2, "months": 3}.
    """
    digits = _of_the_child(after_correction(digitise(text, lang), lang))
    born = _born(question, text, digits, lang, now)
    if born is not None:
        return born
    if HOURS_OLD.fullmatch(fold(digits)):
        return {"days": int(HOURS_OLD.fullmatch(fold(digits))["hours"] or 0) // 24}
    if says("inexact", fold(digits), lang) or re.search(r"\d\s*(?:-|tai|eller|or)\s*\d", digits):
        return None
    found = find_age(digits, lang)
    if found and ("days" in found and found["days"] > 366 * OLDEST_YEARS
                  or "months" in found and found["months"] > 12 * OLDEST_YEARS
                  or "years" in found and found["years"] > OLDEST_YEARS):
        return None
    return found


def _of_the_child(digits: str) -> str:
    """Without the pieces that tell how old somebody else is: "7 months, big sister is 4"."""
    pieces = [piece for piece in PIECES.split(digits) if re.search(r"\d", piece)]
    others = [piece for piece in pieces if ANOTHER.search(piece)]
    return " ".join(piece for piece in pieces if piece not in others) if others and len(others) < len(pieces) else digits


def find_age(digits: str, lang: str) -> Optional[dict]:
    """One age in text made by `digitise`; None when there is none or more than one."""
    if lang == "sv":
        digits = SWEDISH_WEEKS.sub(r"\1 veckor", digits)
    figure = r"(?<![\d.+])(\d+(?:\.\d+)?)\s*-?\s*"
    both = re.search(rf"{figure}(?:{YEARS})\s*(?:ja|och|å|and|,)?\s*(\d+)\s*-?\s*(?:{MONTHS})", digits)
    if both:
        return {"months": round(float(both[1]) * 12) + int(both[2])}
    weeks = re.search(rf"{figure}(?:{WEEKS})\s*(?:ja|och|å|and|,)?\s*(\d+)\s*-?\s*(?:{DAYS})", digits)
    if weeks:
        return {"days": round(float(weeks[1]) * 7) + int(weeks[2])}
    found = []
    for kind, written in (("years", YEARS), ("months", MONTHS), ("weeks", WEEKS), ("days", DAYS)):
        found += [(kind, float(match[1])) for match in re.finditer(rf"{figure}(?:{written})", digits)]
    if not found:
        found = _bare(digits)
    if len(set(found)) != 1:
        return None
    return _one(*found[0])


def _bare(digits: str) -> list[tuple[str, float]]:
    """A unit without a figure: "vuoden ikäinen", "kuukauden", "one year"."""
    for kind, pattern in (("years", r"\b(?:vuoden(?: ikäinen| vanha)?|vuosikas|vuosi|yksvee)\b"), ("months", r"\b(?:kuukauden|kuukausi)\b"),
                          ("weeks", r"\b(?:viikon|viikko)\b"), ("days", r"\b(?:päivän|vuorokauden)\b")):
        if re.search(pattern, digits) and not re.search(r"\d", digits):
            return [(kind, 1.0)]
    turned = re.search(r"\b(?:turned|täytti|täyttäny\w*|täyttänyt|fyllde|fyllt|blev|just turned)\s+(?:(?!snart|kohta)[^\W\d_]+\s+){0,2}(\d{1,2})\b(?![.\d])", digits)
    if turned:
        return [("years", float(turned[1]))]
    half = re.fullmatch(r"(?:noin |ungefär |about )?1\.5", digits)
    return [("years", 1.5)] if half else []


def _one(kind: str, value: float) -> Optional[dict]:
    if kind == "years" and value != int(value):
        return {"months": round(value * 12)}
    if kind == "weeks":
        return {"days": round(value * 7)}
    if kind == "months" and value != int(value):
        return {"days": round(value * 30.4375)} if value < 1 else {"months": int(value)}
    return {kind: int(value)} if value == int(value) else None


def _born(question: Question, text: str, digits: str, lang: str, now: Optional[datetime]) -> Optional[dict]:
    """From a date of birth."""
    if not re.search(r"\d{1,2}[./]\s*\d{1,2}[./]|\d{4}-\d\d-\d\d|synty|född|fodd|born|\d\.?\s*\w*kuuta", text.lower()):
        return None
    today = local(now).date()
    birth = find_date(digitise_dates(text.lower(), lang), local(now), "syntynyt")
    if birth is None or birth > today:
        return None
    return exact_age(birth, today) if question.exact else age_on(birth, today)


def exact_age(birth: date, today: date) -> dict:
    """Days under a month, months and days under two years, then years and months; a part that is zero is left out."""
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    if months < 1:
        return {"days": (today - birth).days}
    if months >= 24:
        return {"years": months // 12, **({"months": months % 12} if months % 12 else {})}
    year, month = divmod(birth.year * 12 + birth.month - 1 + months, 12)
    days = (today - date(year, month + 1, min(birth.day, monthrange(year, month + 1)[1]))).days
    return {"months": months, **({"days": days} if days else {})}


def age_on(birth: date, today: date) -> dict:
    """Days under a month, months under two years, then years: all full ones."""
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    if months < 1:
        return {"days": (today - birth).days}
    return {"months": months} if months < 24 else {"years": months // 12}


WEEK_WORD = r"(?:raskausviik\w*|rvk\.?|rv\.?|raskausvko\w*|graviditetsveck\w*|grav\.?\s?v\w*|gv\.?|viikolla|viikko|viikkoa|viikkoja|viikon|vko\.?\w*|h\.?|vecka|veckan|veckor|v\.?|gestational week|pregnancy week|week|weeks|wk|wks|ga)"
_ONLY_WEEKS = re.compile(rf"(?:{WEEK_WORD}\W*)?[\d +/.,]+(?:\W*{WEEK_WORD})?", re.IGNORECASE)
PLUS = re.compile(r"(?<![\d.+])(\d{1,2})\s*(?:\+|plus)\s*(\d)(?![\d.])")
WEEKS_DAYS = re.compile(rf"(?<![\d.+])(\d{{1,2}})\s*(?:{WEEKS}|fulla veckor|viikkoa|w)?\s*(?:täynnä|fulla|full)?\s*(?:ja|och|å|and|,|\+)?\s*(?<!\d)(\d)\s*(?:{DAYS})")
ORDINAL_WEEK = re.compile(r"(?<![\d.+])(\d{1,2})(?:\.|:e|:a|st|nd|rd|th)\s*(?:raskaus|graviditets|pregnancy )?(?:viikko|viikkoa|viikolla|vko|veckan|vecka|week)\b")
WITH_WORD = re.compile(rf"\b{WEEK_WORD}\s*(\d{{1,2}})(?![\d.]*\d)(?!\s*\+)|(?<![\d.+])(\d{{1,2}})\s*(?:fulla\s+)?(?:{WEEKS}|v\b|viikolla)")
STEPS = re.compile(r"[,;]|\b(?:so|joten|eli|så|nyt|nu|now|ja|och|and|mut|mutta|men|but)\b")
BETWEEN = re.compile(r"^(\d{1,2})\s*(?:ja|och|and|,)\s*(\d)$")
MONTH_OF_PREGNANCY = re.compile(r"raskauskuu|kuukaudella|graviditetsmånad|månaden|\bmonths?\b|\bkk\b|\bkuukautta\b|\bmånader\b|\bmån\b")
DUE = re.compile(r"\bla\b\.?\s*\d|lasket\w*|lask\.?\s?aika|\bbf\b|beräkna\w*|\bedd\b|due")
LAST_PERIOD = re.compile(r"kuukauti\w*|menkat|menkoj\w*|vuodon alku|senaste mens\w*|mens\b|menses|last period|lmp|first day of my")
OVERDUE = re.compile(r"(\d{1,2})\s*(?:päivää|pv|dagar|dag|days?)\s*(?:yli|över|over|past|overdue)|(?:yli|över)\s+(\d{1,2})\s*(?:päivää|pv|dagar)")


def gestation(question: Question, text: str, lang: str, now: Optional[datetime]) -> Optional[dict]:
    """{"weeks", "days"}, 0+0 … 43+6; from weeks, a due date or the last period."""
    digits = after_correction(digitise(text, lang), lang)
    if ORDINAL_WEEK.search(digits) and not PLUS.search(digits):
        return None             # "33. viikko" is 32 and some days: which, is asked
    said = {found.groups() for found in PLUS.finditer(digits)}
    if len(said) > 1:       # "24+0 was yesterday so 24+1": the one that is not of a day before
        here = [piece for piece in STEPS.split(digits) if PLUS.search(piece) and not BEFORE.search(piece)]
        if len({PLUS.search(piece).groups() for piece in here}) != 1:
            return None
        digits = here[0].strip()
    days = find_gestation(digits, text, lang, now, bare=True)
    return None if days is None else {"weeks": days // 7, "days": days % 7}


def only_weeks(text: str) -> bool:
    """Weeks of pregnancy and no other word: "6+2", "rv 6", "vecka 6"."""
    return _ONLY_WEEKS.fullmatch(text.strip()) is not None


def find_gestation(digits: str, text: str, lang: str, now: Optional[datetime], bare: bool) -> Optional[int]:
    """Days of pregnancy. `bare`: a week number may stand alone, because weeks were asked."""
    today = local(now).date()
    if not PLUS.search(digits) and (DUE.search(digits) or LAST_PERIOD.search(digits)):
        return _from_dates(digits, text, lang, now, today)
    found = PLUS.search(digits) or WEEKS_DAYS.search(digits) or (BETWEEN.search(digits) if bare else None)
    if found:
        weeks, days = int(found[1]), int(found[2])
        return weeks * 7 + days if weeks <= LAST_WEEK and days <= 6 else None
    found = ORDINAL_WEEK.search(digits)
    if found:       # "33. viikko" is the running one: 32+x
        return (int(found[1]) - 1) * 7 if 1 <= int(found[1]) <= LAST_WEEK + 1 else None
    if MONTH_OF_PREGNANCY.search(digits) and bare and not re.search(rf"\b(?:{WEEKS})|\brv|\bgv|\+", digits):
        return None
    found = WITH_WORD.search(digits)
    week = next((group for group in found.groups() if group), None) if found else None
    if week is None and bare:
        alone = re.fullmatch(r"(?:noin |n\. ?|ungefär |about |ca |nyt |nu |now |taitaa olla |olen |oon |jag är |i'm )?(\d{1,2})(?: (?:nyt|nu|now|täynnä|fulla|menossa))?[.!]?", digits)
        week = alone[1] if alone else None
    return int(week) * 7 if week is not None and int(week) <= LAST_WEEK else None


def _from_dates(digits: str, text: str, lang: str, now: Optional[datetime], today: date) -> Optional[int]:
    overdue = OVERDUE.search(digits)
    if overdue and DUE.search(digits):
        return FULL_TERM + int(overdue[1] or overdue[2])
    low = text.lower()
    if LAST_PERIOD.search(digits) and not DUE.search(digits):
        start = find_date(digitise_dates(low, lang), local(now), "kuukautiset")
        days = (today - start).days if start else None
    else:
        due = find_date(digitise_dates(low, lang), local(now), "laskettu")
        days = FULL_TERM - (due - today).days if due else None
    return days if days is not None and 0 <= days <= LAST_WEEK * 7 + 6 else None

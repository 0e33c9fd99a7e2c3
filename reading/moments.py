"""Dates, clock times and beginnings ("eilisillasta") in typed answers, read in Europe/Helsinki."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

from reading.numerals import digitise
from reading.question import Question
from reading.text import fold

HELSINKI = ZoneInfo("Europe/Helsinki")
# The hour a part of the day stands for when somebody says only that.
PARTS = [
    (r"aamuyö\w*|småtimmarna|small hours|early hours", 4),
    (r"aamupäiv\w*|förmidda\w*|fm\b|forenoon|late morning", 10),
    (r"keskipäiv\w*|puolipäiv\w*|päivällä|päivästä|mitt på dagen|middagstid|lunch\w*|noon|midday", 12),
    (r"iltapäiv\w*|ip\b|eftermidda\w*|em\b|afternoon", 15),
    (r"aamu\w*|morse|morgse|morgon\w*|morron\w*|morning", 8),
    (r"ilta\w*|illa\w*|illan|illasta|kväll\w*|evening|tonight", 20),
    (r"yö\w*|öis\w*|natt\w*|night", 0),
]
DAYS = [
    (r"toissapäiv\w*|toissailt\w*|toissayö\w*|i ?förr?går|förr?går|i ?förgår|day before yesterday|before yesterday", -2),
    (r"eili\w*|eile\w*|i ?går\w*|igår\w*|yesterday\w*|viime yö\w*|last night|i natt|inatt|senaste natt\w*|förra natten", -1),
    (r"ylihuome\w*|i ?övermorgon|övermorgon|iövermorgon|day after tomorrow", 2),
    (r"huome\w*|i ?morgon\b|imorgon|imorron|imorrn|i morron|tomorrow|tmrw", 1),
    (r"tänä\w*|tämä\w* päiv\w*|tänää\w*|i ?dag\b|idag\w*|today|tonight|this morning|i ?morse|tana(?:an|aan)?|ikväll|i kväll", 0),
]
WEEKDAYS = [
    (r"maanantai\w*|\bma\b|månda\w*|mandag\w*|\bmån\b|monday|\bmon\b", 0),
    (r"tiistai\w*|\bti\b|tisda\w*|\btis\b|tuesday|\btues?\b", 1),
    (r"keskiviikko\w*|keskiviiko\w*|\bke\b|onsda\w*|\bons\b|wednesday|\bwed\b", 2),
    (r"torstai\w*|\bto\b|torsda\w*|\btors\b|thursday|\bthurs?\b", 3),
    (r"perjantai\w*|\bpe\b|freda\w*|\bfre\b|friday|\bfri\b", 4),
    (r"lauantai\w*|\bla\b|lörda\w*|lordag\w*|\blör\b|saturday|\bsat\b", 5),
    (r"sunnuntai\w*|\bsu\b|sönda\w*|sondag\w*|\bsön\b|sunday|\bsun\b", 6),
]
MONTHS = [
    (r"tammikuu\w*|januari|january|jan", 1), (r"helmikuu\w*|februari|february|feb", 2), (r"maaliskuu\w*|mars|march|mar", 3),
    (r"huhtikuu\w*|april|apr", 4), (r"toukokuu\w*|maj|may", 5), (r"kesäkuu\w*|juni|june|jun", 6),
    (r"heinäkuu\w*|juli|july|jul", 7), (r"elokuu\w*|augusti|august|aug", 8), (r"syyskuu\w*|september|sept?", 9),
    (r"lokakuu\w*|oktober|october|okt|oct", 10), (r"marraskuu\w*|november|nov", 11), (r"joulukuu\w*|december|dec", 12),
]
NEXT = re.compile(r"\b(?:ensi|ens|seuraava\w*|tuleva\w*|nästa|kommande|next|coming|upcoming)\b")
LAST = re.compile(r"\b(?:viime|viimeksi|edellinen|förra|senaste|i måndags|last|past)\b|\bi \w+dags\b")
FUTURE_ASKED = re.compile(r"laskettu|beräkn|due|varat|boka|appointment|ensi|nästa|next", re.IGNORECASE)
PAST_ASKED = re.compile(r"synty|född|fodd|born|birth|kuukauti|menstr|period|alko|alkoi|börja|start|milloin .*(?:oli|tuli)|punnit|vägd|weigh", re.IGNORECASE)
FI_HOURS = (("yhdelta", 1), ("kahdelta", 2), ("kolmelta", 3), ("neljalta", 4), ("viidelta", 5), ("kuudelta", 6),
            ("seitsemalta", 7), ("seittemalta", 7), ("kahdeksalta", 8), ("kaheksalta", 8), ("yhdeksalta", 9),
            ("yheksalta", 9), ("kymmenelta", 10), ("kympilta", 10), ("ysilta", 9), ("kasilta", 8), ("seiskalta", 7), ("kutoselta", 6), ("vitoselta", 5), ("neloselta", 4), ("yhdeltatoista", 11), ("kahdeltatoista", 12))
HALF_BEFORE = re.compile(r"\bpuoli?\s+$")
SV_MINUTES = re.compile(r"\b(fem|5|tio|10|tjugo|20)\s+(i|över)\s+(halv\s+)?")
EN_HALF = re.compile(r"\bhalf\s+(?=(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b(?!\s*(?:an?|hours?|h)\b))")
CLOCK = re.compile(
    r"(?:(?:klo|kello|klockan|kl|at|vid|n\.?|noin)\.?\s*)?(?<![\d.,])([01]?\d|2[0-4])\s*[.:]\s*([0-5]\d)(?![\d])(?!\s*\.\s*\d)(?:\s*(am|pm|a\.m\.|p\.m\.))?")
HOUR = re.compile(r"(?:\b(?:klo|kello|klockan|kl|clock|at|vid)\.?\s*)([01]?\d|2[0-4])\b(?![.:]\d)(?:\s*(am|pm|a\.m\.|p\.m\.))?")
AM_PM = re.compile(r"\b(1[0-2]|0?[1-9])\s*(am|pm|a\.m\.|p\.m\.)")
TO_AND_PAST = [   # minutes beside a full hour, said in words
    (re.compile(r"(?:vartti|varttia|15)\s*(?:vaille|vailla|vajaa)\s*(\d+)|kvart i (\d+)|(?:a )?quarter to (\d+)"), -15),
    (re.compile(r"(?:vartti|varttia|15)\s*yli\s*(\d+)|kvart över (\d+)|(?:a )?quarter past (\d+)"), 15),
    (re.compile(r"(\d+)\s+(?:vaille|vailla) (\d+)|(\d+) i (\d+)\b|(\d+) to (\d+)\b"), None),
]
HALF_HOUR = re.compile(r"\bpuoli?\s*(\d{1,2})\b|\bhalv\s*(\d{1,2})\b|\bhalf past (\d{1,2})\b")


@dataclass(frozen=True)
class Moment:
    at: datetime        # aware, Europe/Helsinki
    exact: bool         # a clock time was said
    part: bool          # at least a part of the day was said


def local(now: Optional[datetime]) -> datetime:
    """The clock that was passed in, in Helsinki; the machine's only when none was."""
    moment = now or datetime.now(timezone.utc)
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).astimezone(HELSINKI)


def day_part(text: str) -> Optional[int]:
    """The hour that a named part of the day stands for; compounds count ("eilisillasta")."""
    text = re.sub(r"toissapäiv\w*|ylihuome\w*|\bday before\b", " ", text)
    return next((hour for pattern, hour in PARTS if re.search(rf"\b(?:[^\W\d_]*)(?:{pattern})", text)), None)


def digitise_clock(text: str, lang: str) -> str:
    """Figures for number words, but "puoli kolme" and "halv tre" stay half hours."""
    kept = re.sub(r"\b(?:puoli|puol)\s+(?=\w)", "halfhour ", _finnish_hours(text.lower()))
    if lang == "en":
        kept = EN_HALF.sub("halfpast ", kept)       # "half ten" is half past ten
    kept = re.sub(r"\bhalv\s+(?=\w)", "halfhour ", kept)
    kept = re.sub(r"\bhalf past\s+", "halfpast ", kept)
    digits = digitise(kept, lang)
    return digits.replace("halfhour", "puoli").replace("halfpast", "half past")


def _finnish_hours(text: str) -> str:
    """"kuudelta aamulla", "aamuviideltä" → "klo 6 aamulla", "aamu klo 5"."""
    folded = fold(text)
    for word, hour in sorted(FI_HOURS, key=lambda each: -len(each[0])):
        place = folded.find(word)
        if place >= 0:
            before, after = text[:place], text[place + len(word):]
            # "puol yheksältä" stays half an hour before nine
            return f"{before}{hour} {after}".strip() if HALF_BEFORE.search(before) else f"{before} klo {hour} {after}".strip()
    return text


def find_clock(digits: str) -> Optional[time]:
    part = day_part(re.sub(r"puolipäiv\w*", "", digits)) if digits else None
    if re.search(r"\bpuolipäiv\w*|keskipäiv\w*|\bnoon\b|\bmidday\b|mitt på dagen", digits):
        return time(12, 0)
    if re.search(r"\bkeskiyö\w*|\bmidnatt\b|\bmidnight\b", digits):
        return time(0, 0)
    half = HALF_HOUR.search(digits)
    if half:
        hour = int(next(group for group in half.groups() if group))
        return _worded(hour if half[3] else hour - 1, 30, part)
    for pattern, minutes in TO_AND_PAST:
        found = pattern.search(digits)
        if found and minutes is None:       # "20 i 7", "10 vaille 3"
            to, hour = (int(group) for group in found.groups() if group)
            if to < 60 and 1 <= hour <= 24:
                return _worded((hour - 1) % 24, 60 - to, part)
        if found and minutes is not None:
            hour = int(next(group for group in found.groups() if group))
            return _worded(hour if minutes > 0 else hour - 1, minutes % 60, part)
    found = CLOCK.search(digits)
    if found:
        return _digital(int(found[1]), int(found[2]), found[3], part)
    found = AM_PM.search(digits)
    if found:
        return _digital(int(found[1]), 0, found[2], part)
    found = HOUR.search(digits) or re.fullmatch(r"(?:noin |n\. ?|about |ungefär |ca )?([01]?\d|2[0-4])(?:\s*(?:aikaan|maissa|tiden))?()", digits) \
        or (re.search(r"\b([01]?\d|2[0-3])()\b", digits) if part is not None else None)
    return _digital(int(found[1]), 0, found[2] if found.lastindex and found.lastindex > 1 else None, part) if found else None


def worded_clock(digits: str) -> Optional[time]:
    """The half or quarter hour as the words have it ("puoli kahdeksan" 7.30), for who knows which half of the day it is."""
    return find_clock(digits + " aamulla") if HALF_HOUR.search(digits) or any(found.search(digits) for found, _ in TO_AND_PAST) else None


def _digital(hour: int, minute: int, half_day: Optional[str], part: Optional[int]) -> Optional[time]:
    if half_day:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half_day.startswith("p") else 0)
    elif part is not None and part >= 12 and hour < 12 and (hour >= 5 or part < 20):
        hour += 12      # "5 iltapäivällä", "kl 8 på kvällen"
    elif part == 0 and 8 <= hour < 12:
        hour += 12      # "11 yöllä"
    return time(hour % 24, minute) if hour <= 24 else None


def _worded(hour: int, minute: int, part: Optional[int]) -> Optional[time]:
    """"puoli kolme": without part of the day it may be night or day."""
    if hour >= 12:
        return time(hour % 24, minute)
    if part is None:
        return None
    return _digital(hour % 12, minute, None, part)


def find_date(digits: str, now: datetime, asked: str = "") -> Optional[date]:
    """A calendar day, named, counted from today, or as a weekday."""
    today = now.date()
    for reader in (_iso, _numeric, _named_month):
        found = reader(digits, today, asked)
        if found is not None:
            return found or None
    for pattern, shift in DAYS:
        if re.search(rf"\b(?:{pattern})", digits):
            return today + timedelta(days=shift)
    ago = re.search(r"(\d+)\s*(?:päivää|pv|vrk|dagar|dag|days?)\s*(?:sitten|sedan|sen|ago)", digits)
    if ago:
        return today - timedelta(days=int(ago[1]))
    ago = re.search(r"(\d+)\s*(?:viikkoa?|vko|veckor|vecka|weeks?)\s*(?:sitten|sedan|sen|ago)|\b(viikko) sitten", digits)
    if ago:
        return today - timedelta(weeks=int(ago[1] or 1))
    ahead = re.search(r"(?:om|in) (\d+) (?:dagar|dag|days?)\b|(\d+) (?:päivän|pv:n) (?:päästä|kuluttua)", digits)
    if ahead:
        return today + timedelta(days=int(ahead[1] or ahead[2]))
    ahead = re.search(r"(?:om|in) (\d+) (?:veckor|vecka|weeks?)\b|(\d+) (?:viikon|vkon) (?:päästä|kuluttua)|\b(viikon) päästä", digits)
    if ahead:
        return today + timedelta(weeks=int(ahead[1] or ahead[2] or 1))
    return _weekday(digits, today, asked)


def _iso(digits: str, today: date, asked: str):
    found = re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", digits)
    return (_day(int(found[1]), int(found[2]), int(found[3])) or False) if found else None


def _numeric(digits: str, today: date, asked: str):
    found = re.search(r"(?<![\d.+])(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[./]\s*(\d{4}|\d{2})|\.(?!\d)|(?![\d.]))", digits)
    if not found or not 1 <= int(found[2]) <= 12:
        return False if found and found[3] else None
    if found[3]:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return _day(year, int(found[2]), int(found[1])) or False
    return _nearest(int(found[2]), int(found[1]), today, asked) or False


def _named_month(digits: str, today: date, asked: str):
    for pattern, month in MONTHS:
        found = re.search(rf"\b(\d{{1,2}})(?:\.|:?e|st|nd|rd|th|:a)?\s*(?:päivä |of |den )?(?:{pattern})\b\.?(?:\s*,?\s*(\d{{4}}))?", digits) \
            or re.search(rf"\b(?:{pattern})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(\d{{4}}))?", digits)
        if found:
            if found[2]:
                return _day(int(found[2]), month, int(found[1])) or False
            return _nearest(month, int(found[1]), today, asked) or False
    return None


def _day(year: int, month: int, day: int) -> Optional[date]:
    try:
        return date(year, month, day)
    except ValueError:       # 31.2.
        return None


def _nearest(month: int, day: int, today: date, asked: str) -> Optional[date]:
    """The year is not said: the past or future one that is asked for, else the nearest."""
    found = [candidate for year in (today.year - 1, today.year, today.year + 1)
             if (candidate := _day(year, month, day))]
    past, future = [day for day in found if day <= today], [day for day in found if day >= today]
    if PAST_ASKED.search(asked) and past:
        return max(past)
    if FUTURE_ASKED.search(asked) and future:
        return min(future)
    return min(found, key=lambda candidate: abs(candidate - today)) if found else None


def _weekday(digits: str, today: date, asked: str) -> Optional[date]:
    for pattern, number in WEEKDAYS:
        if not re.search(rf"(?:{pattern})" if pattern.startswith(r"\b") else rf"\b(?:{pattern})", digits):
            continue
        back = (today.weekday() - number) % 7 or 7
        if NEXT.search(digits) or (FUTURE_ASKED.search(asked) and not LAST.search(digits)):
            return today + timedelta(days=(number - today.weekday()) % 7 or 7)
        return today - timedelta(days=back)
    return None


def calendar_date(question: Question, text: str, lang: str, now: Optional[datetime]) -> Optional[str]:
    found = find_date(digitise_dates(text, lang), local(now), question.text)
    return found.isoformat() if found else None


def digitise_dates(text: str, lang: str) -> str:
    """As `digitise`, but "23,11" is not made a decimal when it looks like a day and month."""
    return digitise(re.sub(r"\b(\d{1,2})\.(\d{1,2})\.", r"\1/\2/", text), lang).replace("/", ".") \
        if re.search(r"\d{1,2}\.\d{1,2}\.", text) else digitise(text, lang)


def beginning(text: str, lang: str, now: Optional[datetime]) -> Optional[Moment]:
    """When something began: a day, part of the day or clock time that lies in the past."""
    here = local(now)
    digits = digitise_clock(text, lang)
    day = find_date(digits, here, "alkoi")
    clock = find_clock(digits) if re.search(r"klo|kello|klockan|\bkl\b|\bclock \d|\bat\b|\d[.:]\d\d|\d ?[ap]m\b|puoli \d|keskiyö|midnatt|midnight", digits) else None
    part = day_part(digits)
    if day is None and clock is None and part is None:
        return None
    night = part == 0 and bool(re.search(r"yö|öis|natt|night", digits))
    if night and clock is None:
        # "viime yöstä", "last night": the night that ended this morning, from ten in the evening.
        return Moment(datetime.combine(here.date() - timedelta(days=1 if here.hour >= 6 or day else 0), time(22), HELSINKI), False, True)
    if night and day and day < here.date() and clock and clock.hour < 9:
        day = here.date()        # "viime yönä klo 3" is this calendar day
    at = datetime.combine(day or here.date(), clock or time(part if part is not None else 12), HELSINKI)
    if day is None and at > here:
        at -= timedelta(days=1)
    return Moment(at, clock is not None, part is not None or clock is not None) if at <= here else None

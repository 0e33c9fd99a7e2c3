"""What a message says about ages, weeks, temperature, times and places: spaCy patterns find, reading/ reads.

Patterns are data (data/particulars/<lang>.yml). Findings pre-fill and route; they are shown back, never trusted.
"""
from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import spacy
import yaml
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.nlu.keys import LANGUAGES
from reading.ages import DUE, LAST_PERIOD, find_age, find_gestation
from reading.durations import amount, duration
from reading.moments import digitise_dates, find_clock, find_date, local
from reading.places import municipality
from reading.quantities import temperatures
from reading.question import Question
from safety.masking import IDENTITY, find_identity_codes

EMPTY: dict[str, Any] = {
    "age_months": None, "ages_months": None, "gestation_days": None, "temperature_c": None, "negated_fever": None,
    "duration": None, "date": None, "time": None, "municipality": None, "identity_code": None,
}
LONGEST = 1_500      # letters read for particulars
PIECES = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]")
DECIMAL = re.compile(r"(?<![\d.+:/-])(3[5-9]|4[0-2])\.\d(?![\d.])(?!\s*(?:kg|kilo|cm|g\b|viik|vko|week|veck|%|€|eur))")
NUMERIC_DATE = re.compile(r"(?<![\d.,+])\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?")
NUMBERS = ("not_age", "not_gestation", "gestation", "age", "temperature")   # these compete for a figure; ties by order
TIMES = ("clock", "duration", "moment")
DAYS_A_MONTH = 30.4375


class Finder:
    """Patterns of one language."""

    def __init__(self, language: str, path: Path) -> None:
        self.language = language
        self._nlp = spacy.blank(language)
        self._matcher = Matcher(self._nlp.vocab)
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._context = re.compile(_alternatives(table["pregnancy_context"]) + "$")
        self._own_word = re.compile(_alternatives(table["words"]["pregnancy"]) + "$")    # rv, gv, ga: says it itself
        for label, lines in table["patterns"].items():
            for number, line in enumerate(lines):
                patterns = [compile_token_pattern(tokens, table["words"]) for tokens in spread(line)]
                try:
                    self._matcher.add(f"{label}", patterns, greedy=None)
                except ValueError as wrong:
                    raise ValueError(f"{path}: {label}: pattern {number + 1} {line!r}: {wrong}") from wrong

    def spans(self, digits: str) -> dict[str, list[Span]]:
        """Findings by label: of those that compete for a figure the longest win; a time may not hold
        a figure that is an age or a week; negations of fever stand apart."""
        pieces = PIECES.findall(digits)
        if not pieces:
            return {}
        found = self._matcher(Doc(self._nlp.vocab, words=pieces), as_spans=True)
        numbers = self._filtered(found, NUMBERS)
        taken = {place for span in numbers if span.label_ in ("age", "gestation", "temperature")
                 for place in range(span.start, span.end)}
        times = [span for span in self._filtered(found, TIMES) if not taken & set(range(span.start, span.end))]
        context = any(self._context.match(piece) for piece in pieces)
        chosen: dict[str, list[Span]] = {}
        for span in sorted([*numbers, *times, *(span for span in found if span.label_ == "negated_fever")],
                           key=lambda span: span.start):
            if span.label_ != "gestation" or context or "+" in span.text or self._own_word.match(span[0].text):
                chosen.setdefault(span.label_, []).append(span)
        return chosen

    @staticmethod
    def _filtered(found: list[Span], labels: tuple[str, ...]) -> list[Span]:
        return filter_spans(sorted((span for span in found if span.label_ in labels),
                                   key=lambda span: labels.index(span.label_)))


def spread(line: str) -> list[list[str]]:
    """A line → all token lists it stands for: a lone "?" makes the token before it optional."""
    lists: list[list[str]] = [[]]
    tokens = line.split(" ")
    for place, token in enumerate(tokens):
        if token == "?":
            continue
        optional = place + 1 < len(tokens) and tokens[place + 1] == "?"
        lists = [[*tokens_so_far, token] for tokens_so_far in lists] + ([list(so_far) for so_far in lists] if optional else [])
    return [found for found in lists if found]


def compile_token_pattern(tokens: list[str], words: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [_token(token, words) for token in tokens]


def _token(token: str, words: dict[str, list[str]]) -> dict[str, Any]:
    if token == "{num}":
        return {"TEXT": {"REGEX": r"^\d+(?:\.\d+)?$"}}
    choices = [word for part in token.split("|")
               for word in (words[part[1:-1]] if part.startswith("{") else [part])]
    if all(not word.endswith("*") for word in choices):
        return {"TEXT": {"IN": [str(word) for word in choices]}}
    return {"TEXT": {"REGEX": f"^{_alternatives(choices)}$"}}


def _alternatives(choices: list[str]) -> str:
    return "(?:" + "|".join(re.escape(str(word).rstrip("*")) + (r"\w*" if str(word).endswith("*") else "")
                            for word in choices) + ")"


class ParticularsFinder:
    def __init__(self, folder: Path) -> None:
        self._finders = {language: Finder(language, folder / f"{language}.yml") for language in LANGUAGES}

    def find(self, text: str, language: str, now: Optional[str] = None) -> dict[str, Any]:
        """All keys of EMPTY; `now` is ISO 8601. Reads other languages' notations when its own finds nothing."""
        text = text[:LONGEST]
        clock = datetime.fromisoformat(now.replace("Z", "+00:00")) if now else None
        order = [language] if language in self._finders else []
        order += [other for other in LANGUAGES if other not in order]
        found = dict(EMPTY)
        for tried in order if re.search(r"\d", text) else order[:1]:
            found = self._in_language(text, tried, clock)
            if any(value is not None for value in found.values()):
                break
        found["municipality"] = municipality(text)
        found["identity_code"] = True if IDENTITY in text or find_identity_codes(text) else None
        return found

    def _in_language(self, text: str, language: str, now: Optional[datetime]) -> dict[str, Any]:
        digits = digitise_dates(text, language)
        dates = NUMERIC_DATE.findall(digits)
        bare = NUMERIC_DATE.sub(" ", digits)
        spans = self._finders[language].spans(bare)
        found = dict(EMPTY)
        self._ages(spans, language, found)
        found["gestation_days"] = self._gestation(spans, digits, text, language, now)
        found["temperature_c"] = self._temperature(spans, bare, language)
        found["negated_fever"] = True if spans.get("negated_fever") else None
        found["duration"] = self._duration(spans, bare, language, now)
        days = [*dates, *(span.text for span in spans.get("moment", ()))]
        if days:
            when = find_date(days[0], local(now))
            found["date"] = when.isoformat() if when else None
        for span in spans.get("clock", ())[:1]:
            at = find_clock(re.sub(r"\s*([.:])\s*", r"\1", span.text))
            found["time"] = at.strftime("%H:%M") if at else None
        return found

    @staticmethod
    def _ages(spans: dict[str, list[Span]], language: str, found: dict[str, Any]) -> None:
        ages = [age for span in spans.get("age", ()) if (age := find_age(span.text, language))]
        months = sorted({_months(age) for age in ages})
        if len(months) == 1:
            found["age_months"] = months[0]
        elif months:
            found["ages_months"] = months      # two children: never merged, asked

    @staticmethod
    def _gestation(spans: dict[str, list[Span]], digits: str, text: str, language: str, now: Optional[datetime]) -> Optional[int]:
        weeks = set()
        for span in spans.get("gestation", ()):
            piece = re.sub(r"\s*\+\s*", "+", span.text).replace(" .", ".")
            days = find_gestation(piece, piece, language, now, bare=True)
            weeks |= {days} if days is not None else set()
        for pattern in (DUE, LAST_PERIOD):
            said = pattern.search(digits)
            if not weeks and said and NUMERIC_DATE.search(digits[said.start(): said.start() + 60]):
                piece = digits[said.start(): said.start() + 60]
                days = find_gestation(piece, piece, language, now, bare=False)
                weeks |= {days} if days is not None else set()
        return weeks.pop() if len(weeks) == 1 else None

    @staticmethod
    def _temperature(spans: dict[str, list[Span]], digits: str, language: str) -> Optional[float]:
        values = [value for span in spans.get("temperature", ()) for value in temperatures(span.text, language)]
        values += [float(match.group()) for match in DECIMAL.finditer(digits)]
        return max(values) if values else None

    @staticmethod
    def _duration(spans: dict[str, list[Span]], digits: str, language: str, now: Optional[datetime]) -> Optional[dict]:
        for span in spans.get("duration", ()):
            found = amount(span.text) or duration(Question("duration"), span.text, language, now)
            if found:
                return found
        return None


def _months(age: dict[str, int]) -> float:
    if "years" in age:
        return age["years"] * 12
    return age["months"] if "months" in age else round(age["days"] / DAYS_A_MONTH, 1)

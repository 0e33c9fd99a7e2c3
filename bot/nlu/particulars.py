"""What a message says about ages, weeks, temperature, times and places: spaCy patterns find, reading/ reads.

Patterns are data (data/particulars/<lang>.yml). Findings pre-fill and route; they are shown back, never trusted.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import spacy
import yaml
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.tokens import Span as Matched
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
FIGURE = {"TEXT": {"REGEX": r"^\d+(?:\.\d+)?$"}}


@dataclass(frozen=True)
class Span:
    """A finding: its label and what was written there, pieces with a space between."""
    label: str
    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.pieces)


class Disguise:
    """What spaCy is shown instead of a message's words. It keeps every word it ever saw, and customers' words are not kept:
    so it sees the patterns' own words, one figure for all others, and one mark for all other words."""
    FIGURE, WORD = "00", "_"

    def __init__(self, lines: list[str], words: dict[str, list[str]]) -> None:
        written = {word for line in lines for token in line.split(" ") if token not in ("?", "{num}")
                   for word in choices(token, words)}
        self._whole = {word for word in written if not word.endswith("*")}
        self._begun = {word.rstrip("*") for word in written if word.endswith("*")}
        self._lengths = sorted({len(word) for word in self._begun}, reverse=True)

    def __call__(self, piece: str) -> str:
        if piece in self._whole:
            return piece
        if piece[0].isdigit():
            return self.FIGURE
        # The longest beginning stands for all shorter ones; the mark tells it from a whole word.
        return next((piece[:length] for length in self._lengths if piece[:length] in self._begun), "") + self.WORD


class Finder:
    """Patterns of one language."""

    def __init__(self, language: str, path: Path) -> None:
        self.language = language
        self._nlp = spacy.blank(language)
        self._matcher, self._wordy = Matcher(self._nlp.vocab), Matcher(self._nlp.vocab)
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._context = re.compile(_alternatives(table["pregnancy_context"]) + "$")
        self._own_word = re.compile(_alternatives(table["words"]["pregnancy"]) + "$")    # rv, gv, ga: says it itself
        self._disguise = Disguise([line for lines in table["patterns"].values() for line in lines], table["words"])
        for label, lines in table["patterns"].items():
            for number, line in enumerate(lines):
                patterns = [compile_token_pattern(tokens, table["words"]) for tokens in spread(line)]
                try:
                    self._matcher.add(label, patterns, greedy=None)
                    if wordy := [pattern for pattern in patterns if FIGURE not in pattern]:
                        self._wordy.add(label, wordy, greedy=None)
                except ValueError as wrong:
                    raise ValueError(f"{path}: {label}: pattern {number + 1} {line!r}: {wrong}") from wrong

    def spans(self, digits: str) -> dict[str, list[Span]]:
        """Findings by label: of those that compete for a figure the longest win; a time may not hold
        a figure that is an age or a week; negations of fever stand apart."""
        pieces = PIECES.findall(digits)
        if not pieces:
            return {}
        # Most messages hold no figure: then only the patterns without one are tried.
        matcher = self._matcher if any(piece[0].isdigit() for piece in pieces) else self._wordy
        found = matcher(Doc(self._nlp.vocab, words=list(map(self._disguise, pieces))), as_spans=True)
        numbers = self._filtered(found, NUMBERS)
        taken = {place for match in numbers if match.label_ in ("age", "gestation", "temperature")
                 for place in range(match.start, match.end)}
        times = [match for match in self._filtered(found, TIMES) if not taken & set(range(match.start, match.end))]
        context = any(self._context.match(piece) for piece in pieces)
        chosen: dict[str, list[Span]] = {}
        for match in sorted([*numbers, *times, *(match for match in found if match.label_ == "negated_fever")],
                            key=lambda match: match.start):
            span = Span(match.label_, tuple(pieces[match.start:match.end]))
            if span.label != "gestation" or context or "+" in span.pieces or self._own_word.match(span.pieces[0]):
                chosen.setdefault(span.label, []).append(span)
        return chosen

    @staticmethod
    def _filtered(found: list[Matched], labels: tuple[str, ...]) -> list[Matched]:
        return filter_spans(sorted((match for match in found if match.label_ in labels),
                                   key=lambda match: labels.index(match.label_)))


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
        return FIGURE
    allowed = choices(token, words)
    if all(not word.endswith("*") for word in allowed):
        return {"TEXT": {"IN": allowed}}
    return {"TEXT": {"REGEX": f"^{_alternatives(allowed)}$"}}


def choices(token: str, words: dict[str, list[str]]) -> list[str]:
    """The words that a token of a pattern allows; a star stands for any ending."""
    return [str(word) for part in token.split("|")
            for word in (words[part[1:-1]] if part.startswith("{") else [part])]


def _alternatives(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(str(word).rstrip("*")) + (r"\w*" if str(word).endswith("*") else "")
                            for word in words) + ")"


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

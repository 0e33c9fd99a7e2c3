"""Words and lengths: placeholders, forbidden words, how hard a text is to read."""
from __future__ import annotations

import re
from collections.abc import Iterator

from content import LANGUAGES
from content.check.findings import ERROR, WARNING, Finding, at
from content.files import Document
from content.texts import PLACEHOLDER, Localised

LONGEST_BUBBLE = 60         # words
LONGEST_TITLE = 40          # characters of a button
# LIX: words per sentence + percent of words over six letters. Finnish words are long by nature, so its
# line lies higher; the lines are where our own approved-style texts end, not a law of nature.
HARDEST = {"fi": 72, "sv": 50, "en": 50}
# Words that would claim a medical purpose (MDR (EU) 2017/745 art. 2): the product collects and forwards.
AVOID = {
    "fi": ("oirearvio", "triage", "triaasi", "diagnoos", "riskiarvio", "riskipiste", "kiireellisyysarvio", "ei ole kiireellin"),
    "sv": ("symtombedömning", "triage", "diagnos", "riskbedömning", "riskpoäng", "inte brådskande att"),
    "en": ("symptom checker", "triage", "diagnos", "risk score", "risk assessment", "not urgent", "you can wait"),
}
# In a question set even to speak of risk or urgency would judge, also in a denial. "frisk" is healthy in Swedish.
JUDGING = {
    "fi": r"\w*riski\w*|kiireellisyy\w*|todennäköis\w*",
    "sv": r"(?<!\w)(?!\w*frisk)\w*risk\w*|brådskandegrad\w*|hur brådskande|sannolik\w*",
    "en": r"(?<!\w)risk\w*|urgency|how urgent|probabl\w*",
}
# Where a text says what the service does not do, the word is needed.
DENIALS = ("ei ", "en ", "emme ", "inte ", "ingen ", "not ", "no ", "never ", "n't ", "eikä ", "ilman ", "utan ", "without ", "instead")


def placeholders(document: Document, key: tuple, words: Localised, known: set[str] | None) -> Iterator[Finding]:
    """The same {placeholders} in every language, and only known ones."""
    found = {code: set(PLACEHOLDER.findall(words[code])) for code in LANGUAGES}
    every = set().union(*found.values())
    for code in LANGUAGES:
        for name in sorted(every - found[code]):
            yield at(document, (*key, code), ERROR, "placeholders",
                     f'"{code}" lacks the placeholder {{{name}}} that another language has', f"add {{{name}}}")
    if known is not None:
        for name in sorted(every - known):
            code = next(code for code in LANGUAGES if name in found[code])
            yield at(document, (*key, code), ERROR, "placeholders", f"{{{name}}} is not known here",
                     f"use one of {', '.join('{' + each + '}' for each in sorted(known))}, or plain words")


def forbidden(document: Document, key: tuple, words: Localised) -> Iterator[Finding]:
    """Words that must not be said of this product."""
    for code in LANGUAGES:
        for sentence in re.split(r"(?<=[.!?])\s|\n", words[code].lower()):
            if any(denial in f"{sentence} " for denial in DENIALS):
                continue
            for word in AVOID[code]:
                if word in sentence:
                    yield at(document, (*key, code), ERROR, "words", f'"{word}" must not be used',
                             "say esitiedot / förhandsuppgifter / pre-information, or leave it out")


def judging(document: Document, key: tuple, words: Localised) -> Iterator[Finding]:
    """Words of a question set that judge: risk, urgency, probability."""
    for code in LANGUAGES:
        for found in sorted(set(re.findall(JUDGING[code], words[code].lower()))):
            yield at(document, (*key, code), ERROR, "words", f'"{found}" must not be used',
                     "ask for facts, or leave it out")


def count_words(text: str) -> int:
    """Words as they are read aloud: a phone number, "don't" and "10+0–13+6" are one each."""
    return sum(any(char.isalnum() for char in word) for word in re.sub(r"(?<=\d) (?=\d)", "", text).split())


def length(document: Document, key: tuple, words: Localised) -> Iterator[Finding]:
    for code in LANGUAGES:
        count = count_words(words[code])
        if count > LONGEST_BUBBLE:
            yield at(document, (*key, code), WARNING, "length", f'"{code}" has {count} words in one bubble',
                     f"keep at most {LONGEST_BUBBLE}; move the rest to `details`")


def titles(document: Document, key: tuple, words: Localised) -> Iterator[Finding]:
    for code in LANGUAGES:
        if len(words[code]) > LONGEST_TITLE:
            yield at(document, (*key, code), WARNING, "length",
                     f'the button "{words[code]}" has {len(words[code])} characters', f"keep it under {LONGEST_TITLE}")


def lix(text: str) -> float:
    """Läsbarhetsindex: words per sentence plus percent of words longer than six letters."""
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)|\n", text.strip() + "\n")))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def difficulty(document: Document, key: tuple, words: Localised) -> Iterator[Finding]:
    for code in LANGUAGES:
        value = lix(words[code])
        if value > HARDEST[code]:
            yield at(document, (*key, code), WARNING, "reading",
                     f'"{code}" is hard to read (LIX {value:.0f}, aim under {HARDEST[code]})',
                     "shorter sentences, plainer words")

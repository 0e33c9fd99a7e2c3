"""Which language a message is in: character n-grams with the conversation's language as prior.

Knows Finnish, Swedish, English and "other"; a lone "ok" or "38,5" never changes anything.
"""
from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Collection, Iterator, Optional, Sequence

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.clean import fold
from bot.nlu.keys import LANGUAGES, OTHER
from bot.nlu.linear import Head, View, Weigher, fit_sparse, load_vectoriser, log_softmax, save_vectoriser

CLASSES = (*LANGUAGES, OTHER)
VIEW = View("char_wb", 1, 4, min_df=2)
STAY = 6.0          # odds for the conversation's language against another of the three
STRANGER = 4.0      # odds against "other": far fewer messages come in it
# Words of the training messages tell a fourth language better than n-grams: it shares few of them.
KNOWN_FROM = 2      # messages that a word must stand in: one may be a slip that looks like another language
FEWEST_WORDS = 3    # shorter messages are not judged by known words
STRANGE, FAMILIAR = 0.30, 0.55      # share of known words: below speaks for "other", above against
WORD_ODDS = 100.0
SURE = 0.85         # from here a language other than the conversation's counts as clear
MOST_MESSAGES = 6_000       # of one language that n-grams are learnt from: more change nothing but the time
LEAST_LETTERS = 4   # fewer letters say nothing about a language
LETTERS = re.compile(r"[^\W\d_]+")
PAST_LATIN = "\u0250"      # all letters below are Latin
# Said alike in the three languages (and names): no evidence for any of them.
SHARED = frozenset(
    ["ok", "okei", "okej", "okay", "okk", "hei", "hej", "moi", "moro", "hallo", "haloo", "mm", "mmm", "hmm", "joo", "jo", "jaa", "juu", "a", "b", "c", "h", "kl", "klo", "cm", "kg", "g", "l", "ml", "mg", "rv", "gv", "vko", "v", "kk", "kela", "fpa", "omakanta", "mittkanta", "mykanta", "neuvola", "espoo", "esbo", "lohja", "lojo", "hanko", "hangö", "nipt", "epds", "mpr", "mmr", "covid", "d", "vitamin", "ultra", "video", "chat", "pdf", "sms", "email", "www", "fi", "com", "html", "baby", "bebe", "taxi", "emma", "elias", "leo", "ella", "noel", "aino", "eino", "olivia", "maria", "anna"]
)


@dataclass(frozen=True)
class Language:
    code: str          # fi | sv | en | other
    clear: bool        # said by the text itself, not only by the conversation


def read_other(path: Path) -> list[str]:
    """Messages in other languages, from data/particulars/other_languages.yml."""
    return [text for texts in yaml.safe_load(path.read_text(encoding="utf-8")).values() for text in texts]


def foreign_script(text: str) -> bool:
    """True when most letters are of another alphabet than the Latin one."""
    if not text or max(text) < PAST_LATIN:
        return False
    letters = [letter for letter in text[:400] if letter.isalpha()]
    strange = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return len(letters) > 1 and strange > len(letters) / 2


def evidence(text: str) -> str:
    """The words that may tell a language, lower-cased: no shared words, figures or signs."""
    words = LETTERS.findall(text.lower()[:600])
    return " ".join(word for word in words if word not in SHARED)


def _thinned(texts: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every second, third … message of a language that has more than MOST_MESSAGES, evenly from all subjects."""
    step = {language: math.ceil(count / MOST_MESSAGES) for language, count in Counter(languages).items()}
    met: Counter[str] = Counter()
    for text, language in zip(texts, languages):
        if met[language] % step[language] == 0:
            yield text, language
        met[language] += 1


def _compared(telling: str) -> list[str]:
    return [fold(word) for word in telling.split() if len(word) > 2]


class LanguageModel:
    def __init__(self, vectoriser: TfidfVectorizer, head: Head, counts: Sequence[float], known: Collection[str]) -> None:
        self._vectoriser, self._head, self._known = vectoriser, head, frozenset(known)
        self._weigher = Weigher(vectoriser)
        self._log_counts = np.log(np.asarray(counts, dtype=np.float64))

    @classmethod
    def train(cls, texts: Sequence[str], languages: Sequence[str]) -> LanguageModel:
        """Each text also as its first two and last three words: short messages are the hard ones."""
        shown, labels = [], []
        for text, language in _thinned(texts, languages):
            words = evidence(text).split()
            if not words:
                continue
            pieces = {" ".join(words), " ".join(words[:2]), " ".join(words[-3:])}
            for piece in sorted(pieces):
                shown.append(piece)
                labels.append(CLASSES.index(language))
        vectoriser = VIEW.vectoriser()
        features = vectoriser.fit_transform(shown)
        head = fit_sparse(features, labels, cost=20.0)
        counts = [max(labels.count(place), 1) / len(labels) for place in range(len(CLASSES))]
        met = Counter(word for text, language in zip(texts, languages) if language != OTHER
                      for word in set(_compared(evidence(text))))
        known = {word for word, messages in met.items() if messages >= KNOWN_FROM}
        return cls(vectoriser, head, counts, known)

    def identify(self, text: str, conversation: Optional[str]) -> Language:
        if foreign_script(text):
            return Language(OTHER, True)
        telling = evidence(text)
        if sum(map(len, telling.split())) < LEAST_LETTERS:
            return Language(conversation or self._shared_guess(text), False)
        scores = self._scores(telling)
        prior = np.zeros(len(CLASSES))
        prior[CLASSES.index(OTHER)] = self._word_odds(telling) - np.log(STRANGER)
        own = np.exp(log_softmax((scores + prior)[None, :])[0])
        if conversation:
            prior[CLASSES.index(conversation)] += np.log(STAY)
        weighed = np.exp(log_softmax((scores + prior)[None, :])[0])
        best = int(weighed.argmax())
        return Language(CLASSES[best], bool(own[best] >= SURE and weighed[best] >= SURE))

    def _word_odds(self, telling: str) -> float:
        """Log-odds of a fourth language by the share of known words."""
        said = _compared(telling)
        if len(said) < FEWEST_WORDS:
            return 0.0
        share = sum(word in self._known for word in said) / len(said)
        return float(np.log(WORD_ODDS)) * (share < STRANGE) - float(np.log(WORD_ODDS)) * (share > FAMILIAR)

    def _scores(self, telling: str) -> np.ndarray:
        """Log-likelihood of the text by language: the training set's shares are taken out."""
        return self._head.log_probabilities([self._weigher.row(telling)])[0] - self._log_counts

    def _shared_guess(self, text: str) -> str:
        """Without conversation and evidence: by what little there is, else Finnish."""
        words = " ".join(LETTERS.findall(text.lower()[:600]))
        if not words:
            return LANGUAGES[0]
        return LANGUAGES[int(self._scores(words)[: len(LANGUAGES)].argmax())]

    def save(self, folder: Path) -> None:
        save_vectoriser(self._vectoriser, folder / "language_words")
        self._head.save(folder / "language_head")
        kept = {"counts": np.exp(self._log_counts).tolist(), "known": sorted(self._known)}
        (folder / "language.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LanguageModel:
        kept = json.loads((folder / "language.json").read_text(encoding="utf-8"))
        return cls(load_vectoriser(VIEW, folder / "language_words"), Head.load(folder / "language_head"),
                   kept["counts"], kept["known"])

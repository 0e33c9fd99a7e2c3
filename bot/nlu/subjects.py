"""Which of the 48 subjects a message is about: linear heads over several views, their logs weighed and summed.

Views: tf-idf word and character n-grams, and each sentence encoder. Only numbers are kept, no texts.
"""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Optional, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.clean import book_words, clean, fold, shorten
from bot.nlu.embedder import Embedder, NoEmbedder
from bot.nlu.linear import Head, Row, View, Weigher, fit_dense, fit_sparse, load_vectoriser, log_softmax, save_vectoriser

WORDS = View("word", 1, 2, min_df=2)
LETTERS = View("char_wb", 2, 5, min_df=4)
TFIDF = "tfidf"
TFIDF_COST = 10.0             # inverse regularisation, found by cross-validation
ENCODER_COST = {"taught": 5.0, "plain": 20.0}
TAUGHT = "taught"
MOST_PIECES = 2               # clauses of one message that the encoders read: bounds the time
PICKING, PICKED = 1.45, 0.35  # honest confidence of tf-idf alone, and how sure it must be to pick a clause


@dataclass(frozen=True)
class Mixture:
    """Weight of each view's log-probability in the sum; the weights together make confidence honest."""
    weights: Mapping[str, float] = field(default_factory=lambda: {TFIDF: 1.0})

    @property
    def weighed(self) -> frozenset[str]:
        return frozenset(view for view, weight in self.weights.items() if weight > 0.0)

    def mix(self, logs: Mapping[str, np.ndarray]) -> np.ndarray:
        """Probabilities (texts × classes) from the views' log-probabilities."""
        known = {view: self.weights[view] for view in logs if view in self.weights}
        if not known:      # an operator's encoder under a name of its own
            known = dict.fromkeys(logs, 1.0)
        return np.exp(log_softmax(sum(weight * logs[view] for view, weight in known.items())))


class TfidfFeatures:
    def __init__(self, table: Mapping[str, str], words=None, letters=None) -> None:
        self._table = dict(table)
        self._words = words or WORDS.vectoriser()
        self._letters = letters or LETTERS.vectoriser()
        self._weighers = (Weigher(words), Weigher(letters)) if words and letters else None

    def _views(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        short = [shorten(text) for text in texts]
        return [book_words(text, self._table) for text in short], [fold(text) for text in short]

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        words, letters = self._views(texts)
        features = hstack([self._words.fit_transform(words), self._letters.fit_transform(letters)]).tocsr()
        self._weighers = (Weigher(self._words), Weigher(self._letters))
        return features

    def transform(self, texts: Sequence[str]) -> list[Row]:
        of_words, of_letters = self._weighers
        return [of_words.row(words).beside(of_letters.row(letters), of_words.width)
                for words, letters in zip(*self._views(texts))]

    def save(self, folder: Path) -> None:
        save_vectoriser(self._words, folder / "subject_words")
        save_vectoriser(self._letters, folder / "subject_letters")
        (folder / "spoken.json").write_text(json.dumps(self._table, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TfidfFeatures:
        table = json.loads((folder / "spoken.json").read_text(encoding="utf-8"))
        return cls(table, load_vectoriser(WORDS, folder / "subject_words"),
                   load_vectoriser(LETTERS, folder / "subject_letters"))


def encoder_text(text: str) -> str:
    """What the encoders read: cleaned and lower-cased, as they were taught."""
    return shorten(text).lower()


class SubjectModel:
    """Trained heads; `probabilities` takes cleaned texts."""

    def __init__(self, classes: Sequence[str], tfidf: TfidfFeatures, heads: Mapping[str, Head],
                 embedder: Embedder, mixture: Mixture) -> None:
        self.classes = list(classes)
        self._tfidf, self._heads = tfidf, dict(heads)
        self._embedder, self.mixture = embedder, mixture

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str], table: Mapping[str, str],
              embedder: Optional[Embedder] = None, mixture: Optional[Mixture] = None,
              vectors: Optional[Mapping[str, np.ndarray]] = None) -> SubjectModel:
        """`vectors`: embeddings of the same texts, when they have been computed before."""
        embedder = embedder or NoEmbedder()
        classes = sorted(set(intents))
        labels = [classes.index(intent) for intent in intents]
        texts = [clean(text) for text in texts]
        tfidf = TfidfFeatures(table)
        if vectors is None:
            vectors = embedder.embed([encoder_text(text) for text in texts])
        with ThreadPoolExecutor(2) as pool:      # the solvers let go of the interpreter: two cores, half the time
            fitting = {TFIDF: pool.submit(lambda: fit_sparse(tfidf.fit_transform(texts), labels, TFIDF_COST))}
            for name in embedder.names:
                fitting[name] = pool.submit(fit_dense, vectors[name], labels, ENCODER_COST.get(name, 20.0))
            heads = {name: fitted.result() for name, fitted in fitting.items()}
        return cls(classes, tfidf, heads, embedder, mixture or Mixture())

    @property
    def encoders(self) -> tuple[str, ...]:
        """Those that have a say: an encoder of no weight costs no time. All of an operator's own, which have no weights."""
        return tuple(name for name in self._embedder.names if name in self.mixture.weighed) or self._embedder.names

    def log_probabilities(self, texts: Sequence[str], views: Optional[Sequence[str]] = None,
                          vectors: Optional[Mapping[str, np.ndarray]] = None) -> dict[str, np.ndarray]:
        logs = {}
        if views is None or TFIDF in views:
            logs[TFIDF] = self._heads[TFIDF].log_probabilities(self._tfidf.transform(texts))
        names = [name for name in self.encoders if views is None or name in views]
        if names:
            vectors = vectors or self._embedder.embed([encoder_text(text) for text in texts], names)
            for name in names:
                logs[name] = self._heads[name].log_probabilities(vectors[name])
        return logs

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        return self.mixture.mix(self.log_probabilities(texts))

    def piece_probabilities(self, pieces: Sequence[str], top: int) -> np.ndarray:
        """Of the clauses that speak of another subject than `top`: tf-idf picks them, encoders weigh them."""
        logs = self._heads[TFIDF].log_probabilities(self._tfidf.transform(pieces))
        quick = np.exp(log_softmax(PICKING * logs))
        other = [row for row in range(len(pieces)) if quick[row].argmax() != top and quick[row].max() >= PICKED]
        other = sorted(other, key=lambda row: -quick[row].max())[:MOST_PIECES]
        if not other:
            return np.zeros((0, quick.shape[1]))
        names = self.encoders
        if not names:
            return quick[other]
        main = names if TAUGHT not in names else (TAUGHT,)     # the plain encoder adds little: not for clauses
        found = self.log_probabilities([pieces[row] for row in other], main)
        return self.mixture.mix({TFIDF: logs[other], **found})

    def save(self, folder: Path) -> None:
        self._tfidf.save(folder)
        for name, head in self._heads.items():
            head.save(folder / f"head_{name}")
        (folder / "classes.json").write_text(json.dumps({"classes": self.classes, "views": list(self._heads)}))

    @classmethod
    def load(cls, folder: Path, embedder: Embedder, mixture: Mixture) -> SubjectModel:
        known = json.loads((folder / "classes.json").read_text())
        heads = {name: Head.load(folder / f"head_{name}") for name in known["views"]}
        missing = [name for name in embedder.names if name not in heads]
        if missing:
            raise ValueError(f"the model knows no head for encoder {missing[0]}; train again")
        return cls(known["classes"], TfidfFeatures.load(folder), heads, embedder, mixture)

"""Tf-idf views and softmax heads as plain arrays: fit with scikit-learn, kept as .npz and JSON.

Nothing is pickled, so a model file can hold numbers and words only.
"""
from __future__ import annotations

import json
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence, Union

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class View:
    """One way to cut text into weighted n-grams."""
    analyzer: str                  # word | char_wb
    shortest: int
    longest: int
    min_df: int = 1

    def vectoriser(self) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer=self.analyzer, ngram_range=(self.shortest, self.longest), min_df=self.min_df,
            sublinear_tf=True, lowercase=False, dtype=np.float32,
            token_pattern=r"(?u)[^\W\d_]+|\d+|[?!]",
        )


def save_vectoriser(vectoriser: TfidfVectorizer, path: Path) -> None:
    words = [word for word, _ in sorted(vectoriser.vocabulary_.items(), key=lambda item: item[1])]
    path.with_suffix(".json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    np.save(path.with_suffix(".npy"), vectoriser.idf_.astype(np.float32))


def load_vectoriser(view: View, path: Path) -> TfidfVectorizer:
    words = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    vectoriser = view.vectoriser()
    vectoriser.vocabulary_ = {word: place for place, word in enumerate(words)}
    vectoriser.fixed_vocabulary_ = False
    vectoriser.idf_ = np.load(path.with_suffix(".npy")).astype(np.float32)
    return vectoriser


@dataclass(frozen=True)
class Row:
    """One text as a sparse row: which features it has, and their weights."""
    places: np.ndarray             # (n,) int32
    values: np.ndarray             # (n,) float32

    def beside(self, other: Row, width: int) -> Row:
        """Both together, the other's features behind the `width` that this one's table has."""
        return Row(np.concatenate([self.places, other.places + width]), np.concatenate([self.values, other.values]))


class Weigher:
    """What the fitted vectoriser's `transform` gives, without its fixed cost of milliseconds a call."""

    def __init__(self, vectoriser: TfidfVectorizer) -> None:
        self._pieces, self._places = vectoriser.build_analyzer(), vectoriser.vocabulary_
        self._idf = np.asarray(vectoriser.idf_, dtype=np.float32)

    @property
    def width(self) -> int:
        return len(self._places)

    def row(self, text: str) -> Row:
        known, places, counts = self._places, [], []
        for piece, count in Counter(self._pieces(text)).items():
            if (place := known.get(piece)) is not None:
                places.append(place)
                counts.append(count)
        found = np.array(places, dtype=np.int32)
        weights = (1 + np.log(np.array(counts, dtype=np.float32))) * self._idf[found]
        return Row(found, weights / max(float(np.sqrt(weights @ weights)), 1e-9))


@dataclass(frozen=True)
class Head:
    """Logistic regression: features × classes weights, all classes together or each against the rest."""
    weights: np.ndarray            # (features, classes); half precision when loaded: a third of the memory
    intercept: np.ndarray          # (classes,)
    against_rest: bool = False

    def log_probabilities(self, features: Union[Sequence[Row], np.ndarray]) -> np.ndarray:
        scores = self._products(features) + self.intercept
        return log_softmax(-np.logaddexp(0.0, -scores) if self.against_rest else scores)

    def _products(self, features: Union[Sequence[Row], np.ndarray]) -> np.ndarray:
        """features @ weights; of sparse rows only the weights of their words are touched."""
        if isinstance(features, np.ndarray):
            return features @ self.weights.astype(np.float32)
        return np.stack([row.values @ self.weights[row.places].astype(np.float32) for row in features])

    def save(self, path: Path) -> None:
        np.savez(path.with_suffix(".npz"), weights=self.weights.astype(np.float16),
                 intercept=self.intercept, against_rest=self.against_rest)

    @staticmethod
    def load(path: Path) -> Head:
        with np.load(path.with_suffix(".npz")) as arrays:
            return Head(arrays["weights"], arrays["intercept"].astype(np.float32),
                        bool(arrays["against_rest"]))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def fit_dense(features: np.ndarray, labels: Sequence[int], cost: float, rounds: int = 80) -> Head:
    """Softmax regression on sentence vectors; `cost` is the inverse of regularisation."""
    regression = LogisticRegression(C=cost, max_iter=rounds, tol=1e-3, multi_class="multinomial")
    with warnings.catch_warnings():
        # The number of rounds is a time bound: the last digits of the weights buy nothing.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, labels)
    return Head(np.ascontiguousarray(regression.coef_.T, dtype=np.float32), regression.intercept_.astype(np.float32))


def fit_sparse(features: csr_matrix, labels: Sequence[int], cost: float, rounds: int = 12, threads: int = 2) -> Head:
    """One class against the rest, in the dual: ten times faster than softmax on wide n-gram tables.

    The classes are fitted side by side (the solver lets go of the interpreter). More rounds change no digit that counts.
    """
    wanted = np.asarray(labels)

    def fit(label: int) -> tuple[np.ndarray, float]:
        regression = LogisticRegression(C=cost, solver="liblinear", dual=True, max_iter=rounds, tol=1e-2)
        regression.fit(features, wanted == label)
        return regression.coef_[0].astype(np.float32), float(regression.intercept_[0])

    with warnings.catch_warnings(), ThreadPoolExecutor(threads) as pool:
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = list(pool.map(fit, range(wanted.max() + 1)))
    return Head(np.stack([weights for weights, _ in fitted], axis=1),
                np.array([start for _, start in fitted], dtype=np.float32), against_rest=True)

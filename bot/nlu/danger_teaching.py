"""Makes the weights of safety/learned.py: messages of `emergency` in data/nlu against all others and data/safety/calm.

    python -m bot.nlu.danger_teaching             writes safety/learned.bin
    python -m bot.nlu.danger_teaching --measure   found and false alarms on situations that were held out

Needs scikit-learn, so it stands on the engine's side; what it writes is read without it.
"""
from __future__ import annotations

import argparse
from array import array
from typing import Sequence

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.clean import clean, data_folder
from bot.nlu.decision import EMERGENCY
from bot.nlu.examples import Example, fingerprint, folds, read_examples
from bot.nlu.keys import LANGUAGES
from safety import danger, learned

COST = 10.0             # inverse regularisation, found by cross-validation
DANGER_WEIGHT = 3.0     # one danger that is missed costs as much as three false cards
ROUNDS, FOLDS = 40, 5


def messages() -> list[Example]:
    """Everything that is learnt from; the calm look-alikes are a situation a message and of no intent."""
    calm = [Example(text, "", language, text) for language in LANGUAGES
            for text in yaml.safe_load((data_folder() / "safety" / "calm" / f"{language}.yml").read_text(encoding="utf-8"))["messages"]]
    return read_examples(data_folder() / "nlu") + calm


def matrix(texts: Sequence[str]) -> csr_matrix:
    """Messages × places, as safety/learned.py cuts them."""
    starts, places, weights = [0], [], []
    for text in texts:
        found = learned.pieces(clean(text))
        places.extend(found)
        weights.extend(found.values())
        starts.append(len(places))
    return csr_matrix((np.array(weights, dtype=np.float32), np.array(places), np.array(starts)),
                      shape=(len(texts), 1 << learned.BITS))


def fit(features: csr_matrix, is_danger: np.ndarray, made_from: str = "") -> learned.Weights:
    regression = LogisticRegression(C=COST, solver="liblinear", dual=True, max_iter=ROUNDS, tol=1e-2,
                                    class_weight={0: 1.0, 1: DANGER_WEIGHT}, random_state=7)
    regression.fit(features, is_danger)
    row = regression.coef_[0]
    scale = float(np.abs(row).max() / 127.0)
    return learned.Weights(array("b", np.round(row / scale).astype(np.int8).tobytes()), scale,
                           float(regression.intercept_[0]), made_from)


def measure(examples: Sequence[Example]) -> None:
    """Prints a row a language: danger found and false alarms, by lexicon, by the weights, by both."""
    features = matrix([example.text for example in examples])
    is_danger = np.array([example.intent == EMERGENCY for example in examples])
    fold = np.array(folds(list(examples), FOLDS))
    seen = np.zeros(len(examples))
    for number in range(FOLDS):
        weights = fit(features[fold != number], is_danger[fold != number])
        row = np.frombuffer(weights.values, dtype=np.int8) * weights.scale
        seen[fold == number] = 1.0 / (1.0 + np.exp(-(features[fold == number] @ row + weights.start)))
    words = np.array([danger.search(danger.lexicon(), clean(example.text))[0] is not None for example in examples])
    like = seen >= danger.ALIKE_FROM
    print(f"found / false alarms; {FOLDS} folds, whole situations held out of the weights (not of the lexicon)")
    for language in sorted({example.language for example in examples}):
        own = np.array([example.language == language for example in examples])
        cells = [f"{name} {found[own & is_danger].mean():.3f} / {found[own & ~is_danger].mean():.4f}"
                 for name, found in (("lexicon", words), ("learned", like), ("both", words | like))]
        print(f"{language}: " + "   ".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.danger_teaching", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    examples = messages()
    if parser.parse_args().measure:
        measure(examples)
        return
    weights = fit(matrix([example.text for example in examples]),
                  np.array([example.intent == EMERGENCY for example in examples]),
                  fingerprint([data_folder() / "nlu", data_folder() / "safety" / "calm"]))
    weights.write()
    print(f"{learned.PATH}: {len(examples)} messages")


if __name__ == "__main__":
    main()

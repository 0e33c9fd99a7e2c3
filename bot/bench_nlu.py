"""`./neuvo bench nlu`: cross-validated understanding per language, whole situations kept together.

    python -m bot.bench_nlu                          tf-idf and the plain encoder (the taught one knows all folds)
    python -m bot.bench_nlu --encoders FOLDER        also encoders taught without each fold (bot.teach --folds 4)
    python -m bot.bench_nlu --unseen                 the model as it stands on tests/unseen
    python -m bot.bench_nlu --stock --messages 8000  also Rasa's stock pipeline with DIET on the same fold (slow)
"""
from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")     # before Rasa loads TensorFlow

import numpy as np

from bot import unseen
from bot.measured import Measured, print_table, share, table
from bot.nlu.clauses import clauses
from bot.nlu.clean import clean, data_folder, spoken_forms
from bot.nlu.decision import EMERGENCY, Decision, Settings, decide, read_settings
from bot.nlu.embedder import SHIPPED, Embedder, NoEmbedder, OnnxEmbedder
from bot.nlu.examples import Example, folds, read_examples, some
from bot.nlu.keys import LANGUAGES
from bot.nlu.subjects import Mixture, SubjectModel, encoder_text
from bot.nlu.vectors import known_vectors, store_vectors

FOLDS = 4            # as in `bot.teach.teach --folds 4`
WRONG_COST, ASK_COST = 10.0, 1.0      # a wrong answer costs ten questions
CONFUSIONS = 15


@dataclass(frozen=True)
class Trained:
    """A model trained without one fold, and the vectors of the held-out messages."""
    model: SubjectModel
    held_out: List[Example]
    vectors: Dict[str, np.ndarray]
    seconds: float


def train_without(fold: int, examples: Sequence[Example], embedder: Embedder, folder: Optional[Path]) -> Trained:
    places = folds(list(examples), FOLDS)
    shown = [example for example, place in zip(examples, places) if place != fold]
    held_out = [example for example, place in zip(examples, places) if place == fold]
    vectors = known_vectors(folder, embedder, [encoder_text(clean(example.text)) for example in shown])
    began = time.perf_counter()
    model = SubjectModel.train([example.text for example in shown], [example.intent for example in shown],
                               spoken_forms(data_folder()), embedder, vectors=vectors)
    seconds = time.perf_counter() - began
    return Trained(model, held_out, known_vectors(folder, embedder, [encoder_text(clean(e.text)) for e in held_out]), seconds)


def logs_of(trained: Trained) -> Dict[str, np.ndarray]:
    return trained.model.log_probabilities([clean(example.text) for example in trained.held_out],
                                           vectors=trained.vectors or None)


def pieces_of(trained: Trained, text: str, whole: np.ndarray) -> np.ndarray:
    parts = clauses(clean(text))
    return trained.model.piece_probabilities(parts, int(whole.argmax())) if parts else np.zeros((0, len(whole)))


def measure(trained: Trained, logs: Mapping[str, np.ndarray], views: Sequence[str], mixture: Mixture,
            settings: Settings, pieces: Optional[List[np.ndarray]] = None) -> List[Measured]:
    whole = mixture.mix({view: logs[view] for view in views})
    none = np.zeros((0, whole.shape[1]))
    return [Measured(example, decide(trained.model.classes, row, pieces[number] if pieces else none, settings))
            for number, (example, row) in enumerate(zip(trained.held_out, whole))]


def fit_mixture(logs: Mapping[str, np.ndarray], views: Sequence[str], labels: np.ndarray) -> Mixture:
    """Weights of the views' logs that make the right answers likeliest: accuracy and honest confidence in one."""
    from scipy.optimize import minimize

    def cost(weights: np.ndarray) -> float:
        mixed = Mixture(dict(zip(views, weights))).mix({view: logs[view] for view in views})
        return float(-np.log(mixed[np.arange(len(labels)), labels] + 1e-12).mean())

    found = minimize(cost, np.ones(len(views)), method="Nelder-Mead", options={"maxiter": 150, "xatol": 0.02})
    return Mixture({view: round(float(max(weight, 0.0)), 2) for view, weight in zip(views, found.x)})


def best_threshold(measured: Sequence[Measured], settings: Settings) -> Tuple[float, float]:
    """(ask_below, margin) of least cost: a wrong answer costs ten questions."""
    def cost(below: float, margin: float) -> float:
        total = 0.0
        for one in measured:
            ranking = one.decision.ranking
            asks = (ranking[0][1] < below or ranking[0][1] - ranking[1][1] < margin) and ranking[0][0] != EMERGENCY
            total += ASK_COST if asks else 0.0 if one.right else WRONG_COST
        return total

    grid = [(below, margin) for below in np.arange(0.3, 0.96, 0.05) for margin in (0.0, 0.1, 0.2, 0.3)]
    below, margin = min(grid, key=lambda pair: cost(*pair))
    return round(float(below), 2), float(margin)


def print_confusions(measured: Sequence[Measured]) -> None:
    wrong = [one for one in measured if not one.right]
    pairs = Counter((one.example.intent, one.decision.ranking[0][0]) for one in wrong)
    print("\nWorst confusions (what it was -> what was understood)")
    for (truth, guess), count in pairs.most_common(CONFUSIONS):
        example = next(one.example for one in wrong if (one.example.intent, one.decision.ranking[0][0]) == (truth, guess))
        print(f"  {count:3} {truth} -> {guess}: [{example.language}] {example.text[:90]}")


def measure_language(examples: Sequence[Example]) -> Dict[str, float]:
    """Language recognition on a held-out fold, with nobody saying the conversation's language."""
    from bot.nlu.language import LanguageModel, read_other
    places = folds(list(examples), FOLDS)
    other = read_other(data_folder() / "particulars" / "other_languages.yml")
    shown = [(example.text, example.language) for example, place in zip(examples, places) if place] + [(text, "other") for text in other[::2]]
    model = LanguageModel.train([clean(text) for text, _ in shown], [language for _, language in shown])
    held_out = [example for example, place in zip(examples, places) if not place]
    found = {language: share(model.identify(clean(example.text), None).code == language for example in held_out if example.language == language)
             for language in LANGUAGES}
    found.update({f"{language} in a {language} conversation": share(model.identify(clean(example.text), language).code == language
                  for example in held_out if example.language == language) for language in LANGUAGES})
    found["other languages"] = share(model.identify(clean(text), "fi").code == "other" for text in other[1::2])
    found["falsely offered a switch"] = share(
        (answer := model.identify(clean(example.text), example.language)).clear and answer.code != example.language for example in held_out)
    return found


def latency(trained: Trained, settings: Settings, count: int = 300) -> Dict[str, float]:
    times = []
    for example in trained.held_out[::max(1, len(trained.held_out) // count)]:
        began = time.perf_counter()
        whole = trained.model.probabilities([clean(example.text)])[0]
        decide(trained.model.classes, whole, pieces_of(trained, example.text, whole), settings)
        times.append((time.perf_counter() - began) * 1000)
    return {"ms p50": float(np.percentile(times, 50)), "ms p95": float(np.percentile(times, 95)),
            "process MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def stock(examples: Sequence[Example], fold: int, epochs: int) -> List[Measured]:
    """Rasa's stock pipeline (char n-grams, DIET) trained without the fold; asks below its fallback of 0.3."""
    from rasa.model_training import train_nlu

    from bot.understand import Understanding
    places = folds(list(examples), FOLDS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "nlu.json").write_text(json.dumps({"rasa_nlu_data": {"common_examples": [
            {"text": example.text, "intent": example.intent}
            for example, place in zip(examples, places) if place != fold]}}), encoding="utf-8")
        (folder / "config.yml").write_text(STOCK.format(epochs=epochs), encoding="utf-8")
        archive = train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder / "models"))
        model = Understanding(Path(archive))
        measured = []
        for example in (example for example, place in zip(examples, places) if place == fold):
            ranking = tuple((entry["name"], entry["confidence"]) for entry in model.parse(example.text)["intent_ranking"])
            measured.append(Measured(example, Decision(ranking, ranking[0][1] < 0.3, tuple(name for name, _ in ranking[:3]), None)))
        return measured


STOCK = """recipe: default.v1
language: fi
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
"""


def fold_embedder(folder: Path) -> Tuple[Embedder, Path]:
    return OnnxEmbedder(folder, ["plain", "taught"] if (folder / "taught.onnx").exists() else ["plain"], threads=2), folder


def run(chosen: argparse.Namespace, say: Callable[..., None] = print) -> None:
    examples, settings = some(read_examples(data_folder() / "nlu"), chosen.messages), read_settings()
    say(f"{len(examples)} messages, {len({example.intent for example in examples})} intents, fold {chosen.fold} of {FOLDS} held out by situation")
    if chosen.encoders:
        embedder, folder = fold_embedder(chosen.encoders / f"fold{chosen.fold}")
    elif chosen.without or not (SHIPPED / "plain.onnx").exists():
        embedder, folder = NoEmbedder(), None
    else:
        embedder, folder = OnnxEmbedder(SHIPPED, ["plain"], threads=2), SHIPPED
    if chosen.encoders and not (folder / "vectors.npz").exists():
        store_vectors(folder, embedder, [encoder_text(clean(example.text)) for example in examples])
    trained = train_without(chosen.fold, examples, embedder, folder)
    logs = logs_of(trained)
    labels = np.array([trained.model.classes.index(example.intent) for example in trained.held_out])
    variants = [["tfidf"]] + [views for views in (["plain"], ["taught"], ["tfidf", "plain"], ["tfidf", "taught"], ["tfidf", "taught", "plain"])
                              if set(views) <= set(logs)]
    for views in variants:
        mixture = fit_mixture(logs, views, labels)
        first = measure(trained, logs, views, mixture, settings)
        below, margin = best_threshold(first, settings)
        tuned = replace(settings, ask_below=below, ask_margin=margin)
        measured = measure(trained, logs, views, mixture, tuned)
        print_table(f"{' + '.join(views)}: weights {dict(mixture.weights)}, ask below {below}, margin {margin}", table(measured))
    chosen_mixture = settings.mixture if embedder.names else settings.mixture_without
    whole = chosen_mixture.mix(logs)
    pieces = [pieces_of(trained, example.text, row) for example, row in zip(trained.held_out, whole)] if chosen.clauses else None
    measured = measure(trained, logs, list(logs), chosen_mixture, settings, pieces)
    print_table("as configured in bot/nlu/decision.yml", table(measured))
    print_confusions(measured)
    say("\nlanguage:", {name: round(value, 4) for name, value in measure_language(examples).items()})
    trained.model.mixture = chosen_mixture
    say("speed:", {name: round(value, 1) for name, value in latency(trained, settings).items()}, f"heads trained in {trained.seconds:.0f} s")
    if chosen.stock:
        began = time.perf_counter()
        measured = stock(examples, chosen.fold, chosen.stock)
        print_table(f"stock Rasa (DIET, {chosen.stock} epochs), {time.perf_counter() - began:.0f} s", table(measured))


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=int, default=0, choices=range(FOLDS))
    parser.add_argument("--encoders", type=Path, help="folder with fold0 … of bot.teach.teach --folds")
    parser.add_argument("--without", action="store_true", help="without embeddings")
    parser.add_argument("--clauses", action="store_true", help="also weigh clauses, as a conversation does (slower)")
    parser.add_argument("--messages", type=int, default=0, metavar="N", help="so many at random: DIET needs hours for all of them")
    parser.add_argument("--stock", type=int, nargs="?", const=30, default=0, metavar="EPOCHS")
    parser.add_argument("--unseen", type=Path, nargs="?", const=unseen.FOLDER, metavar="FOLDER",
                        help="the model as it stands on messages that nothing has learnt, and nothing else")
    chosen = parser.parse_args(arguments)
    if chosen.unseen:
        unseen.main(chosen.unseen)
    else:
        run(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())

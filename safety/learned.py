"""A second look for danger to life, learnt from examples: how much a message resembles those of `emergency`.

Owns the pieces that a message is cut into and the weighing of them; `bot/nlu/danger_teaching.py` makes the weights
from data/nlu. The lexicon knows words that nurses reviewed; this knows wordings that nobody wrote into it. It is
simple enough (one sum) to run in the service in every state of a conversation, without an encoder.
"""
from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr
from zlib import crc32

from safety.spelling import fold

PATH = Path(__file__).with_name("learned.bin")
BITS = 19               # 524,288 places that pieces share by hash: half a megabyte, no measurable loss
SHORTEST, LONGEST = 2, 5    # letters of a piece, within words with their borders
LONGEST_READ = 1_600    # characters of a message that are read, head and tail
_WORD = re.compile(r"[^\W\d_]+|\d+|[?!]")


def _head_and_tail(text: str) -> str:
    return text if len(text) <= LONGEST_READ else text[: LONGEST_READ // 2] + " " + text[-LONGEST_READ // 2:]


def _words(words: list[str]) -> Iterator[bytes]:
    written = [word.encode() for word in words]
    for place, word in enumerate(written):
        yield word
        if place:
            yield written[place - 1] + b" " + word


def _letters(words: list[str]) -> Iterator[bytes]:
    for word in words:
        bordered = f" {word} "
        if bordered.isascii():      # a letter is a byte, as it nearly always is in folded text
            yield from _pieces(bordered.encode())
        else:
            yield from (piece.encode() for piece in _pieces(bordered))


def _pieces(bordered: AnyStr) -> Iterator[AnyStr]:
    for length in range(SHORTEST, LONGEST + 1):
        if len(bordered) <= length:
            yield bordered
            break
        for start in range(len(bordered) - length + 1):
            yield bordered[start:start + length]


def pieces(text: str) -> dict[int, float]:
    """Place and weight of each piece: words and pairs of words (length 1 together), pieces of letters likewise."""
    words = _WORD.findall(fold(_head_and_tail(text)))
    found: dict[int, float] = {}
    for mark, view in ((crc32(b"w"), _words(words)), (crc32(b"l"), _letters(words))):
        counts = Counter([crc32(piece, mark) >> (32 - BITS) for piece in view])
        weights = {place: 1.0 if count == 1 else 1.0 + math.log(count) for place, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for place, weight in weights.items():
            found[place] = found.get(place, 0.0) + weight / length
    return found


@dataclass(frozen=True)
class Weights:
    """One number a place (times `scale`) and what stands for a message with no piece."""

    values: array[int]      # signed bytes, 2 ** BITS of them
    scale: float
    start: float
    made_from: str          # fingerprint of the examples

    def probability(self, text: str) -> float:
        """0..1; by the share of such messages among the examples, not among real ones."""
        score = self.start + self.scale * sum(self.values[place] * weight for place, weight in pieces(text).items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))

    def write(self, path: Path = PATH) -> None:
        head = {"bits": BITS, "scale": self.scale, "start": self.start, "made_from": self.made_from}
        path.write_bytes(json.dumps(head).encode() + b"\n" + self.values.tobytes())


def read(path: Path = PATH) -> Weights:
    """Raises OSError without the file and ValueError for one of another shape."""
    head, _, body = path.read_bytes().partition(b"\n")
    known = json.loads(head)
    values = array("b", body)
    if known["bits"] != BITS or len(values) != 1 << BITS:
        raise ValueError(f"{path} was made for other pieces; make it again with python -m bot.nlu.danger_teaching")
    return Weights(values, known["scale"], known["start"], known["made_from"])

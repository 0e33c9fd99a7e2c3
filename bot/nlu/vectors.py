"""Sentence vectors of the training messages, computed once when the encoder is taught.

Only data/nlu is kept here, by hash: `./neuvo up` then embeds new training messages alone. Never a customer's text.
"""
from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Optional, Sequence

import numpy as np

from bot.nlu.embedder import Embedder

FILE = "vectors.npz"


def key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def known_vectors(folder: Optional[Path], embedder: Embedder, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Vectors of `texts` by encoder: from <folder>/vectors.npz where they are there, else embedded now."""
    if not embedder.names:
        return {}
    rows, stored = {}, None
    if folder is not None and (folder / FILE).exists():
        with np.load(folder / FILE) as arrays:
            if str(arrays["identity"]) == embedder.identity and all(name in arrays for name in embedder.names):
                rows = {int(found): place for place, found in enumerate(arrays["keys"])}
                stored = {name: (arrays[name], arrays[f"{name}_scale"]) for name in embedder.names}
    missing = [place for place, text in enumerate(texts) if key(text) not in rows]
    fresh = embedder.embed([texts[place] for place in missing])
    vectors = {}
    for name in embedder.names:
        width = fresh[name].shape[1] if missing else stored[name][0].shape[1]
        out = np.empty((len(texts), width), dtype=np.float32)
        if missing:
            out[missing] = fresh[name]
        there = [place for place in range(len(texts)) if key(texts[place]) in rows]
        if there:
            places = [rows[key(texts[place])] for place in there]
            out[there] = stored[name][0][places].astype(np.float32) * stored[name][1][places, None]
        vectors[name] = out
    return vectors


def store_vectors(folder: Path, embedder: Embedder, texts: Sequence[str]) -> None:
    """Writes <folder>/vectors.npz: int8 with one scale a row. Vectors that are there already are kept."""
    texts = sorted(set(texts))
    arrays: dict[str, np.ndarray] = {"keys": np.array([key(text) for text in texts], dtype=np.uint64),
                                     "identity": np.array(embedder.identity)}
    for name, vectors in known_vectors(folder, embedder, texts).items():
        scale = np.abs(vectors).max(axis=1) / 127.0
        arrays[name] = np.round(vectors / scale[:, None]).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
    np.savez(folder / FILE, **arrays)


def main() -> None:
    """`python -m bot.nlu.vectors`: brings the shipped vectors up to date with data/nlu.

    Of the encoders that have a weight in decision.yml; for another one the messages are embedded when it is asked for.
    """
    from bot.nlu.clean import clean, data_folder
    from bot.nlu.decision import read_settings
    from bot.nlu.embedder import SHIPPED, described, open_embedder
    from bot.nlu.examples import read_examples
    from bot.nlu.subjects import encoder_text
    texts = [encoder_text(clean(example.text)) for example in read_examples(data_folder() / "nlu")]
    store_vectors(SHIPPED, open_embedder("shipped", threads=2, weighed=read_settings().mixture.weighed), texts)
    path = SHIPPED / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"][FILE] = described(SHIPPED / FILE)
    path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

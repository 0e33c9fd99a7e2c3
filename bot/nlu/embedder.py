"""Sentence embeddings behind one small interface: shipped ONNX files, an operator's own, or off.

Runs on onnxruntime with one thread by default; keeps no text and no cache.
"""
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Collection, Optional, Protocol, Sequence

import numpy as np

SHIPPED = Path(__file__).resolve().parent / "models"
LONGEST = 96        # word pieces a message: about 60 words; bounds the time
PREFIX = "query: "
TRUNK = "trunk"


class Embedder(Protocol):
    names: tuple[str, ...]
    identity: str

    def embed(self, texts: Sequence[str], names: Optional[Sequence[str]] = None) -> dict[str, np.ndarray]:
        """One L2-normalised array (texts × width) for each name."""


class NoEmbedder:
    """Embeddings switched off: the subject model then lives on tf-idf alone."""
    names: tuple[str, ...] = ()
    identity = "off"

    def embed(self, texts: Sequence[str], names: Optional[Sequence[str]] = None) -> dict[str, np.ndarray]:
        return {}


class OnnxEmbedder:
    """Encoders that share a tokenizer: <folder>/tokenizer.json and <name>.onnx.

    Our own files share more: a table of word vectors (words.npy int8, words_scale.npy) and the lower
    layers (trunk.onnx); the encoders then hold the upper layers and take `states`. Without these an
    encoder takes `input_ids`, as the official multilingual-e5 exports do.
    """

    def __init__(self, folder: Path, names: Sequence[str], threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer
        self.names = tuple(names)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # A waiting thread sleeps: spinning ones starve everybody on a machine with two cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False      # memory goes back after a long message

        def session(name: str) -> onnxruntime.InferenceSession:
            return onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options,
                                                providers=["CPUExecutionProvider"])

        self.identity = file_digest(folder)
        self._sessions = {name: session(name) for name in self.names}
        self._trunk = session(TRUNK) if (folder / f"{TRUNK}.onnx").exists() else None
        if self._trunk:
            self._words = np.load(folder / "words.npy", mmap_mode="r")
            self._scale = np.load(folder / "words_scale.npy").astype(np.float32)

    def embed(self, texts: Sequence[str], names: Optional[Sequence[str]] = None) -> dict[str, np.ndarray]:
        """One text after the other, also when heads are taught: int8 scales are chosen for a whole batch, and a message
        among others would get another vector than alone."""
        names = tuple(names or self.names)
        found = [self._one(PREFIX + text, names) for text in texts]
        return {name: np.concatenate([vectors[name] for vectors in found]) for name in names} if found else {}

    def _one(self, text: str, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        mask = np.ones_like(ids)
        inputs = self._inputs(ids, mask)
        return {name: self._pooled(self._sessions[name], inputs, mask) for name in names}

    def _inputs(self, ids: np.ndarray, mask: np.ndarray) -> dict[str, np.ndarray]:
        if self._trunk is None:
            return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors = self._words[ids].astype(np.float32) * self._scale[ids][..., None]
        states = self._trunk.run(None, {"states": vectors, "attention_mask": mask})[0]
        return {"states": states, "attention_mask": mask}

    @staticmethod
    def _pooled(session, inputs: dict[str, np.ndarray], mask: np.ndarray) -> np.ndarray:
        wanted = {entry.name for entry in session.get_inputs()}
        hidden = session.run(None, {name: value for name, value in inputs.items() if name in wanted})[0]
        if hidden.ndim == 3:      # token states: mean over the real ones
            share = mask[..., None].astype(np.float32)
            hidden = (hidden * share).sum(1) / share.sum(1)
        return hidden / np.linalg.norm(hidden, axis=1, keepdims=True).clip(1e-9)


def file_digest(folder: Path) -> str:
    """One hash over the folder's encoders: vectors that other encoders made are told apart by it."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.onnx")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_embedder(where: Optional[str], threads: int = 1, weighed: Collection[str] = ()) -> Embedder:
    """`where`: "shipped", "off", or a folder with tokenizer.json and *.onnx.

    `weighed`: the encoders that have a say; others are left closed, unless none of the folder's has one.
    """
    if where in (None, "", "off"):
        return NoEmbedder()
    folder = SHIPPED if where == "shipped" else Path(where).expanduser()
    names = sorted(path.stem for path in folder.glob("*.onnx") if path.stem != TRUNK)
    if not names or not (folder / "tokenizer.json").exists():
        raise FileNotFoundError(
            f"{folder}: no tokenizer.json with *.onnx beside it; point `embeddings` in config.yml to the "
            f"folder that holds them, or write `embeddings: \"off\"`"
        )
    return OnnxEmbedder(folder, [name for name in names if name in weighed] or names, threads)


def described(path: Path) -> dict[str, object]:
    """What models/manifest.json says about a file."""
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}

"""Prunes the tokenizer to Finnish, Swedish and English word pieces, and the word vectors with it."""
from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import Iterable

import numpy as np
from tokenizers import Tokenizer

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def wanted_pieces(tokenizer: dict, texts: Iterable[str], most: int) -> list[int]:
    """Ids to keep: special ones, single Latin letters and signs, every piece of our texts in several
    spellings, then plain Latin pieces in the order of the vocabulary (which is by frequency)."""
    pieces = [piece for piece, _score in tokenizer["model"]["vocab"]]
    known = Tokenizer.from_str(json.dumps(tokenizer))
    used: Counter[int] = Counter()
    for text in texts:
        for spelling in (text, text.lower(), text.lower().translate(str.maketrans("äöå", "aoa"))):
            used.update(known.encode(spelling, add_special_tokens=False).ids)
    kept = {place for place, piece in enumerate(pieces) if piece in SPECIAL or _single(piece)}
    kept |= {place for place in used if place < len(pieces)}
    for place, piece in enumerate(pieces):
        if len(kept) >= most:
            break
        if _northern(piece):
            kept.add(place)
    return sorted(kept)


def _single(piece: str) -> bool:
    letter = piece.lstrip("▁")
    return len(letter) <= 1 and (not letter or ord(letter) < 0x250 or unicodedata.category(letter)[0] in "SPN")


def _northern(piece: str) -> bool:
    """Made of the letters that Finnish, Swedish and English use; lower case only, as we read it."""
    return all(sign in "▁abcdefghijklmnopqrstuvwxyzåäöéüšž0123456789'.,:-+°%" for sign in piece)


def prune(tokenizer: dict, kept: list[int]) -> dict:
    """The same tokenizer with only these pieces, renumbered in order."""
    place_of = {old: new for new, old in enumerate(kept)}
    vocabulary = tokenizer["model"]["vocab"]
    pruned = json.loads(json.dumps({key: value for key, value in tokenizer.items() if key != "model"}))
    pruned["model"] = {**tokenizer["model"], "vocab": [vocabulary[old] for old in kept],
                       "unk_id": place_of[tokenizer["model"]["unk_id"]]}
    pruned["added_tokens"] = [{**token, "id": place_of[token["id"]]}
                              for token in tokenizer["added_tokens"] if token["id"] in place_of]
    pruned["truncation"], pruned["padding"] = None, None
    for tokens in pruned["post_processor"].get("special_tokens", {}).values():
        tokens["ids"] = [place_of[old] for old in tokens["ids"]]
    return pruned


def int8_rows(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Word vectors as int8 with one scale a row."""
    scale = np.abs(words).max(axis=1) / 127.0
    return np.round(words / scale[:, None].clip(1e-12)).astype(np.int8), scale.astype(np.float32)

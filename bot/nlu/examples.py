"""Reads the training messages of data/nlu: text, intent, language and situation.

The folder gives the language and the file the intent's blocks; a block is one situation.
"""
from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

import yaml

from bot.nlu.keys import LANGUAGES

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)      # ten times as quick


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    language: str
    situation: str     # intent/slug: the same slug in three languages is one situation


def read_examples(folder: Path) -> list[Example]:
    """All messages under <folder>/<lang>/*.yml, in a fixed order."""
    found: list[Example] = []
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.yml")):
            found.extend(_read_file(path, language))
    return found


def _read_file(path: Path, language: str) -> Iterable[Example]:
    blocks = (yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {}).get("nlu") or []
    for number, block in enumerate(blocks):
        intent = block["intent"]
        slug = (block.get("metadata") or {}).get("situation") or f"{path.stem}-{number}"
        for line in (block.get("examples") or "").splitlines():
            line = line.strip()
            if line.startswith("- ") and line[2:].strip():
                yield Example(line[2:].strip(), intent, language, f"{intent}/{slug}")


def some(examples: list[Example], count: int) -> list[Example]:
    """So many of the messages at random, the same ones every time; all of them for 0 or more than there are."""
    return random.Random(7).sample(examples, count) if 0 < count < len(examples) else examples


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over the content of files (folders: their files), for Rasa's training cache."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.name.encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def folds(examples: list[Example], count: int) -> list[int]:
    """The fold of each example: a situation stays together in all languages, and stays where it was
    when others are added (so an encoder taught without a fold has never seen what is added to it)."""
    return [int(hashlib.sha256(example.situation.encode()).hexdigest(), 16) % count for example in examples]

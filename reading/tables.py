"""The editable words of data/particulars/answers.yml, folded and ready to compare."""
from __future__ import annotations

import functools
import os
import re
from pathlib import Path

import yaml

from reading.text import fold, plain

LANGUAGES = ("fi", "sv", "en")


def particulars_folder() -> Path:
    return Path(os.environ.get("NEUVO_DATA") or Path(__file__).resolve().parents[1] / "data") / "particulars"


@functools.lru_cache(maxsize=2)
def _tables(folder: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    raw = yaml.safe_load((folder / "answers.yml").read_text(encoding="utf-8"))
    return {group: {lang: tuple(fold(plain(str(word))) for word in listed) for lang, listed in langs.items()}
            for group, langs in raw.items()}


def phrases(group: str, lang: str) -> tuple[str, ...]:
    """The words of one group in one language, folded; a star at the end means "begins so"."""
    return _tables(particulars_folder())[group][lang]


@functools.lru_cache(maxsize=256)
def pattern(group: str, lang: str) -> re.Pattern[str]:
    """Finds any word of the group inside folded text."""
    alternatives = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")
                    for word in sorted(phrases(group, lang), key=len, reverse=True)]
    return re.compile(r"(?<![\w'])(?:" + "|".join(alternatives) + r")(?![\w'])")


def says(group: str, text: str, lang: str) -> bool:
    """True when folded text holds a word of the group in this language."""
    return bool(pattern(group, lang).search(text))

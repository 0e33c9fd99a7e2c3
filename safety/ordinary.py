"""Finds ordinary words that the typo index would take for a misspelt danger word, for data/safety/ordinary.yml.

A tool for whoever edits the lexicon: `python -m safety.ordinary [WORDLIST...]` prints the file anew. It reads the
training examples of every subject but emergency and violence, and plain word lists (one word a line) if given.
"""
from __future__ import annotations

import os.path
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from content.files import data_dir, load
from safety.lexicon import Lexicon, read
from safety.spelling import cut

_NOT_ORDINARY = ("emergency.yml", "violence.yml")
_SEEN_OFTEN_ENOUGH = 2       # a word that stands once in the examples may be a misspelling itself


def words_of_examples(folder: Path) -> Counter[str]:
    """How often each word stands in the training examples of ordinary subjects."""
    found: Counter[str] = Counter()
    for path in sorted((folder / "nlu").glob("*/*.yml")):
        if path.name not in _NOT_ORDINARY:
            for block in (load(path).data or {}).get("nlu", []):
                found.update(cut_spelt(block.get("examples", "")))
    return found


def cut_spelt(text: str) -> list[str]:
    """Words as spelt, of a text of any length."""
    return [word for line in text.splitlines() for word in cut(line).spelt]


def guessed(lexicon: Lexicon, words: Iterable[str]) -> list[str]:
    """Those of the words that are no word of the lexicon but would be taken for a misspelling of one."""
    found = set()
    for spelt in words:
        for word in cut(spelt).words:
            if len(word) >= 4 and re.fullmatch(r"[^\W\d_]+", word) and not lexicon.vocabulary.is_certain(word, spelt) \
                    and not _other_ending(lexicon, word):
                found.add(spelt)
    return sorted(found)


def _other_ending(lexicon: Lexicon, word: str) -> bool:
    """Whether a word is a guess for nothing, or only another ending of whole words (`breathes` for `breathe`)."""
    vocabulary = lexicon.vocabulary
    return all(number not in vocabulary.stem_numbers
               and len(os.path.commonprefix([word, vocabulary.texts[number]])) >= max(5, len(vocabulary.texts[number]) - 1)
               for number in vocabulary.guesses(word))


def main(lists: list[str]) -> None:
    """Print the words as YAML."""
    folder = data_dir()
    lexicon = read(folder, ordinary=False)
    words = {word for word, count in words_of_examples(folder).items() if count >= _SEEN_OFTEN_ENOUGH}
    for name in lists:
        words.update(cut_spelt(Path(name).read_text(encoding="utf-8")))
    print("words:")
    for word in guessed(lexicon, words):
        print(f"  - {word!r}".replace("'", '"'))


if __name__ == "__main__":
    main(sys.argv[1:])

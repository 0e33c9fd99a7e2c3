"""How a typed word is compared with a word of the lexicon: dots, doubled letters, typos, lost and extra spaces.

Owns folding, cutting a message into words and the typo index; it knows nothing of what the words mean.
"""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

LONGEST = 10_000        # characters that are read: more is cut in the middle, head and tail stay
LONGEST_WORD = 60       # a run of letters longer than this is rubbish and only compared as it stands
MOST_GUESSES = 300      # words of one message that are looked up with typos (the first and the last ones)
CERTAIN_STEM = 6        # a word that begins with a stem this long is not looked up as a misspelling of another
MOST_WORDS = 2_500      # words of one message that are read at all (the first and the last ones)

_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
                        "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_LAUGHTER = re.compile(r"(?<!\w)[xX:;]'?-?D+(?!\w)|[\U0001F602\U0001F923\U0001F605\U0001F606\U0001F639]")   # read as "haha"
_APOSTROPHE = re.compile(r"(?<=\w)['’‘´`](?=\w)")
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ł": "l", "ß": "s", "đ": "d"})
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
# A number, a word, an ellipsis (a pause: no border), the end of a sentence, the end of a clause.
_PIECE = re.compile(r"\d+[.,]\d+|[^\W_]+|\.{2,}|…|[.!?;\n]+|[,:()]|\s[-–—]\s")
_SENTENCE_END = frozenset(".!?;\n")
_CLAUSE_END = frozenset(",:()")
_SPACED_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\s){4,}[^\W\d_](?![^\W_])")


def fold(text: str) -> str:
    """Lower case without dots, rings, accents and apostrophes inside words: `Eikö herää` → `eiko heraa`."""
    text = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", _INVISIBLE.sub("", text)))
    return "".join(char for char in text if not unicodedata.combining(char)).casefold().translate(_LETTERS)


def squeeze(word: str) -> str:
    """A folded word with doubled letters written once, so that `krampppar` and `krampar` look the same."""
    return _DOUBLED.sub(r"\1", word)


def unstretch(word: str) -> str:
    """A folded word as it is spelt, but for letters held down: `tappaaaa` → `tappaa`."""
    return _STRETCHED.sub(r"\1\1", word)


@dataclass(frozen=True)
class Written:
    """A message as words: squeezed, as spelt, and with the number of the clause and the sentence each stands in."""

    words: tuple[str, ...]
    spelt: tuple[str, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]


def shorten(text: str) -> str:
    """Head and tail of a message that is longer than a person types."""
    return text if len(text) <= LONGEST else text[: LONGEST // 2] + "\n" + text[-LONGEST // 2:]


def cut(text: str) -> Written:
    """The words of a message in order."""
    text = _LAUGHTER.sub(" haha ", shorten(text))
    folded = _SPACED_LETTERS.sub(lambda match: re.sub(r"\s", "", match.group()), fold(text))
    words: list[str] = []
    spelt: list[str] = []
    clauses: list[int] = []
    sentences: list[int] = []
    clause = sentence = 0
    for match in _PIECE.finditer(folded):
        piece = match.group()
        if piece[0].isalnum():
            words.append(squeeze(piece))
            spelt.append(unstretch(piece))
            clauses.append(clause)
            sentences.append(sentence)
        elif piece == "…" or (piece[0] == "." and len(piece) > 1 and not set(piece) - {"."}):
            continue
        else:
            clause += 1
            sentence += piece[0] in _SENTENCE_END
    if len(words) > MOST_WORDS:
        half = MOST_WORDS // 2
        words, spelt = words[:half] + words[-half:], spelt[:half] + spelt[-half:]
        clauses, sentences = clauses[:half] + clauses[-half:], sentences[:half] + sentences[-half:]
    return Written(tuple(words), tuple(spelt), tuple(clauses), tuple(sentences))


def allowed_typos(length: int, stem: bool) -> int:
    """How many slips a word of so many letters may hold: short words must be right, or they would mean anything."""
    if stem:
        return 1 if length >= 6 else 0
    return 0 if length < 5 else 1 if length < 9 else 2


def _deletes(word: str, depth: int) -> set[str]:
    found, edge = {word}, {word}
    for _ in range(depth):
        edge = {item[:i] + item[i + 1:] for item in edge for i in range(len(item))}
        found |= edge
    return found


def _turned(word: str) -> set[str]:
    """The word with two neighbouring letters swapped: the one slip that a four-letter word may hold."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2:] for i in range(1, len(word) - 1)}


@dataclass
class Vocabulary:
    """Every word of the lexicon once. Answers which of them a typed word may be; counts its own work."""

    numbers: dict[tuple[str, bool, bool], int] = field(default_factory=dict)   # (word, stem, exact) → number
    added: dict[str, int] = field(default_factory=dict)                        # as the files write it → number
    exact: dict[str, set[int]] = field(default_factory=dict)
    spelt: dict[str, set[int]] = field(default_factory=dict)
    spelt_stems: dict[str, set[int]] = field(default_factory=dict)
    stems: dict[str, set[int]] = field(default_factory=dict)
    near: dict[str, tuple[int, ...]] = field(default_factory=dict)         # many, nearly all of one: tuples are small
    near_stems: dict[str, tuple[int, ...]] = field(default_factory=dict)
    turned: dict[str, tuple[int, ...]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    chains: dict[int, tuple[int, ...]] = field(default_factory=dict)            # words that stand in a row
    chains_by_pair: dict[int, dict[int, list[int]]] = field(default_factory=dict)   # first word → second → chains
    stem_numbers: set[int] = field(default_factory=set)
    glue: set[str] = field(default_factory=set)      # words by which a run without spaces is known to be one
    longest_stem: int = 0
    longest_spelt_stem: int = 0
    ordinary: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    written: dict[str, set[str]] = field(default_factory=dict)     # squeezed → as the files spell it
    ordinary_stems: set[str] = field(default_factory=set)

    def add(self, word: str) -> int:
        """Number of a lexicon word: `word`, `begin*` (any ending) or `=word` (exactly so)."""
        if word not in self.added:
            self.added[word] = self._add(word)
        return self.added[word]

    def _add(self, word: str) -> int:
        exact, stem = word.startswith("="), word.endswith("*")
        folded = fold(word.lstrip("=").rstrip("*"))
        text = folded if exact else squeeze(folded)
        key = (text, stem, exact)
        if not stem:
            self.written.setdefault(squeeze(folded), set()).add(folded)
        if key not in self.numbers:
            self.numbers[key] = len(self.texts)
            self.texts.append(text)
            self._index(text, stem, exact, self.numbers[key])
        return self.numbers[key]

    def add_chain(self, words: list[str]) -> int:
        """Number of several words in a row, such as `passed out`."""
        row = tuple(self.add(word) for word in words)
        key = (" ".join(words), False, False)
        if key not in self.numbers:
            number = self.numbers[key] = len(self.texts)
            self.texts.append(" ".join(words))
            self.chains[number] = row
            self.chains_by_pair.setdefault(row[0], {}).setdefault(row[1], []).append(number)
        return self.numbers[key]

    def length(self, number: int) -> int:
        """How many words of a message a number covers."""
        return len(self.chains[number]) if number in self.chains else 1

    def add_ordinary(self, word: str) -> None:
        """A word that is never taken for a danger word or for a misspelling of one."""
        (self.ordinary_stems if word.endswith("*") else self.ordinary).add(unstretch(fold(word.rstrip("*"))))

    def _index(self, text: str, stem: bool, exact: bool, number: int) -> None:
        if exact:
            (self.spelt_stems if stem else self.spelt).setdefault(text, set()).add(number)
            self.longest_spelt_stem = max(self.longest_spelt_stem, len(text) if stem else 0)
            return
        (self.stems if stem else self.exact).setdefault(text, set()).add(number)
        if stem:
            self.stem_numbers.add(number)
            self.longest_stem = max(self.longest_stem, len(text))
        typos = allowed_typos(len(text), stem)
        if typos:
            index = self.near_stems if stem else self.near
            for shorter in _deletes(text, typos):
                index[shorter] = (*index.get(shorter, ()), number)
        elif len(text) == 4 and not stem:
            for other in _turned(text):
                self.turned[other] = (*self.turned.get(other, ()), number)

    def wanted(self, word: str) -> bool:
        """Whether a phrase looks for just this word, as spelt."""
        return any(unstretch(fold(word)) == unstretch(text) for text in self.written.get(squeeze(fold(word)), ()))

    def add_known(self, word: str) -> None:
        """An ordinary word that is spelt right: it may be a word of the lexicon, but never a misspelling of one."""
        self.known.add(unstretch(fold(word)))

    def is_ordinary(self, spelt: str) -> bool:
        """Whether a word as it is spelt (`herra`, not `hera`) is one that never counts."""
        return spelt in self.ordinary or any(spelt[:end] in self.ordinary_stems for end in range(3, len(spelt) + 1))

    def as_written(self, word: str, spelt: str = "") -> set[int]:
        """Lexicon words that the typed word is, without any guess."""
        found = {*self.exact.get(word, ()), *self.spelt.get(spelt, ())}
        for end in range(2, min(len(word), self.longest_stem) + 1):
            found.update(self.stems.get(word[:end], ()))
        for end in range(2, min(len(spelt), self.longest_spelt_stem) + 1):
            found.update(self.spelt_stems.get(spelt[:end], ()))
        return found

    def of_long_stem(self, word: str) -> set[int]:
        """Lexicon stems of at least CERTAIN_STEM letters that the word begins with."""
        found: set[int] = set()
        for end in range(CERTAIN_STEM, min(len(word), self.longest_stem) + 1):
            found.update(self.stems.get(word[:end], ()))
        return found

    def is_certain(self, word: str, spelt: str) -> bool:
        """Whether a word is surely what it looks like: a whole word of the lexicon, or one that begins with a long stem."""
        return word in self.exact or spelt in self.known or bool(self.of_long_stem(word))

    def guesses(self, word: str, spelt: str = "") -> set[int]:
        """Lexicon words that the typed word is a misspelling of."""
        if spelt in self.known:
            return set()
        found = set(self.turned.get(word, ()))
        if not 4 <= len(word) <= LONGEST_WORD:
            return found
        for shorter in _deletes(word, 2 if 8 <= len(word) <= 16 else 1):
            for number in self.near.get(shorter, ()):
                if number not in found and self._close(word, self.texts[number], stem=False):
                    found.add(number)
        for end in range(5, min(len(word), self.longest_stem + 1) + 1):
            begin = word[:end]
            for shorter in _deletes(begin, 1):
                for number in self.near_stems.get(shorter, ()):
                    if number not in found and self._close(begin, self.texts[number], stem=True):
                        found.add(number)
        return found

    def _close(self, word: str, text: str, stem: bool) -> bool:
        """Near enough for its length. The first letter is right, swapped with the second, or the only slip of a long word."""
        if word[0] != text[0] and word[:2] != text[1::-1] and (stem or len(text) < 6 or word[1:] != text[1:]):
            return False
        typos = allowed_typos(len(text), stem)
        return OSA.distance(word, text, score_cutoff=typos) <= typos

    def split(self, word: str) -> list[str]:
        """A run such as `vauvaeihengita` as the lexicon words it is made of, one of them a negation, or nothing."""
        if not 6 <= len(word) <= LONGEST_WORD or not any(item in word for item in self.glue):
            return []
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(2, len(word) + 1):
            for begin in range(max(0, end - 16), end - 1):
                before, piece = best[begin], word[begin:end]
                if before is None or not self._is_piece(piece):
                    continue
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, piece]
        whole = best[len(word)] or []
        return whole if len(whole) >= 2 and self.glue & set(whole) else []

    def _is_piece(self, piece: str) -> bool:
        return piece in self.glue or (len(piece) >= 3 and piece in self.exact) or (
            len(piece) >= 4 and piece in self.stems)

"""Finds danger to life in a message, in three languages, so that the fixed 112 card is shown first.

First by the reviewed lexicon in data/safety/, then by likeness to the messages of danger in data/nlu
(safety/learned.py). It chooses whether the same fixed card is shown and nothing else: it ranks nobody and tells
nobody that a matter can wait. It fails safe: likeness adds to the words and never takes an alarm away.
"""
from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content.files import ContentError, Watched, data_dir
from safety import learned
from safety.lexicon import Context, Language, Lexicon, Part, Phrase, files, read
from safety.spelling import MOST_GUESSES, Written, cut

ALIKE = "like-danger"   # the id of an alarm that the words of the lexicon do not explain
# How alike a message must be: docs/danger-lexicon.md has what other numbers would find. Where the engine looks too, with
# encoders that see more, only what is plain is not left to it.
ALIKE_FROM, ALIKE_SECONDED = 0.5, 0.8
ALIKE_WORDS = 3         # a message of fewer words ("ei", one word again and again) is for the lexicon alone
# Where the lexicon saw danger and a context took it away ("ei kouristuksia", "viime talvena"), only a longer story may
# hold another danger, and it must be plainer.
DENIED_FROM, DENIED_WORDS = 0.9, 10
NOW_NEAR = 3            # words between "now" and the danger it belongs to
MOST_PLACES = 24        # places of one part that are looked at in one message: bounds rubbish of one repeated word


@dataclass(frozen=True)
class Alarm:
    """Danger words were found. `words` are the customer's own and are never logged."""

    instructions: tuple[str, ...]
    id: str
    words: str = field(default="", repr=False)


_watched: dict[Path, Watched[Lexicon]] = {}


def lexicon() -> Lexicon:
    """The lexicon as it stands on disk now; a broken edit keeps the last good one."""
    return _watch().get()


def broken() -> ContentError | None:
    """The mistake in an editor's file that keeps the newest edit from being used, if there is one."""
    watched = _watch()
    watched.get()
    return watched.broken


def _watch() -> Watched[Lexicon]:
    folder = data_dir()
    if folder not in _watched:
        watched = [str(path) for path in files(folder)]
        _watched[folder] = Watched(lambda: watched, lambda: read(folder))
    return _watched[folder]


def find(text: str, language: str | None = None, seconded: bool = False) -> Alarm | None:
    """The alarm that a message raises, or None. `seconded`: the engine will look at this message as well.

    All three languages are searched whatever `language` (fi, sv, en) says, because people mix them; it only
    decides which of several findings gives the alarm its id. I-112 comes first among the instructions.
    """
    message = _Message(lexicon(), cut(text))
    return message.alarm(language) or _alike(text, message.denied, ALIKE_SECONDED if seconded else ALIKE_FROM)


def _alike(text: str, denied: bool, least: float) -> Alarm | None:
    """The alarm of a message that resembles those of danger to life without a word of the lexicon."""
    least, words = (DENIED_FROM, DENIED_WORDS) if denied else (least, ALIKE_WORDS)
    if len(set(text.split())) < words or _weights().probability(text) < least:
        return None
    return Alarm(("I-112",), ALIKE)


@functools.cache
def _weights() -> learned.Weights:
    return learned.read()


def search(words: Lexicon, text: str, language: str | None = None) -> tuple[Alarm | None, int]:
    """By the lexicon alone, with the number of comparisons that it took, for the bounds that the tests keep."""
    message = _Message(words, cut(text))
    return message.alarm(language), message.work


Span = tuple[int, ...]   # places of the words of a part, in order


@dataclass(frozen=True)
class Hit:
    """A phrase that was found: its places, and the span of each of its parts."""

    language: Language
    phrase: Phrase
    spans: tuple[Span, ...]

    @property
    def places(self) -> frozenset[int]:
        return frozenset(place for span in self.spans for place in span)


class _Message:
    """One message against the lexicon."""

    def __init__(self, lexicon: Lexicon, written: Written) -> None:
        self.lexicon, self.work = lexicon, 0
        self.denied = False     # a phrase was found and a context took it away
        self.written = self._with_split_words(written)
        self.meanings = self._meanings()
        self.chains_ending: list[set[int]] = [set() for _ in self.meanings]
        self._find_chains()
        self.places: dict[int, list[int]] = {}
        for place, numbers in enumerate(self.meanings):
            for number in numbers:
                self.places.setdefault(number, []).append(place)
        self.present = frozenset(self.places)
        self._spans: dict[int, list[Span]] = {}
        self._borders: dict[str, tuple[list[int], list[int]]] = {}
        self._cancelling: dict[str, dict[str, dict[int, Part]]] = {}

    def _with_split_words(self, written: Written) -> Written:
        vocabulary = self.lexicon.vocabulary
        rows: list[tuple[str, str, int, int]] = []
        guesses = MOST_GUESSES
        for word, spelt, clause, sentence in zip(written.words, written.spelt, written.clauses, written.sentences):
            pieces: list[str] = []
            if len(word) >= 6 and guesses and word not in vocabulary.exact and not vocabulary.is_ordinary(spelt):
                guesses -= 1
                self.work += len(word)
                pieces = vocabulary.split(word)
            rows += [(piece, piece, clause, sentence) for piece in pieces] or [(word, spelt, clause, sentence)]
        words, spelt_words, clauses, sentences = zip(*rows) if rows else ((), (), (), ())
        return Written(tuple(words), tuple(spelt_words), tuple(clauses), tuple(sentences))

    def _meanings(self) -> list[set[int]]:
        vocabulary, words = self.lexicon.vocabulary, self.written.words
        known: dict[tuple[str, str], set[int]] = {}
        unsure: list[tuple[str, str]] = []
        pairs = list(zip(words, self.written.spelt))
        for pair in dict.fromkeys(pairs):
            self.work += 1
            ordinary = vocabulary.is_ordinary(pair[1])
            known[pair] = set() if ordinary else vocabulary.as_written(*pair)
            if not ordinary and not vocabulary.is_certain(*pair):
                unsure.append(pair)
        half = MOST_GUESSES // 2
        for pair in unsure if len(unsure) <= MOST_GUESSES else unsure[:half] + unsure[-half:]:
            self.work += len(pair[0])
            known[pair] = known[pair] | vocabulary.guesses(*pair)
        meanings = [set(known[pair]) for pair in pairs]
        for place in range(len(words) - 1):      # a word that was split in two: "nappi paristo"
            joined = words[place] + words[place + 1]
            if 7 <= len(joined) <= 24:
                meanings[place] |= vocabulary.exact.get(joined, set()) | vocabulary.of_long_stem(joined)
        return meanings

    def _find_chains(self) -> None:
        """Adds the meanings of words in a row ("passed out") where the first of them stands."""
        vocabulary, clauses = self.lexicon.vocabulary, self.written.clauses
        found: list[tuple[int, int]] = []
        for place, numbers in enumerate(self.meanings[:-1]):
            if clauses[place] != clauses[place + 1]:
                continue
            following = self.meanings[place + 1]
            for number in numbers:
                seconds = vocabulary.chains_by_pair.get(number)
                for second in seconds.keys() & following if seconds else ():
                    for chain in seconds[second]:
                        self.work += 1
                        if self._continues(place, vocabulary.chains[chain]):
                            found.append((place, chain))
        for place, chain in found:
            self.meanings[place].add(chain)
            self.chains_ending[place + vocabulary.length(chain) - 1].add(chain)

    def _continues(self, place: int, row: tuple[int, ...]) -> bool:
        end = place + len(row)
        return end <= len(self.meanings) and self.written.clauses[end - 1] == self.written.clauses[place] and all(
            number in self.meanings[place + step] for step, number in enumerate(row[2:], start=2))

    def _border(self, language: Language) -> tuple[list[int], list[int]]:
        """Clause and sentence numbers, where a turning word (mutta, men, but) begins a new sentence as well."""
        if language.code not in self._borders:
            added, clauses, sentences = 0, [], []
            for place, numbers in enumerate(self.meanings):
                added += bool(numbers & language.turns)
                clauses.append(self.written.clauses[place] + added)
                sentences.append(self.written.sentences[place] + added)
            self._borders[language.code] = clauses, sentences
        return self._borders[language.code]

    # ---- phrases

    def alarm(self, language: str | None) -> Alarm | None:
        hits = self.hits(language)
        if not hits:
            return None
        shown = [name for hit in hits for name in hit.phrase.danger.instructions]
        found = " ".join(self.written.words[place] for place in sorted(hits[0].places))
        return Alarm(tuple(dict.fromkeys(["I-112", *shown])), hits[0].phrase.danger.id, found)

    def hits(self, language: str | None) -> list[Hit]:
        """A hit for each set of instructions that the message calls for, the conversation's language first."""
        rows = {id(row[1]): row for number in self.places for row in self.lexicon.by_word.get(number, ())}
        found: list[Hit] = []
        shown: set[str] = set()
        for own, phrase in sorted(rows.values(), key=lambda row: row[0].code != language):
            if shown.issuperset(phrase.danger.instructions):
                continue
            hit = next((hit for hit in self._phrase(own, phrase) if not self._cancelled(hit)), None)
            if hit is not None:
                found.append(hit)
                shown.update(phrase.danger.instructions)
        return found

    def _phrase(self, language: Language, phrase: Phrase) -> Iterator[Hit]:
        rows = []
        for part in phrase.parts:
            spans = self._part(language, part)
            if not spans:
                return
            rows.append(spans)
        for span in rows[0]:
            chosen = [span]
            taken = set(span)
            for spans, most in zip(rows[1:], phrase.near):
                near = [other for other in spans if max(other[0] - span[-1], span[0] - other[-1]) <= most
                        and taken.isdisjoint(other)]
                if not near:
                    break
                chosen.append(min(near, key=lambda other: abs(other[0] - span[0])))
                taken.update(chosen[-1])
            else:
                hit = Hit(language, phrase, tuple(chosen))
                if not self._excluded(hit):
                    yield hit

    def _excluded(self, hit: Hit) -> bool:
        if hit.phrase.alone:
            return any(place not in hit.places and not numbers & hit.language.small
                       for place, numbers in enumerate(self.meanings))
        if not hit.phrase.without:
            return False
        clauses = self._border(hit.language)[0]
        own = {clauses[place] for place in hit.places}
        return any(clauses[place] in own and place not in hit.places
                   for number in hit.phrase.without for place in self.places.get(number, ()))

    def _part(self, language: Language, part: Part) -> list[Span]:
        key = id(part)
        if key not in self._spans and part.options:
            clauses = self._border(language)[0]
            here = {id(option): option for number in part.by_word.keys() & self.present for option in part.by_word[number]}
            spans = dict.fromkeys(span for option in here.values() for span in self._part(language, option)
                                  if not option.without or not self._stands(option.without, clauses, {clauses[span[0]]}))
            self._spans[key] = sorted(spans)[:MOST_PLACES]
        if key not in self._spans and any(self.present.isdisjoint(step.numbers) for step in part.steps):
            self._spans[key] = []       # one of its words stands nowhere
        if key not in self._spans:
            found: list[Span] = []
            anchors = sorted({place for number in part.steps[part.anchor].numbers & self.present for place in self.places[number]})
            if len(anchors) > MOST_PLACES:
                anchors = anchors[: MOST_PLACES // 2] + anchors[-MOST_PLACES // 2:]
            for anchor in anchors:
                for span in self._starting(anchor, part.steps[part.anchor].numbers):
                    before = self._walk(language, part, part.anchor, span[0], -1)
                    after = None if before is None else self._walk(language, part, part.anchor, span[-1], +1)
                    if before is not None and after is not None:
                        found.append((*reversed(before), *span, *after))
                        break
            self._spans[key] = found
        return self._spans[key]

    def _walk(self, language: Language, part: Part, step: int, place: int, way: int) -> list[int] | None:
        """Places of the steps before (-1) or after (+1) `step`, whose nearest word stands at `place`."""
        following = step + way
        if not 0 <= following < len(part.steps):
            return []
        numbers = part.steps[following].numbers
        clauses = self._border(language)[0]
        for distance in range(1, part.steps[max(step, following)].gap + 2):
            other = place + way * distance
            if not 0 <= other < len(self.meanings) or clauses[other] != clauses[place]:
                return None
            self.work += 1
            for span in self._starting(other, numbers) if way > 0 else self._ending(other, numbers):
                rest = self._walk(language, part, following, span[-1] if way > 0 else span[0], way)
                if rest is not None:
                    return [*span, *rest] if way > 0 else [*reversed(span), *rest]
            if self.meanings[other] & language.stops:
                return None
        return None

    def _starting(self, place: int, numbers: frozenset[int]) -> list[range]:
        """The runs of words that begin at a place and are one of `numbers`."""
        vocabulary = self.lexicon.vocabulary
        return [range(place, place + length) for length in
                sorted({vocabulary.length(number) for number in numbers & self.meanings[place]}, reverse=True)]

    def _ending(self, place: int, numbers: frozenset[int]) -> list[range]:
        found = [range(place, place + 1)] if any(
            number not in self.lexicon.vocabulary.chains for number in numbers & self.meanings[place]) else []
        for number in numbers & self.chains_ending[place]:
            found.append(range(place + 1 - self.lexicon.vocabulary.length(number), place + 1))
        return found

    # ---- what cancels

    def _cancelled(self, hit: Hit) -> bool:
        cancelled = any(self._applies(context, hit) for context in hit.language.contexts
                        if context.id not in hit.phrase.danger.not_cancelled_by)
        self.denied |= cancelled
        return cancelled

    def _parts_here(self, language: Language) -> dict[str, dict[int, Part]]:
        """By context, the parts whose word stands in the message at all."""
        if language.code not in self._cancelling:
            here: dict[str, dict[int, Part]] = {}
            for number in self.present:
                for context, part in language.context_by_word.get(number, ()):
                    here.setdefault(context, {})[id(part)] = part
            self._cancelling[language.code] = here
        return self._cancelling[language.code]

    def _applies(self, context: Context, hit: Hit) -> bool:
        parts = self._parts_here(hit.language).get(context.id)
        if not parts:
            return False
        clauses, sentences = self._border(hit.language)
        own_clauses = {clauses[place] for place in hit.places}
        own_sentences = {sentences[place] for place in hit.places}
        if context.unless_now and self._said_now(hit, clauses, own_clauses):
            return False
        if context.unless and self._stands(context.unless, clauses, own_clauses):
            return False
        first, last = min(hit.places), max(hit.places)
        for part in parts.values():
            for span in self._part(hit.language, part):
                if self._where(context, hit, span, first, last, own_clauses, own_sentences) and not (
                        context.unless and self._stands(context.unless, clauses, {clauses[span[0]]})):
                    return True
        return False

    def _where(self, context: Context, hit: Hit, span: Span, first: int, last: int, own_clauses: set[int],
               own_sentences: set[int]) -> bool:
        """Whether a context's words stand where it says they must, seen from the danger."""
        clauses, sentences = self._border(hit.language)
        if context.where == "just_before":
            return self._just_before(context, hit, span)
        if context.where == "just_after":
            return self._between(context, last, span[0]) and clauses[last] == clauses[span[0]]
        if context.where == "over":
            return span[0] <= last and span[-1] >= first
        if context.where == "after":
            return span[0] > first and span[-1] >= last
        if context.where == "before":
            return span[0] < first and sentences[span[0]] in own_sentences
        if context.where == "sentence":
            return sentences[span[0]] in own_sentences
        return clauses[span[0]] in own_clauses      # "clause"

    def _just_before(self, context: Context, hit: Hit, span: Span) -> bool:
        """The context's words stand right before a part that holds no such word itself."""
        clauses = self._border(hit.language)[0]
        for own in hit.spans:
            if context.id == "negation" and any(self.meanings[place] & hit.language.denying for place in own):
                continue
            for place in own:        # before the first word, or before a later one: "behöver ingen ambulans"
                if span[-1] not in own and clauses[span[-1]] == clauses[place] and self._between(context, span[-1], place):
                    return True
        return False

    def _said_now(self, hit: Hit, clauses: list[int], own: set[int]) -> bool:
        """Whether a word for "now" stands with the danger itself and not only somewhere in a long clause."""
        return any(clauses[place] in own and min(abs(place - other) for other in hit.places) <= NOW_NEAR
                   for number in hit.language.now for place in self.places.get(number, ()))

    def _between(self, context: Context, left: int, right: int) -> bool:
        return left < right and all(not self.meanings[place].isdisjoint(context.between)
                                    for place in range(left + 1, right))

    def _stands(self, numbers: frozenset[int], borders: list[int], own: set[int]) -> bool:
        for number in numbers:
            places = self.places.get(number, ())
            if any(borders[place] in own for place in places):
                return True
        return False

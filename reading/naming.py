"""Which options an answer names: by their own words or by words for the same thing.

An option that says several things ("swollen, hard belly", "very sleepy") is not named by one of them: asked again.
"""
from __future__ import annotations

import re

from reading.meaning import (
    COMMON,
    FEATURES,
    NEGATED,
    PARTS,
    STOP,
    affirmed,
    affirmed_things,
    alike,
    denies,
    stem,
    things,
    titled_things,
)
from reading.question import Option
from reading.text import fold, plain, words

ALTERNATIVES = re.compile(r",| tai | eller | or ")
TOGETHER = re.compile(r" ja | och | and | with | med ")
OR = re.compile(r"\b(?:tai|vai|eller|or)\b")
# Things so exact that they go before "less" and "nothing".
PRECISE = frozenset(["sips", "hardly", "not_felt_yet", "not_measured", "keeps_some", "keeps_nothing", "scald", "by_hand", "nosay"])
PERSONS = frozenset(["child", "oneself", "somebody"])
SEVERAL = "several"     # "several of my children" is not named by one child
# How bad it is, in a title and then needed in the answer.
BAD_TITLE = re.compile(r"\b(?:kova|kovaa|jatkuva|hyvin(?= \w)|aivan|korkea|uudenlainen|svar|svart|svara|ihallande|mycket|helt|hog|ny sorts|severe|constant|very|high|new kind)\b")
BAD = re.compile(r"\b(?:kova\w*|tosi|todella|hyvin|hirve\w*|hirmu\w*|kauhe\w*|jarkytt\w*|jatkuv\w*|koko ajan|aivan|ihan|sietamat\w*|raju\w*|pahan?|pahasti|voimak\w*|uudenlai\w*|"
                 r"mycket|jatte\w*|svar\w*|hemsk\w*|fruktansvart|valdigt|ihallande|hela tiden|helt|kraftig\w*|stark\w*|"
                 r"really|very|severe\w*|bad|badly|terrible|awful|horrible|constant\w*|all the time|intense|strong|unbearable|extreme\w*|so)\b")


def denies_itself(option: Option) -> bool:
    """True for an option that is a no of its own: "no tears"."""
    return any(NEGATED.search(fold(plain(title))) for title in option.titles)


def things_of(option: Option) -> frozenset[str]:
    return frozenset().union(*(titled_things(title) for title in option.titles))


def precise(folded: str, options, lang: str) -> list[Option]:
    meant = things(folded) & PRECISE
    found = [option for option in options if meant & things_of(option)]
    return found if len(found) == 1 and _within_figures(found[0], folded) else []


def both_of_two(folded: str, options, lang: str) -> list[Option]:
    """"Rintaa ja pulloa": the option that says both, when two of the others are named."""
    both = [option for option in options if any("both" in things(title) and len(words(title)) <= 2 for title in option.titles)]
    if len(both) != 1:
        return []
    others = [things_of(option) for option in options if option is not both[0]]
    named = affirmed_things(folded, lang)
    return both if sum(bool(_own(others, place) & named) for place in range(len(others))) > 1 and not OR.search(folded) else []


def by_words(folded: str, options, lang: str, several: bool = False) -> list[Option]:
    """The options that are named best; with `several` all that are named by an exact thing."""
    own_stems = [_title_stems(option) for option in options]
    own_things = [each - PERSONS if SEVERAL in each else each for each in map(things_of, options)]
    if sum(bool(each & PERSONS) for each in own_things) < 2:        # "vauva" tells nothing where all is about the baby
        own_things = [each - PERSONS for each in own_things]
    scores, named_exactly = [], []
    for place, option in enumerate(options):
        whole = denies_itself(option)
        said = folded if whole else affirmed(folded, lang)
        named = things(folded) if whole else affirmed_things(folded, lang)
        said_stems = {stem(word) for word in words(said) if word not in STOP | COMMON}
        hits = {each for each in _own(own_stems, place) if any(alike(word, each) for word in said_stems)}
        if whole and not denies(folded, lang) and all(NEGATED.search(fold(plain(title))) for title in option.titles):
            hits = set()        # "det går bra" is not "det går inte"
        own = _own(own_things, place)
        scores.append(_score(option, said, hits, named & own, own, own_things[place], named))
        named_exactly.append(bool(named & own - PARTS - FEATURES))
    best = max(scores, default=0)
    if several and any(named_exactly):
        return [option for option, score, exact in zip(options, scores, named_exactly) if score and (exact or score == best)]
    return [option for option, score in zip(options, scores) if best and score == best]


def _score(option: Option, said: str, hits: set[str], meant: frozenset[str],
           own_things: frozenset[str], all_things: frozenset[str], named: frozenset[str]) -> int:
    """How well an option is named; 0 where only a part of what it says is."""
    exact = own_things - PARTS - FEATURES - {"blood", "ear_alone", "breast"}
    if not meant & exact:
        if all_things & PARTS and all_things & FEATURES and not (named & all_things & PARTS and named & all_things & FEATURES):
            return 0                # "vatsa" to "vatsa turvonnut ja kova"
        if exact and not option.none:
            hits = {each for each in hits if not things(each) & (PARTS | FEATURES)}     # "silmät punaiset" is not "sunken eyes"
            meant = frozenset()
        if meant and meant <= FEATURES - {"much", "slight"} and not _nothing_more(option, hits, named):
            return 0                # "punoittaa" to "punoitus leviää"
        if not meant and not _enough(option, hits, all_of_them=bool(exact)):
            return 0
    if not _as_bad(option, said, hits, meant) or not _within_figures(option, said) or not _both_halves(option, said, hits, meant, named):
        return 0
    return len(hits) + 2 * len(meant)


def _alternatives(option: Option) -> list[str]:
    return [alternative for title in option.titles for alternative in ALTERNATIVES.split(fold(plain(title))) if alternative.strip()]


def _enough(option: Option, hits: set[str], all_of_them: bool) -> bool:
    """Most words of one alternative of a title ("Veltto tai ei reagoi") are needed."""
    for alternative in _alternatives(option):
        own = {stem(word) for word in words(alternative) if word not in STOP | COMMON and len(word) > 1}
        needed = len(own) if all_of_them else len(own) if len(own) < 3 else round(len(own) * 0.6)
        if own & hits and len(own & hits) >= needed:
            return True
    return False


def _nothing_more(option: Option, hits: set[str], named: frozenset[str]) -> bool:
    """True when one alternative of a title says nothing beyond what the answer names."""
    return any(own and all(stem(word) in hits or things(word) & named for word in own) for own in (
        [word for word in words(alternative) if word not in STOP | COMMON and len(word) > 1] for alternative in _alternatives(option)))


def _as_bad(option: Option, said: str, hits: set[str], meant: frozenset[str]) -> bool:
    """"Maha kipeä" is no "severe belly pain": a title that says how bad needs an answer that does."""
    touched = [alternative for alternative in _alternatives(option)
               if things(alternative) & meant or any(stem(word) in hits for word in words(alternative))]
    return not touched or bool(BAD.search(said)) or any(not BAD_TITLE.search(alternative) for alternative in touched)


def _within_figures(option: Option, said: str) -> bool:
    """Limits in a title ("3 times or more", "over 1 m"): an answer without any of them does not mean it."""
    figures = {figure for title in option.titles for figure in re.findall(r"\d+", title)}
    return not figures or bool(figures & set(re.findall(r"\d+", said)))


def _both_halves(option: Option, said: str, hits: set[str], meant: frozenset[str], named: frozenset[str]) -> bool:
    """"Iho keltainen ja vauva unelias" is named by both, not by one of them."""
    said_stems = {stem(word) for word in words(said)}
    touched = [alternative for alternative in _alternatives(option)
               if things(alternative) & meant or any(stem(word) in hits for word in words(alternative))]
    return not touched or any(all(things(half) & named or any(alike(word, stem(each)) for each in words(half) if each not in STOP | COMMON for word in said_stems)
                                  for half in TOGETHER.split(alternative)) for alternative in touched)


def _title_stems(option: Option) -> set[str]:
    return {stem(word) for title in option.titles for word in words(fold(plain(title))) if word not in STOP | COMMON and len(word) > 1}


def _own(sets: list, place: int):
    return sets[place] - set().union(*(each for number, each in enumerate(sets) if number != place))

"""One or several of offered options, and wishes, in a parent's own words."""
from __future__ import annotations

import re
from typing import Optional

from rapidfuzz import fuzz

from reading.meaning import STOP, alike, asks_back, stem, stems, things
from reading.question import Option, Question, Wish
from reading.tables import LANGUAGES, phrases, says
from reading.text import fold, plain, words

CLOSE = 87            # of 100: how alike a misspelt phrase must be
OPTION_CLOSE = 84
GROUPS_AS_OPTIONS = {   # group of words → what an option's id or title must look like to be meant
    "same": re.compile(r"normal|usual|same|well|good|tavalli|normaali|vanlig|fine|\bok\b"),
    "less": re.compile(r"less|half|alle|mindre|vähem|little|poor|reduced"),
    "none": re.compile(r"none|nothing|not_at_all|no_|^no$|ei_|ei mit|ei ollen|ei lain|inget|ingenting|inte alls|not at all"),
    "all": re.compile(r"\ball\b|kaikk|alla"),
    "other": re.compile(r"other|muu|annat|else"),
    "unknown": re.compile(r"unknown|dont_know|not_sure|en tied|vet in|don't know|unsure"),
}
CONTRAST = re.compile(r"\b(?:ei|int|inte|not)\b[^,.;]{1,40}\b(?:vaan|utan|but)\b")
SEPARATORS = re.compile(r"\s*(?:,|;|\+|&|/|\bja\b|\bsekä\b|\boch\b|\bå\b|\bsamt\b|\band\b|\bplus\b|\bmut(?:ta)?\b|\bmen\b|\bbut\b|\n)\s*")
NEGATED = re.compile(r"\b(?:ei|eika|en|inte|int|ingen|inget|inga|utan|no|not|without|hasn't|isn't|doesn't|neither)\b")
ONLY = re.compile(r"\b(?:ei muuta ku(?:in|n)?|inget annat än|nothing but)\b")
PLACE_WORDS = {"eka": 1, "ensimmäinen": 1, "toinen": 2, "toka": 2, "kolmas": 3, "neljäs": 4, "viimeinen": -1,
               "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "sista": -1,
               "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def wish(text: str, lang: str, in_own_words: bool = False) -> Optional[Wish]:
    """A wish, when the whole message is one (a stray "kiitos", "please" or typo allowed).

    `in_own_words`: the question asks for free words, where "en jaksa enää" is an answer that must not be lost.
    """
    said = " ".join(fold(re.sub(r"[^\w' ]+", " ", plain(text))).split())
    if not said or len(said) > 60:
        return None
    spoken = {said, " ".join(POLITE.sub(" ", said).split())}
    spoken |= {re.sub(r" (?:tata|tuota|sita|det|detta|that|this|it|taas|sitten|one)$", "", each) for each in spoken}
    for found, shape in SHAPES:
        if any(shape.fullmatch(each) for each in spoken):
            return found
    for language in (lang, *(other for other in LANGUAGES if other != lang)):
        for found in Wish:
            groups = [found.value] if found is not Wish.STOP or in_own_words else ["stop", "stop_tired"]
            if any(_alike(each, phrase) for group in groups for phrase in phrases(group, language) for each in spoken):
                return found
    return None


# Small words around a wish, folded: "oho väärin, mennään takas", "kan vi gå tillbaka tack".
POLITE = re.compile(
    r"\b(?:kiitos|kiitti|vaan|nyt|taa|tama|tan|taman|tasta|tata|no|hei|oho|hups|ups|hupsis|sori|anteeksi|vaarin|voidaanko|voitko|"
    r"voiko|voinko|menna|mennaan|haluan|haluun|haluaisin|ma|mina|sa|sina|vois|voisin|kysymys|kysymyksen|takaisin pain|"
    r"tack|na|hej|oj|hoppsan|forlat|fel|kan vi|kan jag|kan du|jag vill|vi|ska vi|den har|det har|denna|fragan|nu|"
    r"please|pls|thanks|oops|ups|sorry|wrong|can we|can i|could we|let's|lets|i want to|i'd like to|just|this one|the question|question)\b")
SHAPES = [     # folded; the words in between do not matter
    (Wish.WHY, re.compile(r"(?:miksi|miks|minka takia|mihin|mita varten) (?:[\w']+ ){0,3}(?:kysy\w*|haluat\w*|haluut\w*|tarvi\w*|kaytet\w*)(?: \w+){0,2}")),
    (Wish.WHY, re.compile(r"(?:varfor|vad) (?:[\w']+ ){0,3}(?:fragar|fraga|vill|behov\w*)(?: (?:ni|du|jag|man|det|veta|den har|till|for|svara|pa|detta))*")),
    (Wish.WHY, re.compile(r"(?:why|what) (?:[\w']+ ){0,3}(?:asking|ask|need|want|matter\w*)(?: (?:you|to|know|that|this|it|me|for|about))*")),
    (Wish.STOP, re.compile(r"(?:[\w']+ ){0,3}(?:jaksa|orkar|kyllast\w*|trott|done|finished|fed up|enough|tired|enempaa|lopeta|sluta|stop)(?: \w+){0,3} (?:kysy\w*|fragor\w*|frag\w*|questions?)")),
    (Wish.STOP, re.compile(r"(?:lopetetaan|lopeta|stop|sluta|vi slutar|avsluta|end)(?: (?:tahan|taha|tama|taa|here|har|now|it|jo))+")),
    (Wish.SKIP, re.compile(r"(?:hypataan|hyppaan|hyppaa|skipataan|skippaa\w*|ohitetaan|jatetaan|jatan)(?: (?:tan|taman|tama|taa|tata|se|sen))? (?:yli|valiin)")),
]


def _alike(said: str, phrase: str) -> bool:
    phrase = re.sub(r"\b(?:nyt|vaan|this one)\b", " ", phrase).strip()
    return said == phrase or (len(phrase) >= 6 and abs(len(said) - len(phrase)) <= 3 and fuzz.ratio(said, phrase) >= CLOSE)


def choice(question: Question, text: str, lang: str) -> Optional[str]:
    if asks_back(text, lang):
        return None
    said = _contrast(plain(text))
    found = _matching(said, question.options, lang)
    return found[0].id if len(found) == 1 else None


def multi(question: Question, text: str, lang: str) -> Optional[list[str]]:
    """Ids in the order of the options; "none of these" gives that option or an empty list."""
    if asks_back(text, lang):
        return None
    said = ONLY.sub("", _contrast(plain(text)))
    folded = fold(said).strip(" .!,")
    real = [option for option in question.options if not option.none]
    if says("all", folded, lang) and len(folded.split()) <= 4 and not _by_words(folded, real):
        return [option.id for option in real]
    numbers = [int(figure) for figure in re.findall(r"\b\d{1,2}\b", said)]
    if numbers and not re.search(r"[^\W\d_]{4,}", said):
        return [question.options[place - 1].id for place in sorted(set(numbers)) if place <= len(question.options)] \
            if all(1 <= place <= len(question.options) for place in numbers) else None
    chosen: set[str] = set()
    denying = [option for option in real if any(NEGATED.search(fold(plain(title))) for title in option.titles)]
    for piece in SEPARATORS.split(said):
        piece = piece.strip(" .!?")
        if piece:
            # "ei yskää" is no cough; "ei tuu kyyneliä" is the option that says so itself.
            fit = denying if _negated(fold(piece), lang) else real
            chosen |= {option.id for option in _matching(piece, fit, lang, groups=False)}
    if chosen:
        return [option.id for option in question.options if option.id in chosen]
    none = next((option for option in question.options if option.none), None)
    if folded in phrases("none", lang) or (says("none", folded, lang) and len(folded.split()) <= 5):
        return [none.id] if none else []
    found = _matching(said, real, lang) if not NEGATED.search(folded) else []
    return [option.id for option in found] if found else [none.id] if none and _by_likeness(folded, [none]) else None


def _negated(piece: str, lang: str) -> bool:
    return bool(NEGATED.search(piece)) if lang == "fi" or len(piece.split()) > 1 else False


def _contrast(said: str) -> str:
    """"ei kainalosta vaan korvasta" → what follows the contrast."""
    found = CONTRAST.search(said)
    return said[found.end():] if found else said


def _matching(said: str, options: tuple[Option, ...] | list[Option], lang: str, groups: bool = True) -> list[Option]:
    """Options that the words mean: by number, title, words in common, or group; best evidence only."""
    folded = " ".join(fold(said).strip(" .!?").split())
    if not folded:
        return []
    by_number = re.fullmatch(r"(?:vaihtoehto |alternativ |option |numero |nummer |number |nro |nr )?(\d{1,2})[.)]?", folded)
    if by_number:
        place = int(by_number[1])
        return [options[place - 1]] if 1 <= place <= len(options) else []
    place = next((PLACE_WORDS[word] for word in said.split() if word in PLACE_WORDS and len(said.split()) <= 2), None)
    if place is not None and abs(place) <= len(options):
        return [options[place - 1 if place > 0 else -1]]
    exact = [option for option in options if folded in {fold(plain(title)).strip(" .!?") for title in option.titles} | {option.id.lower()}]
    if exact:
        return exact
    meant = _by_groups(folded, options, lang) if groups else []
    return meant or _by_words(folded, options) or _by_likeness(folded, options)


def _by_words(folded: str, options) -> list[Option]:
    """Options whose own words (not shared with another option), or words for the same thing, stand in the answer."""
    own_stems = [set().union(*(stems(title) for title in option.titles)) for option in options]
    own_things = [frozenset().union(*(things(title) for title in option.titles)) for option in options]
    said, named = {stem(word) for word in words(folded) if word not in STOP}, things(folded)
    denied = bool(NEGATED.search(folded))
    scores = []
    for place, option in enumerate(options):
        own, meant = _others_removed(own_stems, place), named & _others_removed(own_things, place)
        hits = sum(any(alike(word, each) for word in said) for each in own) + 2 * len(meant)
        if denied and not any(NEGATED.search(fold(plain(title))) for title in option.titles):
            hits = 0            # "ei korvasta" is not the ear
        scores.append(hits)
    best = max(scores, default=0)
    return [option for option, hits in zip(options, scores) if best and hits == best]


def _others_removed(sets: list, place: int):
    others = set().union(*(each for number, each in enumerate(sets) if number != place))
    return sets[place] - others


def _by_groups(folded: str, options, lang: str) -> list[Option]:
    """The option that stands for "as usual", "less", "nothing": by its id, else by its title."""
    for group in ("unknown", "same", "less", "none", "other", "all"):
        if not says(group, folded, lang):
            continue
        meaning = GROUPS_AS_OPTIONS[group]
        found = [option for option in options if meaning.search(option.id.lower().replace("_", " ")) or group == "none" and option.none]
        found = found or [option for option in options if any(meaning.search(plain(title)) for title in option.titles)]
        if len(found) == 1:
            return found
    return []


def _by_likeness(folded: str, options) -> list[Option]:
    scores = [max((fuzz.ratio(folded, fold(plain(title))) for title in option.titles), default=0) for option in options]
    best = max(scores, default=0)
    near = [option for option, score in zip(options, scores) if score >= best - 5]
    return near if best >= OPTION_CLOSE and len(near) == 1 else []

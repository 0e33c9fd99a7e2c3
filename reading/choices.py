"""Yes and no, one or several of offered options, and wishes, in a parent's own words."""
from __future__ import annotations

import re
from typing import Optional

from rapidfuzz import fuzz

from reading.question import Option, Question, Wish
from reading.tables import LANGUAGES, pattern, phrases, says
from reading.text import fold, plain, words

CLOSE = 87            # of 100: how alike a misspelt phrase must be
OPTION_CLOSE = 84
LONG_ANSWER = 12      # words; longer yes/no answers are asked again unless they begin clearly
FILLERS = re.compile(r"^(?:no|nå|nå men|well|hmm+|öö+|tota|siis|eh|uh|um|jaa-a|tja|anteeksi|sori|sorry|oh|voi|hei|hej|hi)[, ]+")
GROUPS_AS_OPTIONS = {   # group of words → what an option's id or title must look like to be meant
    "same": re.compile(r"normal|usual|same|well|good|tavalli|normaali|vanlig|fine|\bok\b"),
    "less": re.compile(r"less|half|alle|mindre|vähem|little|poor|reduced"),
    "none": re.compile(r"none|nothing|not_at_all|no_|^no$|ei_|ei mit|ei ollen|ei lain|inget|ingenting|inte alls|not at all"),
    "all": re.compile(r"\ball\b|kaikk|alla"),
    "other": re.compile(r"other|muu|annat|else"),
    "unknown": re.compile(r"unknown|dont_know|not_sure|en tied|vet in|don't know|unsure"),
}
CONTRAST = re.compile(r"\b(?:ei|int|inte|not)\b[^,.;]{1,40}\b(?:vaan|utan|but)\b")
SEPARATORS = re.compile(r"\s*(?:,|;|\+|&|/|\bja\b|\bsekä\b|\boch\b|\bsamt\b|\band\b|\bplus\b|\n)\s*")
PLACE_WORDS = {"eka": 1, "ensimmäinen": 1, "toinen": 2, "toka": 2, "kolmas": 3, "neljäs": 4, "viimeinen": -1,
               "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "sista": -1,
               "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def wish(text: str, lang: str) -> Optional[Wish]:
    """A wish, when the whole message is one (a stray "kiitos", "please" or typo allowed)."""
    said = re.sub(r"[^\w' ]+", " ", plain(text))
    said = re.sub(r"\b(?:kiitos|kiitti|tack|please|pls|thanks|vaan|nyt|tää|tämä|den|det här|denna|this one|kysymys|frågan|no|nå|hei)\b", " ", said)
    said = fold(" ".join(said.split()))
    if not said or len(said) > 60:
        return None
    bare = re.sub(r" (?:tata|tuota|sita|nyt|det|detta|that|this|it|taas|sitten)$", "", said)
    for language in (lang, *(other for other in LANGUAGES if other != lang)):
        for found in Wish:
            if any(_alike(spoken, phrase) for phrase in phrases(found.value, language) for spoken in (said, bare)):
                return found
    return None


def _alike(said: str, phrase: str) -> bool:
    phrase = re.sub(r"\b(?:nyt|vaan|this one)\b", " ", phrase).strip()
    return said == phrase or (len(phrase) >= 6 and abs(len(said) - len(phrase)) <= 3 and fuzz.ratio(said, phrase) >= CLOSE)


def yesno(text: str, lang: str) -> Optional[str]:
    """"yes", "no", "unknown", or None when it is unclear or both."""
    said = fold(re.sub(r"[!?…\"()*:;]+", " ", plain(text))).strip(" .,")
    said = " ".join(said.split())
    if not said:
        return None
    if re.fullmatch(r"[👍✅]+", text.strip()) or said in ("y", "k", "x"):
        return "yes"
    if text.strip() in ("👎", "❌") or said in ("n", "e"):
        return "no"
    for language in (lang, *(other for other in LANGUAGES if other != lang)):
        found = _yesno_in(said, language)
        if found:
            return found if found != "unclear" else None
    return None


def _yesno_in(said: str, lang: str) -> Optional[str]:
    if lang != "en":
        said = FILLERS.sub("", said) if lang == "fi" and not re.match(r"^no (?:on|ei|joo|kyl)", said) else re.sub(r"^(?:no|na) (?=\w)", "", said)
        if lang == "fi":
            said = re.sub(r"^no (?=\w)", "", said)
    else:
        said = re.sub(r"^(?:well|hmm+|um|uh|oh)[, ]+", "", said)
    if says("unknown", said, lang):
        return "unknown"
    yes, no = pattern("yes", lang).search(said), pattern("no", lang).search(said)
    if not yes and not no:
        return _misspelt(said, lang)
    if says("unclear", said, lang):
        return "unclear"
    if yes and no:
        # "ei kyllä" and "joo ei" are no in spoken Finnish; "no, she is ok" begins with its answer.
        if lang == "fi":
            return "no" if re.match(r"^(?:joo |kyl\w* )?(?:ei|en|eipa)\b", said) or re.search(r"^\w+ (?:ei|en)\b", said) else "unclear"
        return ("no" if no.start() <= yes.start() else
                "unclear" if re.search(r"\b(?:inte|int|not|n't)\b", said) else "yes")
    first = yes or no
    if len(said.split()) > LONG_ANSWER and first.start() > 12:
        return "unclear"
    return "yes" if yes else "no"


def _misspelt(said: str, lang: str) -> Optional[str]:
    if not 3 <= len(said) <= 14 or " " in said:
        return None
    for group in ("yes", "no"):
        if any(len(phrase) >= 4 and fuzz.ratio(said, phrase) >= 80 for phrase in phrases(group, lang)):
            return group
    return None


def choice(question: Question, text: str, lang: str) -> Optional[str]:
    said = _contrast(plain(text))
    found = _matching(said, question.options, lang)
    return found[0].id if len(found) == 1 else None


def multi(question: Question, text: str, lang: str) -> Optional[list[str]]:
    """Ids in the order of the options; "none of these" gives that option or an empty list."""
    said = _contrast(plain(text))
    folded = fold(said).strip(" .!,")
    real = [option for option in question.options if not option.none]
    if says("all", folded, lang) and len(folded.split()) <= 4 and not _by_words(folded, real):
        return [option.id for option in real]
    numbers = [int(figure) for figure in re.findall(r"\b\d{1,2}\b", said)]
    if numbers and not re.search(r"[^\W\d_]{4,}", said):
        return [question.options[place - 1].id for place in sorted(set(numbers)) if place <= len(question.options)] \
            if all(1 <= place <= len(question.options) for place in numbers) else None
    chosen: set[str] = set()
    for piece in SEPARATORS.split(said):
        piece = piece.strip(" .!?")
        if piece and not _negated(fold(piece), lang):
            chosen |= {option.id for option in _matching(piece, real, lang, groups=False)}
    if chosen:
        return [option.id for option in question.options if option.id in chosen]
    none = next((option for option in question.options if option.none), None)
    if folded in phrases("none", lang) or (says("none", folded, lang) and len(folded.split()) <= 5):
        return [none.id] if none else []
    found = _matching(said, question.options, lang)
    return [option.id for option in found] if found else None


def _negated(piece: str, lang: str) -> bool:
    return bool(re.match({"fi": r"(?:ei|eika)\b", "sv": r"(?:inte|int|ingen|inget|inga)\b", "en": r"(?:no|not|without)\b"}[lang], piece))


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


STOP = frozenset(["ja", "tai", "sen", "niin", "kuin", "kun", "ku", "on", "oli", "ei", "se", "vain", "vaan", "och", "eller", "som", "det", "den", "en", "ett", "att", "inte", "int", "av", "i", "pa", "med", "the", "a", "an", "and", "or", "of", "in", "on", "it", "is", "was", "not", "no", "to", "than", "with", "by", "from"])


def _stems(text: str) -> set[str]:
    return {word[:5] if len(word) > 5 else word for word in words(fold(plain(text))) if word not in STOP and len(word) > 1}


def _by_words(folded: str, options) -> list[Option]:
    """Options whose own words (not shared with another option) stand in the answer."""
    stems = [set().union(*(_stems(title) for title in option.titles)) for option in options]
    said = {word[:5] if len(word) > 5 else word for word in words(folded) if word not in STOP}
    scores = []
    for place, _option in enumerate(options):
        others = set().union(*(stems[number] for number in range(len(options)) if number != place)) if len(options) > 1 else set()
        own = stems[place] - others
        hits = sum(any(word == stem or (len(stem) >= 4 and len(word) >= 4 and (word.startswith(stem[:4]) and stem.startswith(word[:4])))
                       for word in said) for stem in own)
        scores.append(hits)
    best = max(scores, default=0)
    return [option for option, hits in zip(options, scores) if best and hits == best]


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

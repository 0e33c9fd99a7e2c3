"""One or several of offered options, in a parent's own words."""
from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from rapidfuzz import fuzz

from reading.degrees import BARE_NO, MORE, by_degree, contradicts
from reading.meaning import COMMON, DEGREES, PARTS, STOP, affirmed, affirmed_things, alike, asks_back, denies, stem, things
from reading.naming import both_of_two, by_words, denies_itself, precise, things_of
from reading.question import Option, Question
from reading.tables import pattern, phrases, says
from reading.text import fold, plain, words
from reading.yesno import CLEAR, yesno

OPTION_CLOSE = 84     # of 100: how alike a misspelt title must be
CONTRAST = re.compile(r"\b(?:ei|int|inte|not)\b[^,.;]{1,40}\b(?:vaan|utan|but)\b")
SEPARATORS = re.compile(r"\s*(?:,|;|\+|&|/|\bja\b|\bsekä\b|\boch\b|\bå\b|\bsamt\b|\band\b|\bplus\b|\bmut(?:ta)?\b|\bmen\b|\bbut\b|\n)\s*")
# "Nothing but the fever": what follows is not offered, or the only one.
ONLY = re.compile(r"\b(?:ei muuta? ku(?:in|n)?|inget annat än|nothing but|nothing else but)\b")
# An unread piece of a list that is no sign of its own.
BESIDE = re.compile(r"\b(?:itke|itku|kiuk|huuta|karju|grat|skrik|ledsen|cry|cries|scream|grumpy|kiitos|tack|thanks|kai|ehka|kans|myos|ocksa|too|also|"
                    r"sitten|sit|sen|then|nyt|nu|now|joo\b|ja\b|yes\b|kylla|jo\b|no\b|hej|moi|hei\b|hi\b|lite|vahan|paljon|mycket|etc|jne|osv|lov|luojan|onneks|lyckligt|luckily|thankful|god|gud)")
OR = re.compile(r"\b(?:tai|vai|eller|or)\b")
# "expressed milk from a bottle" is neither of breast and formula: asked again where both are offered.
NEITHER = frozenset(["expressed"])
PLACE_WORDS = {"eka": 1, "ensimmäinen": 1, "toinen": 2, "toka": 2, "kolmas": 3, "neljäs": 4, "viimeinen": -1,
               "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "sista": -1,
               "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
HOW_MUCH = re.compile(r"\b(?:much|often|paljo\w*|kovin|usein|mycket|ofta|bad|pahasti|farligt)\b")
NUMBERS_ONLY = re.compile(r"(?:\s|\d|[.,;+&/]|\b(?:ja|och|å|o|and|numerot?|nummer|numbers?|kohdat?|nr|nro)\b)+")
EXCEPT = re.compile(r"\b(?:paitsi|lukuun ottamatta|utom|forutom|except|apart from|besides)\b")
MORE_THAN = re.compile(r"\b(?:(?:mut|mutta|men|but) (?:enemman|runsaam\w*|mer|mera|kraftigare|more|heavier)|enemman kuin|runsaampa?\w* kuin|mera? an|kraftigare an|more than|heavier than)\b")
NO_SUCH = re.compile(r"ei (?:(?:oo|ole|ollu|ollut|nyt|ollenkaan|lapsella|vauvalla|mulla|silla|hanella) ?)*(?:muita|muuta|noita|noista|naita|naista|semmosia|semmosta|sellaisia|tommosia|mitaan)?(?: \w*oire\w*| tietoa)?")
SIDES = frozenset(["left", "right"])
LONGEST_SIGN = 6      # words of an unread piece that names a known thing; a longer one tells a story
# What is well is no sign: "evenings, the days are calm".
CALM = re.compile(r"\b(?:rauhalli\w*|rauhaisa\w*|tyytyvai\w*|kunnossa|kunnos|terve|okei|ok|lugn\w*|nojd\w*|frisk\w*|calm\w*|peaceful\w*|content|settled|healthy|fine|quiet)\b")
EVERYWHERE = frozenset(["everywhere"])
ABILITY_ASKED = re.compile(r"\b(?:onnistuuko|saatko|pysyyko|gar det|kan du|far du behalla|can you|do you keep)\b")
NO_PROBLEM = re.compile(r"\b(?:no problems?|without (?:any )?problems?|ei (?:mitaan )?ongelm\w*|inga problem)\b")
BUT = re.compile(r"\b(?:mutta|mut|men|but|vaikka|ibland|joskus|sometimes)\b")
YES_TITLES = frozenset(["kylla", "ja", "yes", "jo"])
NO_TITLES = frozenset(["ei", "en", "nej", "no"])


def choice(question: Question, text: str, lang: str) -> Optional[str]:
    if asks_back(text, lang):
        return None
    said = _contrast(plain(text))
    if NEITHER & things(said) and any("bottle" in things(title) or "breast" in things(title) for option in question.options for title in option.titles):
        return None
    found = _matching(said, question.options, lang)
    if len(found) == 1:
        # "like a period but more" is none of them
        return None if MORE_THAN.search(fold(said)) and not any(MORE.search(fold(plain(title))) or "yli " in plain(title) for title in found[0].titles) else found[0].id
    return _yes_or_no(question, text, lang) if not found else None


def multi(question: Question, text: str, lang: str) -> Optional[list[str]]:
    """Ids in the order of the options; "none of these" gives that option or an empty list."""
    if asks_back(text, lang):
        return None
    said = re.sub(r"(\d),(\d)", r"\1.\2", ONLY.sub("", _contrast(plain(text))))
    folded = fold(said).strip(" .!,")
    real = [option for option in question.options if not option.none]
    if says("all", folded, lang) and len(folded.split()) <= 4 and "everywhere" not in things(folded) and not by_words(folded, real, lang):
        return [option.id for option in real]
    if things(folded) >= EVERYWHERE and len(folded.split()) <= 4 and not any(EVERYWHERE & things(title) for option in real for title in option.titles) \
            and sum(any(things(title) & PARTS for title in option.titles) for option in real) > 2:
        return [option.id for option in real]
    numbers = [int(figure) for figure in re.findall(r"\b\d{1,2}\b", said)]
    if numbers and NUMBERS_ONLY.fullmatch(said):
        return [question.options[place - 1].id for place in sorted(set(numbers)) if place <= len(question.options)] \
            if all(1 <= place <= len(question.options) for place in numbers) else None
    chosen: set[str] = set()
    if EXCEPT.search(folded):
        return None
    both = _both_sides(folded, real)
    if both:
        return [option.id for option in both]
    unread, pieces = False, [piece.strip(" .!?") for piece in SEPARATORS.split(said)]
    for piece, following in zip(pieces, [*pieces[1:], ""]):
        if piece:
            found = _of_a_piece(piece, real, lang)
            if not found and things(piece) & PARTS and not denies(fold(piece), lang):
                found = _of_a_piece(f"{piece} {following}", real, lang)         # "fingers and face puffed up"
            if re.fullmatch(r"[\d.]+", piece):
                found = []              # "feber 39, 5 dagar": a figure beside words is no place in the list
            chosen |= {option.id for option in found}
            unread = unread or not found and _said_something(fold(piece), lang, question)
    if not chosen and not denies(folded, lang) and not contradicts(folded, real, lang, signs=True):
        chosen = {option.id for option in _matching(said, real, lang)}
    if len(chosen) > 1 and OR.search(folded) and len(folded.split()) <= 8:
        return None             # "silmä tai korva": which?
    if unread and chosen:
        return None             # half of a list is not what was said
    if not chosen and unread and len([piece for piece in pieces if piece]) > 1:
        return None             # "something that is not known here, nothing else"
    if chosen:
        return [option.id for option in question.options if option.id in chosen]
    return _none_of_them(question, text, folded, lang)


def _of_a_piece(piece: str, real: list[Option], lang: str) -> list[Option]:
    """"Ei yskää" is no cough; "ei tuu kyyneliä" and "can't see" are options that a no says."""
    folded = fold(piece)
    if not _negated(folded, lang):
        return [] if CALM.search(folded) else _matching(piece, real, lang, degrees=False)
    named = affirmed_things(folded, lang)
    return _matching(piece, [option for option in real if denies_itself(option) or named & things_of(option) - PARTS], lang, degrees=False)


def _both_sides(folded: str, real: list[Option]) -> list[Option]:
    """"Both eyes" where the left and the right one are offered."""
    said = things(folded)
    sided = [option for option in real if things_of(option) & SIDES and (things_of(option) & said) - SIDES]
    return sided if "both" in said and len(sided) > 1 and not any("both" in things_of(option) for option in real) else []


def _none_of_them(question: Question, text: str, folded: str, lang: str) -> Optional[list[str]]:
    none = next((option for option in question.options if option.none or option.id in ("none", "nothing")), None)
    here = [none.id] if none else []
    if folded in phrases("none", lang) or (_says_none(question, folded, lang) and len(folded.split()) <= 5):
        return here
    # "nothing but the fever": something that is not on the list
    if none and ONLY.search(plain(text)) and len(folded.split()) <= 6 and things(folded) - DEGREES:
        return here
    if none and denies(folded, lang) and len(folded.split()) <= 9 and re.search(r"\b(?:muu\w*|mitaan|mitan|annat|andra|else|other|any\w*|nagot|nat|naista|dessa|these|those|sant\w*|sadan\w*|sellai\w*|semmo\w*|tommo\w*|tallai\w*|such|like that)\b", folded):
        return here
    return here if none and _by_likeness(folded, [none]) else None


def _says_none(question: Question, folded: str, lang: str) -> bool:
    """A bare no counts at the beginning only, and not where it belongs to an option: "silmä ei aukea"."""
    said = [found.group() for found in pattern("none", lang).finditer(folded)]
    if any(found not in BARE_NO for found in said):
        return True
    titled = {stem(word) for option in question.options if denies_itself(option) and not option.none for title in option.titles for word in words(fold(plain(title)))}
    content = [word for word in words(folded) if word not in STOP | COMMON]
    return bool(said) and folded.split()[0].strip(",.") in BARE_NO and not any(alike(stem(word), other) for word in content for other in titled) \
        and (lang != "fi" or len(folded.split()) <= 2 or "," in folded or bool(NO_SUCH.fullmatch(folded)))


def _said_something(piece: str, lang: str, question: Question) -> bool:
    """True for a few words that may be one more thing of the list, which nothing here knows."""
    content = [word for word in words(piece) if word not in STOP | COMMON]
    if denies(piece, lang) or BESIDE.search(piece) or CALM.search(piece):
        return False
    known = things(piece) - DEGREES - things(question.text) - {"fever"}       # fever is asked for elsewhere
    return bool(known) and len(content) <= LONGEST_SIGN or 1 <= len(content) <= 2 and not things(piece)


def _negated(piece: str, lang: str) -> bool:
    return denies(piece, lang) if lang == "fi" or len(piece.split()) > 1 else False


def _contrast(said: str) -> str:
    """"ei kainalosta vaan korvasta" → what follows the contrast."""
    found = CONTRAST.search(said)
    return said[found.end():] if found else said


def _plain_yes(question: Question, folded: str, lang: str) -> bool:
    """True for a clear yes, and for a statement that says nothing beyond the question."""
    said = folded.strip(" .,!")
    asked = [stem(word) for word in words(fold(plain(question.text)))]
    return bool(CLEAR[lang].match(said)) or said in phrases("yes", lang) or all(
        any(alike(stem(word), other) for other in asked) or word in phrases("yes", lang) for word in words(said) if word not in STOP | COMMON)


def _matching(said: str, options: tuple[Option, ...] | list[Option], lang: str, degrees: bool = True) -> list[Option]:
    """Options that the words mean: by number, title, degree, words in common; best evidence only."""
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
    if contradicts(folded, options, lang, signs=not degrees):
        return []
    if degrees:
        together = both_of_two(folded, options, lang)
        if together:
            return together
    return precise(folded, options, lang) or (by_degree(folded, options, lang) if degrees else []) or by_words(folded, options, lang, several=not degrees) or _by_likeness(folded, options)


def _by_likeness(folded: str, options) -> list[Option]:
    scores = [max((fuzz.ratio(folded, fold(plain(title))) for title in option.titles), default=0) for option in options]
    best = max(scores, default=0)
    near = [option for option, score in zip(options, scores) if score >= best - 5]
    return near if best >= OPTION_CLOSE and len(near) == 1 else []


def _yes_or_no(question: Question, text: str, lang: str) -> Optional[str]:
    """"Joo" and "ei ole" where the options are a yes, a no and something between."""
    def titled(wanted: frozenset[str]) -> list[str]:
        return [option.id for option in question.options
                if option.id in wanted or any(fold(plain(title)) in wanted for title in option.titles)]
    if things(fold(plain(text))) & {"much", "slight"} or HOW_MUCH.search(fold(plain(text))):
        return None             # "not that much" is neither
    answer = yesno(replace(question, type="yesno"), text, lang)
    folded = fold(plain(text))
    if ABILITY_ASKED.search(fold(plain(question.text))) and (says("same", affirmed(folded, lang), lang) or NO_PROBLEM.search(folded)) and not BUT.search(folded):
        return next(iter(titled(YES_TITLES)), None)         # "går bra" to "can you …?"
    if answer == "no" and says("same", folded, lang) or answer == "yes" and not _plain_yes(question, folded, lang):
        return None             # "no problem" is no no, "I am afraid at home" no yes to "are you safe at home?"
    found = titled(YES_TITLES) if answer == "yes" else titled(NO_TITLES) if answer == "no" else []
    return found[0] if len(found) == 1 else None

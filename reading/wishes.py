"""What somebody may wish instead of answering: on, back, stop, why. Also where the reason is told beside it."""
from __future__ import annotations

import re
from typing import Optional

from rapidfuzz import fuzz

from reading.question import Wish
from reading.tables import LANGUAGES, phrases
from reading.text import fold, plain

CLOSE = 87            # of 100: how alike a misspelt phrase must be
LONGEST_WISH = 90     # letters; a longer message tells something
# Small words around a wish, folded: "oho väärin, mennään takas", "kan vi gå tillbaka tack".
POLITE = re.compile(
    r"\b(?:kiitos|kiitti|vaan|nyt|taa|tama|tan|taman|tasta|tata|no|hei|oho|hups|ups|hupsis|sori|anteeksi|vaarin|voidaanko|voitko|"
    r"voiko|voinko|menna|mennaan|haluan|haluun|haluaisin|ma|mina|sa|sina|vois|voisin|kysymys|kysymyksen|takaisin pain|"
    r"tack|na|hej|oj|hoppsan|forlat|fel|kan vi|vi kan|jag kan|du kan|voimme|voin|we can|kan jag|kan du|jag vill|vi|ska vi|den har|det har|denna|fragan|nu|ga till|"
    r"please|pls|thanks|oops|ups|sorry|wrong|can we|can i|could we|let's|lets|i want(?: to)?|i'd like to|just|this one|the question|question)\b")
SHAPES = [     # folded; the words in between do not matter
    (Wish.WHY, re.compile(r"(?:miksi|miks|minka takia|mihin|mita varten) (?:[\w']+ ){0,3}(?:kysy\w*|haluat\w*|haluut\w*|tarvi\w*|kaytet\w*)(?: \w+){0,2}")),
    (Wish.WHY, re.compile(r"(?:varfor|vad) (?:[\w']+ ){0,3}(?:fragar|fraga|undrar|vill|behov\w*)(?: (?:ni|du|jag|man|det|de|veta|den har|till|for|svara|pa|detta))*")),
    (Wish.WHY, re.compile(r"(?:why|what) (?:[\w']+ ){0,3}(?:asking|ask|need|want|matter\w*)(?: (?:you|to|know|that|this|it|me|for|about))*")),
    (Wish.STOP, re.compile(r"(?:[\w']+ ){0,3}(?:jaksa|orkar|kyllast\w*|trott|done|finished|fed up|enough|tired|enempaa|lopeta|sluta|stop)(?: \w+){0,3} (?:kysy\w*|fragor\w*|frag\w*|questions?)")),
    (Wish.STOP, re.compile(r"(?:lopetetaan|lopeta|lopettaa|keskeyta|keskeytetaan|stop|sluta|vi slutar|avsluta|avbryt|end|quit|cancel)(?: (?:tahan|taha|tama|taa|tan|koko|kysely\w*|lomake|lomakkeen|juttu|here|har|det|detta|now|it|jo|this|form|formular\w*|enkat\w*|alltihop|everything))+")),
    (Wish.SKIP, re.compile(r"(?:hypataan|hyppaan|hyppaa|skipataan|skippaa\w*|ohitetaan|ohita\w*|jatetaan|jatan)(?: (?:tan|taman|tama|taa|tata|se|sen|kysymyksen|kohdan))?(?: (?:yli|valiin))?")),
    (Wish.SKIP, re.compile(r"(?:siirry|siirrytaan|mennaan|menna|menen|eteenpain) (?:seuraavaan|eteenpain)(?: \w+)?|(?:hoppar?|hoppa vi|skippar?) (?:vi )?(?:over )?(?:den|det|denna|detta|har|fragan| )*")),
    (Wish.SKIP, re.compile(r"(?:next|skip|pass)(?: (?:one|this|that|it|on|question|the|to|please))*")),
    (Wish.BACK, re.compile(r"(?:[\w']+ ){0,3}(?:palaa|palata|palataan|takaisin|takas|backa|backar|tillbaka|tebaks|back)(?: (?:edelliseen|kysymykseen|yksi|askel|to|the|previous|last|one|question|till|forra|foregaende|fragan|ett|steg))*")),
    (Wish.BACK, re.compile(r"(?:[\w']+ ){0,3}(?:forra|foregaende|edellisen|edellisessa|edelliseen|edellista|previous)(?: (?:fraga\w*|svar\w*|kysymy\w*|vastau\w*|question|answer|one))?")),
]
# Why somebody wishes it; such a clause beside a wish is no answer: "en jaksa enää, lopeta", "go back, I answered wrong".
REASON = re.compile(r"\b(?:jaksa|halua|haluu|vaarin|vastas\w*|vastata|vastaa|kysy\w*|sori|anteeksi|oho|hups|orkar|vill|fel|svarade|svara|fragor\w*|"
                    r"forlat|oj|tired|wrong|answer\w*|mistake|want|fill|sorry|oops|enough|questions?|trott|vasyny\w*|aikaa|lahte\w*|lahden|maste|gotta|have to go|need to go|tid|time|kiire|brattom|virhe|misstag)\b")


def wish(text: str, lang: str, in_own_words: bool = False) -> Optional[Wish]:
    """A wish, when the whole message is one (a stray "kiitos", "please", a typo or the reason allowed).

    `in_own_words`: the question asks for free words, where "en jaksa enää" is an answer that must not be lost.
    """
    folded = fold(plain(text))
    if not folded or len(folded) > LONGEST_WISH:
        return None
    found = _whole(folded, lang, in_own_words)
    clauses = [clause.strip() for clause in re.split(r"[,.;!]+| - |\b(?:koska|silla|for att|eftersom|because|cause|cos)\b", folded) if clause.strip()]
    if found or in_own_words or len(clauses) < 2 or re.search(r"\d", folded):
        return found
    wished = [_whole(clause, lang, False) for clause in clauses]
    told = [clause for clause, each in zip(clauses, wished) if each is None]
    meant = {each for each in wished if each is not None}
    return meant.pop() if len(meant) == 1 and all(REASON.search(clause) for clause in told) else None


def _whole(folded: str, lang: str, in_own_words: bool) -> Optional[Wish]:
    said = " ".join(re.sub(r"[^\w' ]+", " ", folded).split())
    if not said or len(said) > 60:
        return None
    spoken = {said, " ".join(POLITE.sub(" ", said).split())}
    spoken |= {re.sub(r" (?:tata|tuota|sita|tahan|taha|siihen|tuohon|det|detta|pa det|pa det har|pa den|pa detta|that|this|it|to that|to this|taas|sitten|one)$", "", each) for each in spoken}
    for found, shape in SHAPES:
        if any(shape.fullmatch(each) for each in spoken):
            return found
    for language in (lang, *(other for other in LANGUAGES if other != lang)):
        for found in Wish:
            groups = [found.value] if found is not Wish.STOP or in_own_words else ["stop", "stop_tired"]
            if any(_alike(each, phrase) for group in groups for phrase in phrases(group, language) for each in spoken):
                return found
    return None


def _alike(said: str, phrase: str) -> bool:
    phrase = re.sub(r"\b(?:nyt|vaan|this one)\b", " ", phrase).strip()
    return said == phrase or (len(phrase) >= 6 and abs(len(said) - len(phrase)) <= 3 and fuzz.ratio(said, phrase) >= CLOSE)

"""Which of several figures was asked for: the one of now, of birth, or neither."""
from __future__ import annotations

import re

NOW_ASKED = re.compile(r"\bnyt\b|tällä hetkellä|viimeisin|viimeksi|\bnu\b|nuvarande|senast\w*|\bnow\b|current|latest|last weigh", re.IGNORECASE)
BIRTH_ASKED = re.compile(r"synty|vid föds|födelse|föddes|at birth|birth weight|when born", re.IGNORECASE)
NOW = re.compile(r"\b(?:nyt|tänään|tällä viikolla|viimeks\w*|viimeisin\w*|nu|i ?dag|senast\w*|denna vecka|den här veckan|now|today|this week|latest|current\w*|at the moment)\b")
BIRTH = re.compile(r"\b(?:synty\w*|synnyt\w*|vid föds\w*|föds\w*|född\w*|födelse\w*|birth|born)\b")
BEFORE = re.compile(r"\b(?:eile\w*|viime\b|aamul\w*|aamust\w*|yöll\w*|illal\w*|aiemmin|ensin|i ?går\w*|förra|i morse|i natt|tidigare|först|yesterday|last|earlier|"
                    r"this morning|at first|before|was|oli|var)\b")
USUALLY = re.compile(r"\b(?:normaalisti|yleensä|tavallisesti|vanligen|vanligtvis|normalt|i vanliga fall|brukar|usually|normally)\b")
PIECES = re.compile(r"[,;]|\b(?:ja|mutta|mut|sitten|och|men|sen|and|but|then)\b|(?=\b(?:nyt|nu|now)\b)")


def asked_part(digits: str, asked: str) -> str:
    """The piece of the answer (made by `digitise`) with the figure that was asked for; all of it where that is not told."""
    pieces = [piece for piece in PIECES.split(digits) if re.search(r"\d", piece)]
    if len(pieces) < 2:
        return digits
    if not USUALLY.search(asked.lower()) and any(USUALLY.search(piece) for piece in pieces):
        left = [piece for piece in pieces if not USUALLY.search(piece)]
        return left[0].strip() if len(left) == 1 else digits
    if BIRTH_ASKED.search(asked):
        found = [piece for piece in pieces if BIRTH.search(piece)]
    elif NOW_ASKED.search(asked):
        found = [piece for piece in pieces if NOW.search(piece) and not BIRTH.search(piece)] \
            or [piece for piece in pieces if not BIRTH.search(piece) and not BEFORE.search(piece)]
    else:
        return digits
    return found[0].strip() if len(found) == 1 else digits

"""Cuts a message into sentences and clauses, so that a second matter can be seen."""
from __future__ import annotations

import re

FEWEST_WORDS = 3       # shorter pieces say too little alone
MOST = 8               # bounded work on long stories
CUT = re.compile(
    r"(?<=[.!?…])\s+|\s*[\n;]\s*|"
    r",?\s+(?=(?:mutta|mut|sekä|samalla|lisäksi|ja (?:sit|lisäksi|samalla|voiko|voisko|miten|milloin|onko)|"
    r"men|samtidigt|dessutom|och (?:sen|sedan|dessutom|kan|hur|när|så)|"
    r"but|also|and (?:also|then|can|could|how|when|another)|plus)\b)|"
    r",\s+",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """At least two pieces of three words or more, or nothing."""
    pieces: list[str] = []
    for piece in CUT.split(text):
        if not piece or not piece.strip():
            continue
        if pieces and len(piece.split()) < FEWEST_WORDS:
            pieces[-1] += ", " + piece.strip()
        else:
            pieces.append(piece.strip())
    pieces = [piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS]
    if len(pieces) < 2:
        return []
    return pieces[: MOST // 2] + pieces[max(len(pieces) - MOST // 2, MOST // 2):]

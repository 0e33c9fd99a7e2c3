"""Makes a training message look typed by another hand: no dots, typos, lost signs and words."""
from __future__ import annotations

import random

DOTS = str.maketrans("äöåéü", "aoaeu")
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "oöå", "a": "sqz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli",
    "l": "köo", "ö": "läp", "ä": "öå", "å": "äp", "z": "xa", "x": "zc", "c": "xv", "v": "cb", "b": "vn",
    "n": "bm", "m": "nk",
}
SIGNS = str.maketrans("", "", ".,!?;:…")


def retyped(text: str, dice: random.Random) -> str:
    """One random variant; about a third of the messages stay as they are."""
    if dice.random() < 0.3:
        return text
    if dice.random() < 0.2:
        text = text.translate(DOTS)
    if dice.random() < 0.3:
        text = text.translate(SIGNS)
    words = text.split(" ")
    if len(words) > 5 and dice.random() < 0.3:
        del words[dice.randrange(len(words))]
    if len(words) > 9 and dice.random() < 0.15:
        cut = dice.randrange(3)
        words = words[cut:] if dice.random() < 0.5 else words[: len(words) - cut]
    text = " ".join(words)
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        text = _typo(text, dice)
    return text or "."


def _typo(text: str, dice: random.Random) -> str:
    if len(text) < 5:
        return text
    place = dice.randrange(1, len(text) - 1)
    letter = text[place]
    if not letter.isalpha():
        return text
    kind = dice.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1:]
    if kind == 1:
        return text[:place] + text[place + 1] + letter + text[place + 2:]
    if kind == 2:
        return text[:place] + letter + text[place:]
    return text[:place] + dice.choice(NEIGHBOURS.get(letter, letter)) + text[place + 1:]

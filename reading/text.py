"""Prepares typed answers for reading: one spelling of signs, lower case, simple word forms."""
from __future__ import annotations

import re
import unicodedata

LONGEST = 800        # an answer longer than this is read up to here: work stays bounded
ENDLESS = re.compile(r"\d{8,}|([^\W\d_])\1{4,}")     # no value has so many figures, no word so many same letters
# "Nuhaa on, muttei yskää": the no that is glued to a small word is heard as one.
GLUED_NO = re.compile(r"\b(mutt|vaikk)e(i|n|t|mme|tte|ivät)\b")
INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
SIGNS = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-",
                       "½": ",5", "¼": ",25", "¾": ",75"})
DOTS = str.maketrans("äöåéèüš", "aoaeeus")


def plain(text: str) -> str:
    """Lower case, NFKC, no invisible marks, single spaces; "1 ½" → "1,5"."""
    text = ENDLESS.sub(" ", text[:LONGEST])
    text = re.sub(r"(\d)\s*([½¼¾])", r"\1\2", text)
    text = re.sub(r"(?<!\d)([½¼¾])", r"0\1", text).translate(SIGNS)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower()
    text = GLUED_NO.sub(r"\1a e\2", text)
    return re.sub(r"\s+", " ", text).strip()


def fold(text: str) -> str:
    """Without dots and rings, for comparing words."""
    return text.translate(DOTS)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)?", text)

"""Statements that answer a yes-or-no question without a yes or no, from data/particulars/statements.yml."""
from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Optional

import yaml

from reading.meaning import NEGATED, affirmed, forms_pattern
from reading.tables import particulars_folder
from reading.text import fold, plain

LONGEST = 16        # words; a longer text tells a story, which a nurse reads
# A question of several conditions ("…, ja onko …", "… or is …") is answered by a clear yes or no only.
SEVERAL = re.compile(r"[,;(]\s*(?:ja|tai|eika|och|eller|and|or|utan|without|alle|under|if|om)\b(?! (?:heti|sa snart|as soon))|"
                     r"\b(?:ja|tai|och|eller|and|or) (?:onko|ovatko|tuleeko|har du|har barnet|ar|is|do|does|are|feel|bleeding|blod\w*|lampo)\b|"
                     r"\bja (?:lampo|kuume)|\boch har\b|\bwith \d|: ")
DENYING = re.compile(r"\b(?:ei|eivat|inte|int|not|doesn't|don't|later (?:\w+ )?bli)\b|\w{4,}matta\b")


@functools.lru_cache(maxsize=2)
def _topics(folder: Path) -> list[tuple[re.Pattern[str], dict[str, re.Pattern[str]], re.Pattern[str]]]:
    """(words of the question, forms of each answer, forms that say yes by denying)."""
    table = yaml.safe_load((folder / "statements.yml").read_text(encoding="utf-8"))
    return [(forms_pattern(topic["asked"]), {answer: forms_pattern(topic[answer]) for answer in ("unknown", "no", "yes") if answer in topic},
             forms_pattern(form for form in topic["yes"] if NEGATED.search(fold(plain(str(form))))))
            for topic in table.values()]


def several_conditions(asked: str) -> bool:
    return bool(SEVERAL.search(_question(asked)))


def _question(asked: str) -> str:
    """The sentence that asks; "Counting is not required." is no condition."""
    return re.split(r"[.!] ", fold(plain(asked)).split("?")[0])[-1]


def denying(asked: str) -> bool:
    """True for a question that holds a no ("bleeding that does not stop"): a statement may then mean either."""
    return bool(DENYING.search(_question(asked)))


def stated(said: str, asked: str, lang: str) -> Optional[str]:
    """"yes", "no", "unknown", or None; `said` folded, `asked` the question as it stands."""
    if not asked or several_conditions(asked) or denying(asked) or len(said.split()) > LONGEST:
        return None
    asked = fold(plain(asked))
    for about, answers, denied in _topics(particulars_folder()):
        if not about.search(asked):
            continue
        meant = [answer for answer, forms in answers.items() if forms.search(affirmed(said, lang) if answer == "yes" else said)]
        if denied.search(said) and "unknown" not in meant:
            return "yes"            # "ei häviä" to "does it stay visible?"
        if "unknown" in meant:
            return "unknown"
        if len(meant) == 1:
            return meant[0]
    return None

"""What was decided about messages whose subject is known, as rows of a table: a row a language, shares 0..1."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, Iterable, Mapping, Sequence

import numpy as np

from bot.nlu.decision import EMERGENCY, Decision
from bot.nlu.examples import Example
from bot.nlu.keys import LANGUAGES

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Measured:
    """One held-out message with what was decided."""
    example: Example
    decision: Decision

    @property
    def right(self) -> bool:
        return self.decision.ranking[0][0] == self.example.intent

    @property
    def offered(self) -> bool:
        """Answered rightly, or among what is offered (buttons, or the second matter)."""
        named = (*self.decision.offered, self.decision.second) if self.decision.asked else (self.decision.second,)
        return (self.right and not self.decision.asked) or self.example.intent in named

    @property
    def confidently_wrong(self) -> bool:
        return not self.decision.asked and not self.right


def table(measured: Sequence[Measured]) -> Dict[str, Dict[str, float]]:
    rows = {}
    for language in (*LANGUAGES, "all"):
        those = [one for one in measured if language in (one.example.language, "all")]
        outside = [one for one in those if one.example.intent == OUT_OF_SCOPE]
        danger = [one for one in those if one.example.intent == EMERGENCY]
        safe = [one for one in those if one.example.intent != EMERGENCY]
        rows[language] = {
            "n": len(those), "top-1": share(one.right for one in those), "macro F1": macro_f1(those),
            "right or offered": share(one.offered for one in those),
            "right in three": share(one.example.intent in [name for name, _ in one.decision.ranking[:3]] for one in those),
            "asked": share(one.decision.asked for one in those),
            "confidently wrong": share(one.confidently_wrong for one in those),
            "out-of-scope rejected": share(one.right or one.decision.asked for one in outside),
            "emergency recall": share(one.right for one in danger),
            "false emergencies": share(one.decision.ranking[0][0] == EMERGENCY for one in safe),
        }
    return rows


def share(flags: Iterable[bool]) -> float:
    flags = list(flags)
    return sum(flags) / len(flags) if flags else float("nan")


def macro_f1(measured: Sequence[Measured]) -> float:
    truth, said, both = Counter(), Counter(), Counter()
    for one in measured:
        guess = one.decision.ranking[0][0]
        truth[one.example.intent] += 1
        said[guess] += 1
        both[guess] += guess == one.example.intent
    return float(np.mean([2 * both[name] / (truth[name] + said[name]) for name in truth])) if truth else float("nan")


def print_table(title: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    print(f"\n{title}")
    names = list(next(iter(rows.values())))
    print("| language | " + " | ".join(names) + " |\n|---" * 1 + "|---" * len(names) + "|")
    for language, row in rows.items():
        print(f"| {language} | " + " | ".join(f"{row[name]:.0f}" if name == "n" else f"{row[name]:.3f}" for name in names) + " |")

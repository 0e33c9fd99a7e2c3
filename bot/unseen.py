"""The model as it stands, measured on messages that nothing has learnt: `./neuvo bench nlu --unseen [FOLDER]`.

A folder holds fi.jsonl, sv.jsonl and en.jsonl with lines {"text", "intent"} or, around danger, {"text", "danger"}.
Everything that a conversation runs is run: language, lexicon and likeness, clauses, decision.
"""
from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Dict, List

import numpy as np

from bot.measured import Measured, print_table, share, table
from bot.nlu.decision import EMERGENCY, Decision
from bot.nlu.examples import Example
from bot.nlu.keys import LANGUAGES
from bot.understand import Understanding

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "unseen"


def alarms_and_times(lines: List[dict], alarms: List[bool], spans: List[float]) -> Dict[str, float]:
    """The card as families see it (a weak guess at `emergency` is offered and raises none), and milliseconds."""
    def alarmed(of: str, what: object) -> float:
        return share(alarm for line, alarm in zip(lines, alarms) if of in line and line[of] == what)

    return {"alarms in emergencies": alarmed("intent", EMERGENCY),
            "false alarms": share(alarm for line, alarm in zip(lines, alarms) if line.get("intent", EMERGENCY) != EMERGENCY),
            "dangers found": alarmed("danger", True), "look-alikes with an alarm": alarmed("danger", False),
            "ms p50": float(np.percentile(spans, 50)), "ms p95": float(np.percentile(spans, 95))}


def main(folder: Path = FOLDER) -> None:
    understanding = Understanding()
    measured: List[Measured] = []
    more: Dict[str, Dict[str, float]] = {}
    for language in LANGUAGES:
        lines = [json.loads(line) for line in (folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]
        alarms, spans = [], []
        for line in lines:
            began = time.perf_counter()
            parsed = understanding.parse(line["text"], language)
            spans.append(1000 * (time.perf_counter() - began))
            alarms.append(parsed["alarm"])
            if "intent" in line:
                ranking = tuple((entry["name"], entry["confidence"]) for entry in parsed["intent_ranking"])
                measured.append(Measured(Example(line["text"], line["intent"], language, ""), Decision(
                    ranking, parsed["asked"], tuple(parsed["offered"]), parsed.get("second"))))
        more[language] = alarms_and_times(lines, alarms, spans)
    rows = table(measured)
    print_table("messages that nothing has learnt", {language: {**rows[language], **more[language]} for language in LANGUAGES})

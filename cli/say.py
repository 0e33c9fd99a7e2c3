"""`./neuvo say "teksti"`: what would be understood and answered, how surely, and which examples are nearest."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from cli.places import Stop
from cli.processes import ENGINE_PYTHON, ROOT
from content import LANGUAGES, answers, hours, questionnaires
from content.check import examples
from content.files import ContentError, data_dir, load, shown_path
from handoff import clock
from handoff.conversations.speech import Speaker

PATIENCE = 180  # seconds; opening the model on a busy machine
SHOWN = 5  # nearest examples
ABOUT = {"symptom_child": "child", "symptom_pregnancy": "pregnancy", "symptom_postpartum": "postpartum"}


@dataclass(frozen=True)
class Near:
    """An example that looks like the text; `likeness` 0…100 is of letters only, not of meaning."""

    example: examples.Example
    likeness: float


def understand(text: str, language: str | None) -> dict[str, Any]:
    """What the engine makes of the text, as in a conversation. Raises Stop when it cannot be asked."""
    command = [str(ENGINE_PYTHON), "-m", "bot.understand", text] + (["--language", language] if language else [])
    if not ENGINE_PYTHON.exists():
        raise Stop("the engine is not installed; run ./neuvo train first.")
    try:
        answer = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            text=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise Stop(f"the engine did not answer within {PATIENCE} s; try again when the machine is less busy.") from None
    if answer.returncode != 0:
        last = [line for line in answer.stderr.splitlines() if line.strip()][-1:] or ["no reason given"]
        raise Stop(f"the engine could not be asked ({last[0].strip()[:200]}); run ./neuvo train and try again.")
    return read_understanding(answer.stdout)


def read_understanding(output: str) -> dict[str, Any]:
    """The JSON object in the output of `bot.understand`; log lines around it are passed over."""
    start = output.find("{")
    while start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(output[start:])
        except json.JSONDecodeError:
            start = output.find("{", start + 1)
            continue
        if isinstance(found, dict) and "intent" in found:
            return found
        start = output.find("{", start + 1)
    raise Stop("the engine's answer could not be read; run ./neuvo doctor.")


def nearest(text: str, language: str | None = None, count: int = SHOWN) -> list[Near]:
    """The examples that look most like the text, in one language or in all."""
    known = [each for each in examples.read_all()[0] if language in (None, each.language)]
    plain = [examples.plain(each.text) for each in known]
    hits = process.extract(examples.plain(text), plain, scorer=fuzz.token_sort_ratio, limit=count * 4)
    # Where likeness is equal, the example of like length says more.
    hits.sort(key=lambda hit: (-hit[1], abs(len(hit[0]) - len(text))))
    return [Near(known[place], likeness) for _, likeness, place in hits[:count]]


def actions_of(intent: str) -> list[str]:
    """What happens beside or instead of the answer: the actions of the rule that begins with the intent."""
    for path in sorted((data_dir() / "stories").glob("*.yml")):
        for rule in (load(path).data or {}).get("rules") or []:
            steps = rule.get("steps") or []
            if steps and steps[0].get("intent") == intent:
                return [
                    f'{step["action"]} ({shown_path(path)}, "{rule.get("rule")}")'
                    for step in steps[1:]
                    if "action" in step
                ]
    return []


def sentences(found: Mapping[str, Any], speaker: Speaker, language: str) -> list[str]:
    """What the family would see, in words for an editor."""
    out: list[str] = []
    intent = str(found.get("intent"))
    ranking = found.get("ranking") or []
    if found.get("alarm"):
        card = questionnaires.catalogue.get().common.instructions["I-112"]
        out += ["First the emergency card:", _indented(card.words(speaker.hours.is_open(speaker.now))[language]), ""]
    if found.get("asked"):
        offered = [each["name"] for each in ranking if each["name"] in speaker.library.answers][:3]
        titles = [speaker.library.answers[name].title[language] for name in offered]
        out += [
            "Unsure, so it asks:",
            _indented(speaker.library.phrase("doubt_which")[language]),
            _indented("".join(f"[ {title} ]  " for title in titles)),
        ]
        return out
    for action in actions_of(intent):
        out.append(f"A rule of its own: {action}")
    if intent in ABOUT:
        sets = ", ".join(
            f"{each.id} {each.title[language]}" for each in questionnaires.catalogue.get().about(ABOUT[intent])
        )
        out.append(f"Pre-information begins with the safety list; question sets: {sets}")
    answer = speaker.library.answers.get(intent)
    if answer is None:
        return out + [f'There is no answer for "{intent}": write data/answers/{intent}.yml']
    event = speaker.say(intent, language)
    mark = "" if answer.status == "approved" else f" [{speaker.library.phrase('draft_notice')[language]}]"
    out += [f"Answer ({shown_path(answer.file or Path())}){mark}:", _indented(event.text or "")]
    buttons = "  ".join(f"[ {choice['titles'][language]} ]" for choice in event.choices)
    out += [_indented(buttons)] if buttons else []
    if answer.table:
        asked = speaker.phrase(f"fitting_ask_{answer.table.need}")[language]
        out += [f"Then, unless {answer.table.need} is known, it asks once:", _indented(asked)]
    return out


def _indented(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, 92, initial_indent="    ", subsequent_indent="    ") for line in text.strip().splitlines()
    )


def heading(found: Mapping[str, Any]) -> list[str]:
    ranking = found.get("ranking") or []
    sure = float(found.get("confidence") or 0)
    first = f"Understood: {found.get('intent')}, {sure:.0%} sure, language {found.get('language')}"
    rest = ", ".join(
        f"{each['name']} {float(each['confidence']):.0%}"
        for each in ranking[:4]
        if each["name"] != found.get("intent") and float(each["confidence"]) >= 0.01
    )
    particulars = {
        name: value for name, value in (found.get("particulars") or {}).items() if value not in (None, False, [], {})
    }
    return (
        [first]
        + ([f"Then: {rest}"] if rest else [])
        + (
            ["Found in the text: " + ", ".join(f"{name} {value}" for name, value in particulars.items())]
            if particulars
            else []
        )
    )


def main(arguments: list[str] | None = None, now: datetime | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo say", description="What would be understood and answered.")
    parser.add_argument("text")
    parser.add_argument("--language", choices=LANGUAGES, help="of the conversation; without it the text decides")
    given = parser.parse_args(arguments)
    if not given.text.strip():
        print(
            'neuvo: there is nothing to understand; write the text in quotation marks: ./neuvo say "d-vitamiini"',
            file=sys.stderr,
        )
        return 2
    problem: Stop | None = None
    try:
        speaker = Speaker(answers.library.get(), hours.hours.get(), now or clock.from_environment().now())
        language = given.language
        try:
            found = understand(given.text, given.language)
            language = found.get("language") if found.get("language") in LANGUAGES else (given.language or LANGUAGES[0])
            print("\n".join([*heading(found), "", *sentences(found, speaker, language), ""]))
        except Stop as caught:
            problem = caught
        print("Nearest examples by their letters:")
        for near in nearest(given.text, language):
            where = f"{shown_path(near.example.path)}:{near.example.line}"
            print(f"  {near.likeness:3.0f}  {near.example.intent:<24} {near.example.text[:60]}  ({where})")
    except ContentError as error:
        print(f"neuvo: {error}", file=sys.stderr)
        return 1
    if problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""From data/ to what Rasa trains on: intents of data/nlu, a response per answer, a rule per plain subject.

Writes into a build folder; nothing generated is kept in the repository, and no customer-facing text is in it.
Usage: python -m bot.compile FOLDER
"""
from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.examples import read_examples
from content import LANGUAGES
from content.files import ROOT, ContentError, data_dir, load


@dataclass(frozen=True)
class Built:
    """Paths of the compiled training input."""

    domain: Path
    rules: Path
    data: tuple[Path, ...]


def subjects() -> tuple[str, ...]:
    """Every intent: a file of examples in some language. The file's name is the intent."""
    return tuple(sorted({path.stem for code in LANGUAGES for path in (data_dir() / "nlu" / code).glob("*.yml")}))


def answered() -> tuple[str, ...]:
    """Topics that have an answer; raises ContentError for a file whose topic is not its name."""
    found = []
    for path in sorted((data_dir() / "answers").glob("*.yml")):
        document = load(path)
        if not isinstance(document.data, dict) or "topic" not in document.data:
            continue
        if document.data["topic"] != path.stem:
            raise document.error(("topic",), f'topic "{document.data["topic"]}" is not the file name',
                                 f"write `topic: {path.stem}`")
        found.append(path.stem)
    return tuple(found)


def domain(intents: tuple[str, ...]) -> dict[str, Any]:
    """domain.yml with the intents and one response for each: only the id of what is to be said."""
    structure = dict(load(ROOT / "domain.yml").data)
    own = list(structure["intents"])
    doubled = sorted(set(own) & set(intents))
    if doubled:
        raise ContentError(ROOT / "domain.yml", None, f'"{doubled[0]}" has examples and is a button\'s intent too',
                           "rename one of them")
    structure["intents"] = own + list(intents)
    structure["responses"] = {**{f"utter_{name}": [{"custom": {"say": name}}] for name in intents},
                              **structure.get("responses", {})}
    return structure


def rules(intents: tuple[str, ...]) -> dict[str, Any]:
    """`intent → utter_intent` for every subject that no rule or story of data/stories begins with."""
    taken = {step["intent"] for path in sorted((data_dir() / "stories").glob("*.yml"))
             for part in ("rules", "stories") for each in (load(path).data or {}).get(part) or []
             for step in each.get("steps") or [] if isinstance(step, dict) and "intent" in step}
    return {"version": "3.1", "rules": [
        {"rule": f"plain answer: {name}", "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
        for name in intents if name not in taken]}


def build(folder: Path) -> Built:
    """Write domain, rules and messages into `folder`; raises ContentError naming file, line and cure.

    Rasa reads its own YAML three times, half a minute each; the same messages as JSON take a tenth of that.
    """
    intents = tuple(sorted({*subjects(), *answered()}))
    if not intents:
        raise ContentError(data_dir() / "nlu", None, "there are no examples", "add data/nlu/<language>/<intent>.yml")
    folder.mkdir(parents=True, exist_ok=True)
    built = Built(folder / "domain.yml", folder / "rules.yml",
                  (folder / "nlu.json", data_dir() / "stories", folder / "rules.yml"))
    _write(built.domain, domain(intents))
    _write(built.rules, rules(intents))
    messages = [{"text": example.text, "intent": example.intent} for example in read_examples(data_dir() / "nlu")]
    built.data[0].write_text(json.dumps({"rasa_nlu_data": {"common_examples": messages}}), encoding="utf-8")
    return built


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bot.compile FOLDER")
    try:
        build(Path(sys.argv[1]))
    except ContentError as error:
        sys.exit(str(error))

"""Checks of data/stories/ and domain.yml: names that do not exist, and rules that contradict each other."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content.check.findings import ERROR, WARNING, Finding, at, from_error
from content.files import ROOT, ContentError, Document, data_dir, load


def domain_path() -> Path:
    return ROOT / "domain.yml"


def _names(items: Any) -> set[str]:
    return {next(iter(item)) if isinstance(item, dict) else str(item) for item in items or []}


def domain_intents() -> set[str]:
    """Intents that the domain names."""
    return _names(load(domain_path()).data.get("intents"))


def check(example_intents: set[str]) -> Iterator[Finding]:
    try:
        domain = load(domain_path())
    except ContentError as error:
        yield from_error(error, "domain")
        return
    intents = _names(domain.data.get("intents")) | example_intents
    actions = _names(domain.data.get("actions")) | _names(domain.data.get("forms"))
    actions |= {"action_listen", "action_restart", "action_default_fallback"}
    rules: dict[tuple, tuple[str, str]] = {}
    used: set[str] = set()
    for path in sorted((data_dir() / "stories").glob("*.yml")):
        try:
            document = load(path)
        except ContentError as error:
            yield from_error(error, "yaml")
            continue
        for part, steps_of in (("rules", "rule"), ("stories", "story")):
            for index, block in enumerate(document.data.get(part) or []):
                yield from _steps(document, (part, index), block, intents, actions, used)
                if part == "rules":
                    yield from _conflict(document, (part, index), block, rules)
                if not block.get(steps_of):
                    yield at(document, (part, index), ERROR, "stories", f"a {steps_of} has no name", f"write `{steps_of}: …`")


def _steps(document: Document, key: tuple, block: dict[str, Any], intents: set[str], actions: set[str],
           used: set[str]) -> Iterator[Finding]:
    for number, step in enumerate(block.get("steps") or []):
        where = (*key, "steps", number)
        if "intent" in step:
            used.add(step["intent"])
            if step["intent"] not in intents:
                yield at(document, where, ERROR, "stories", f'the intent "{step["intent"]}" does not exist',
                         "correct the name, or add examples in data/nlu")
        action = step.get("action")
        if action and not action.startswith("utter_") and action not in actions:
            yield at(document, where, ERROR, "stories", f'the action "{action}" does not exist', "correct the name")
    if not block.get("steps"):
        yield at(document, key, WARNING, "stories", "nothing happens here", "add steps or remove it")


def _conflict(document: Document, key: tuple, block: dict[str, Any], rules: dict[tuple, tuple[str, str]]) -> Iterator[Finding]:
    """Two rules that begin alike, under the same condition, and go on differently."""
    steps = block.get("steps") or []
    if len(steps) < 2 or "intent" not in steps[0]:
        return
    beginning = (str(block.get("condition")), str(steps[0]))
    following = str(steps[1:])
    other = rules.setdefault(beginning, (following, str(block.get("rule"))))
    if other[0] != following:
        yield at(document, key, ERROR, "conflicts", f'this rule and "{other[1]}" answer "{steps[0]["intent"]}" differently',
                 "keep one of them")

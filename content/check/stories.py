"""Checks of data/stories/ and domain.yml: names that do not exist, what is never reached, and what contradicts."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.check.findings import ERROR, WARNING, Finding, at, from_error
from content.files import ROOT, ContentError, Document, data_dir, load, shown_path


def domain_path() -> Path:
    return ROOT / "domain.yml"


def _names(items: Any) -> set[str]:
    return {next(iter(item)) if isinstance(item, dict) else str(item) for item in items or []}


def domain_intents() -> set[str]:
    """Intents that the domain names."""
    return _names(load(domain_path()).data.get("intents"))


FITTING = "action_fitting"


def check(example_intents: set[str]) -> Iterator[Finding]:
    try:
        domain = load(domain_path())
    except ContentError as error:
        yield from_error(error, "domain")
        return
    intents = _names(domain.data.get("intents")) | example_intents
    actions = _names(domain.data.get("actions")) | _names(domain.data.get("forms"))
    actions |= {"action_listen", "action_restart", "action_default_fallback"}
    actions |= set(domain.data.get("responses") or {}) | {f"utter_{topic}" for topic in topics()}
    documents: list[Document] = []
    for path in sorted((data_dir() / "stories").glob("*.yml")):
        try:
            documents.append(load(path))
        except ContentError as error:
            yield from_error(error, "yaml")
    rules: dict[tuple[str, str], Rule] = {}
    for document in documents:
        for key, block in _blocks(document, "rules"):
            yield from _steps(document, key, block, "rule", intents, actions)
            yield from _conflict(document, key, block, rules)
    for document in documents:
        for key, block in _blocks(document, "stories"):
            yield from _steps(document, key, block, "story", intents, actions)
            yield from _against_rules(document, key, block, rules)
    yield from _tables(rules)


@dataclass(frozen=True)
class Rule:
    following: str
    name: str
    where: str


def topics() -> set[str]:
    """Subjects that have an answer: `utter_<topic>` says it."""
    return {path.stem for path in (data_dir() / "answers").glob("*.yml")}


def _blocks(document: Document, part: str) -> Iterator[tuple[tuple, dict[str, Any]]]:
    blocks = document.data.get(part) if isinstance(document.data, dict) else None
    for index, block in enumerate(blocks or []):
        if isinstance(block, dict):
            yield (part, index), block


def _steps(document: Document, key: tuple, block: dict[str, Any], kind: str, intents: set[str],
           actions: set[str]) -> Iterator[Finding]:
    if not block.get(kind):
        yield at(document, key, ERROR, "stories", f"a {kind} has no name", f"write `{kind}: …`")
    steps = [step for step in block.get("steps") or [] if isinstance(step, dict)]
    if not steps:
        yield at(document, key, WARNING, "stories", "nothing happens here", "add steps or remove it")
    elif kind == "story" and "intent" not in steps[0]:
        yield at(document, key, ERROR, "stories", "this story is never reached: it does not begin with what a family says",
                 "begin with `- intent: …`")
    for number, step in enumerate(steps):
        where = (*key, "steps", number)
        if "intent" in step and step["intent"] not in intents:
            yield at(document, where, ERROR, "stories", f'the intent "{step["intent"]}" does not exist, so this is never reached',
                     "correct the name, or add examples in data/nlu")
        action = str(step.get("action") or "")
        if action.startswith("utter_") and action not in actions:
            yield at(document, where, ERROR, "stories", f'"{action}" says an answer that does not exist',
                     f"write data/answers/{action.removeprefix('utter_')}.yml, or correct the name")
        elif action and action not in actions:
            yield at(document, where, ERROR, "stories", f'the action "{action}" does not exist', "correct the name")


def _conflict(document: Document, key: tuple, block: dict[str, Any], rules: dict[tuple[str, str], Rule]) -> Iterator[Finding]:
    """Two rules that begin alike, under the same condition: they answer differently, or the second is never reached."""
    steps = block.get("steps") or []
    if len(steps) < 2 or "intent" not in steps[0]:
        return
    where = f"{shown_path(document.path)}:{document.line(*key)}"
    new = Rule(str(steps[1:]), str(block.get("rule")), where)
    other = rules.setdefault((str(block.get("condition")), steps[0]["intent"]), new)
    if other is new:
        return
    if other.following != new.following:
        yield at(document, key, ERROR, "conflicts", f'this rule and "{other.name}" ({other.where}) answer '
                 f'"{steps[0]["intent"]}" differently', "keep one of them")
    else:
        yield at(document, key, WARNING, "conflicts", f'the same rule stands in {other.where}', "remove one")


def _against_rules(document: Document, key: tuple, block: dict[str, Any], rules: dict[tuple[str, str], Rule]) -> Iterator[Finding]:
    """A story may not go on otherwise than a rule that holds always: the rule would win."""
    steps = [step for step in block.get("steps") or [] if isinstance(step, dict)]
    for number, step in enumerate(steps[:-1]):
        rule = rules.get((str(None), str(step.get("intent"))))
        following = []
        for each in steps[number + 1:]:
            if "intent" in each:
                break
            following.append(each)
        if rule and following and rule.following != str(following):
            yield at(document, (*key, "steps", number), ERROR, "conflicts",
                     f'this story answers "{step["intent"]}" otherwise than the rule "{rule.name}" ({rule.where})',
                     "keep one of them")


def _tables(rules: dict[tuple[str, str], Rule]) -> Iterator[Finding]:
    """An answer with `depends_on` asks only where a rule leads to it."""
    for path in sorted((data_dir() / "answers").glob("*.yml")):
        try:
            document = load(path)
        except ContentError:
            continue        # told by the check of the answers
        if not isinstance(document.data, dict) or "depends_on" not in document.data:
            continue
        rule = rules.get((str(None), path.stem))
        if rule is None or FITTING not in rule.following:
            yield at(document, ("depends_on",), ERROR, "stories", "nobody is asked for it: no rule leads to the table",
                     f"add to data/stories/fitting.yml a rule `intent: {path.stem}` → `action: {FITTING}`")

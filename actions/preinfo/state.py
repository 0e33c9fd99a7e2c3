"""What the form remembers between turns: one JSON dictionary in a Rasa slot, and questions about it."""
from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from actions.replies import Reply, iso
from actions.turn import Turn
from content import LANGUAGES
from content.questionnaires import Catalogue, Item, Questionnaire, visible

State = dict[str, Any]
Result = tuple[State, list[Reply]]
ACTIVE = ("safety", "subject", "items", "check", "change")
OTHER = "other"                   # a subject that no question set covers; somebody else than the customer's own
WHO, SEVERAL, NAME = "K1", "children", "K1a"        # whom it concerns: several children, and which of them


def new(about: str, turn: Turn, first_words: str | None, topic: str, prefill: Mapping[str, Any],
        before: State | None = None) -> State:
    """A form at its beginning. `before` is the form that was filled earlier in this conversation."""
    before = copied(before) if before else None
    forms = [*before["earlier"], {**before, "earlier": []}] if before else []
    return {
        "form": 1 + max((form["form"] for form in forms), default=0),
        "child": before["child"] if before else 1,      # which of the family's children, in the order they came
        "earlier": [form for form in forms if form["stage"] == "sent"],
        "sent_at": None, "amending": None, "amended": [],
        "about": about, "questionnaire": None, "version": None, "topic": topic,
        "stage": "safety", "at": None, "answers": {}, "instructions_shown": [],
        "safety_shown_at": iso(turn.now), "safety_answer": None,
        "first_words": first_words, "first_language": turn.language, "language": turn.language,
        "prefill": dict(prefill),
        "misses": 0, "pending": None, "picked": [], "paused": False, "editing": False,
        "later": [], "matters": [], "remarks": [],
    }


def copied(state: State) -> State:
    """A copy to change. A form that was begun before an update of the program lacks what is newer than it."""
    return {"form": 1, "child": 1, "earlier": [], "sent_at": None, "amending": None, "amended": [], **copy.deepcopy(state)}


def active(state: State | None) -> bool:
    return bool(state) and state["stage"] in ACTIVE


def questionnaire(state: State, catalogue: Catalogue) -> Questionnaire:
    """The set in use; raises KeyError when it has been removed meanwhile."""
    return catalogue.questionnaires[state["questionnaire"]]


def items(state: State, catalogue: Catalogue) -> tuple[Item, ...]:
    """Items on the page now, in order."""
    return visible(questionnaire(state, catalogue).sequence(catalogue.common), state["answers"])


def item(state: State, catalogue: Catalogue) -> Item | None:
    """The item being asked."""
    return next((each for each in items(state, catalogue) if each.link_id == state["at"]), None)


def next_open(state: State, catalogue: Catalogue) -> str | None:
    """linkId of the next item without an answer after the present one, then of any earlier; None when all have."""
    shown = items(state, catalogue)
    names = [each.link_id for each in shown]
    start = names.index(state["at"]) + 1 if state["at"] in names else 0
    for name in names[start:] + names[:start]:
        if name not in state["answers"]:
            return name
    return None


def previous(state: State, catalogue: Catalogue) -> str | None:
    """linkId of the item before the present one on the page; None at the first."""
    names = [each.link_id for each in items(state, catalogue)]
    where = names.index(state["at"]) if state["at"] in names else len(names)
    return names[where - 1] if where > 0 else None


def document(state: State, catalogue: Catalogue, complete: bool) -> dict[str, Any]:
    """The `preinfo` of a handoff: only what is on the page now, exactly as it was answered."""
    titles = [catalogue.questionnaires[name].title for name in state["later"] if name in catalogue.questionnaires]
    made = {
        "questionnaire": state["questionnaire"], "version": state["version"], "about": state["about"],
        "form": state["form"], "complete": complete,
        "answers": shown_answers(state, catalogue) if state["questionnaire"] else {},
        "instructions_shown": list(state["instructions_shown"]),
        "safety_shown_at": state["safety_shown_at"], "safety_answer": state["safety_answer"],
        "first_words": state["first_words"], "first_words_language": state.get("first_language"),
        "language": state["language"],
    }
    if state["remarks"]:
        made["remarks"] = list(state["remarks"])
    if state["amended"]:
        made.update(amended=list(state["amended"]), first_sent_at=state["sent_at"])
    if titles:
        made["also"] = [dict(title) for title in titles]
    return made


def shown_answers(state: State, catalogue: Catalogue) -> dict[str, Any]:
    """The answers that are on the page now: a question that another answer hides is not sent."""
    shown = {each.link_id for each in items(state, catalogue)}
    return {name: answer for name, answer in state["answers"].items() if name in shown}


def by_cues(catalogue: Catalogue, about: str, text: str, language: str) -> list[str]:
    """Ids of the sets whose cue words begin some word of the text, likeliest first. Chooses a subject, nothing else.

    The conversation's language is tried first, then the others: people mix languages.
    """
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    for codes in ((language,), tuple(code for code in LANGUAGES if code != language)):
        found = []
        for candidate in catalogue.about(about):
            cues = [cue.casefold() for code in codes for cue in candidate.cues.get(code, ())]
            hits = sum(_hit(cue, words) for cue in cues)
            if hits:
                found.append((-hits, candidate.id))
        if found:
            return [name for _, name in sorted(found)]
    return []


def _hit(cue: str, words: list[str]) -> bool:
    return (cue in " ".join(words)) if " " in cue else any(word.startswith(cue) for word in words)

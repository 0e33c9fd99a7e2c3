"""The engine's part in the widget's tests: the real texts, questions and tables, said at a keyword or a button at once.
What the engine understands is tested in tests/live; here only the widget is looked at."""
from __future__ import annotations

import json
import re
from typing import Any

from content import LANGUAGES
from content.questionnaires import read_catalogue
from content.summary import value_text

CATALOGUE = read_catalogue()
FEVER = CATALOGUE.questionnaires["C1"]
NUMBER, CHOICE = FEVER.items[0], FEVER.items[1]
NURSE = {"id": "nurse"}
HANDOFF = {"channel": "chat", "topic": "symptom_child", "first_words": "kuume"}


def replies(turn: dict[str, Any]) -> list[dict[str, Any]]:
    """What is answered to a turn of the protocol (docs/architecture.md)."""
    choice, text = turn.get("choice") or "", (turn.get("text") or "").lower()
    if text.startswith("vastaukseni:"):
        return _answered((turn.get("text") or "").partition(":")[2].strip())
    if choice.startswith("/preinfo"):
        return _form(json.loads(choice.removeprefix("/preinfo") or "{}"))
    for pattern, answer in WORDS:
        if re.search(pattern, choice or text):
            return [dict(reply) for reply in answer]
    if re.fullmatch(r"\d\d[.,]\d", text):
        return [_question(CHOICE, 2, [{"id": f"{CHOICE.link_id}:{option.id}", "titles": option.title,
                                       "payload": '/preinfo{"check": 1}'} for option in CHOICE.options])]
    said = turn.get("text") or ""
    return [{"texts": dict.fromkeys(LANGUAGES, said)}] if said else [{"say": "human_please"}]


def _answered(words: str) -> list[dict[str, Any]]:
    """A finished questionnaire whose free answer is `words`: shown for checking, then handed over."""
    answer = {"value": words, "text": words, "at": "2026-11-23T07:30:00+00:00", "how": "typed"}
    preinfo = {"questionnaire": "C1", "version": FEVER.version, "about": "child", "complete": True, "answers": {"K6a": answer},
               "instructions_shown": [], "safety_shown_at": answer["at"], "first_words": words, "language": "fi"}
    rows = [{"link_id": "K6a", "label": CATALOGUE.common.items["K6a"].label, "value": dict.fromkeys(LANGUAGES, words)}]
    return [{"say": "preinfo_check", "kind": "card", "data": {"title": FEVER.title, "rows": rows}},
            {"handoff": {**HANDOFF, "first_words": words, "preinfo": preinfo}}]


def _form(step: dict[str, Any]) -> list[dict[str, Any]]:
    if step.get("w") == "send":
        return [{"handoff": HANDOFF}]
    if "check" in step:
        rows = [{"link_id": item.link_id, "label": item.label, "value": value}
                for item, value in ((NUMBER, value_text(NUMBER, 39.2)), (CHOICE, CHOICE.options[0].title))]
        rows.append({"link_id": "K6", "label": CATALOGUE.common.items["K6"].label, "value": "", "skipped": True})
        return [{"say": "preinfo_check", "kind": "card", "data": {"title": FEVER.title, "rows": rows},
                 "choices": [_button("w:send", "preinfo_send", w="send"), _button("w:change", "preinfo_change", change=1),
                             _button("w:stop", "preinfo_stop", w="stop")]}]
    return [_question(NUMBER, 1, [])]


def _question(item: Any, step: int, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    side = [_button(f"w:{wish}:{item.link_id}", f"preinfo_{wish}", w=wish) for wish in ("skip", "back", "why", "stop")]
    return {"texts": item.text, "kind": "form", "choices": [*buttons, *side],
            "data": {"questionnaire": "C1", "version": 1, "link_id": item.link_id, "type": item.type, "step": step, "of": 11}}


def _button(name: str, phrase: str, **payload: Any) -> dict[str, Any]:
    return {"id": name, "say": phrase, "payload": f"/preinfo{json.dumps(payload)}"}


SAFETY = {"texts": CATALOGUE.common.safety["child"].words(), "kind": "card", "data": {"safety": "child"},
          "choices": [_button("K3:none", "preinfo_none_now", q="K3"), _button("K3:applies", "preinfo_one_applies", q="K3"), NURSE]}
WORDS: list[tuple[str, list[dict[str, Any]]]] = [
    (r"hoitaj|hälsov|nurse|human_please", [{"handoff": HANDOFF}]),
    (r"viesti|leave_message", [{"handoff": {**HANDOFF, "channel": "message", "message": "viesti"}}]),
    (r"vaccin|rokot", [{"say": "vaccination_programme", "table": True}]),
    (r"book_app|varaan|bokar|i book", [{"say": "book_appointment"}]),
    (r"kuume|feber|fever|symptom_child", [{"say": "preinfo_start"}, SAFETY]),
    (r"mies lyö|min man slår|he hits", [{"say": "violence"}, {"quick_exit": True}]),
    (r"kiitos|tack|thank", [{"say": "thanks_bye"}, {"close": True}]),
    (r"valinta", [{"texts": dict.fromkeys(LANGUAGES, "Valitse"), "choices": [
        {"id": "yes", "titles": {"fi": "Kyllä", "sv": "Ja", "en": "Yes"}, "payload": "/book_appointment"}]}]),
]

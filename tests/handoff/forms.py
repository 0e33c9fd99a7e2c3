"""Filled forms as the engine sends them: every type of answer, skipped questions, fixed texts that were shown."""
from __future__ import annotations

from typing import Any

AT = "2026-11-23T09:35:00+02:00"
I_116 = {"fi": "Soita nyt 116117 (näytettiin päivällä).", "sv": "Ring nu 116117 (visades på dagen).",
         "en": "Call 116117 now (shown by day)."}


def answer(value: Any, text: str | None = None, lang: str = "fi") -> dict[str, Any]:
    made: dict[str, Any] = {"value": value, "at": AT, "how": "typed" if text else "button"}
    return {**made, "text": text, "lang": lang} if text else made


def skipped(text: str | None = None) -> dict[str, Any]:
    return {"skipped": True, "at": AT, **({"text": text, "lang": "fi"} if text else {})}


def fever(photos: list[str]) -> dict[str, Any]:
    """C1, sent in Finnish: a child of 7 months."""
    answers = {
        "K1": answer("child"), "K4": answer({"months": 7}, "7 kk"), "K5": answer("unknown"), "K6": answer("yes"),
        "K6a": answer("Astma, \"avaava\" lääke <tarvittaessa>"), "K7": answer(8.15, "8,15 kiloo"),
        "C1-1": answer(39.2, "39,2"), "C1-2": answer("armpit"),
        "C1-3": answer({"value": 14, "unit": "h"}, "eilisillasta"),
        "C1-4": answer("no"), "C1-5": answer("no"), "C1-6": answer(["rash", "colour"]), "C1-7": skipped(),
        "C1-8": answer("less_than_half"), "C1-9": answer({"value": 5, "unit": "h"}),
        "C1-9a": answer("yes"), "C1-10": answer(["cough", "runny_nose"]), "C1-11": skipped("sen verran ku normaalisti"),
        "Z1": answer("Onnilla nousi yöllä kuume eikä syö kunnolla."), "Z2": answer(photos), "Z3": answer("advice"),
        "Z4": answer("040 123 4567"), "Z5": answer("no"),
    }
    shown = [{"id": "I-112", "link_id": "C1-6", "answer": "rash", "at": AT, "called_at": "2026-11-23T09:36:00+02:00"},
             {"id": "I-112", "link_id": "C1-6", "answer": "colour", "at": AT},
             {"id": "I-DAY", "link_id": "C1-9a", "answer": "yes", "at": AT}]
    return handoff("C1", "child", "symptom_child", answers, shown,
                   remarks=[{"text": "sisko oli kipeä", "lang": "fi", "at": AT}])


def movements() -> dict[str, Any]:
    """P2, stopped on the way, with the card that danger words brought and one by the safety list."""
    answers = {
        "K1": answer("self"), "K8": answer({"weeks": 32, "days": 4}, "32+4", "sv"), "K9": answer("yes"),
        "K10": answer("no"), "K11": answer(["diabetes", "other"]), "K11a": answer("lågt järn"), "P2-2": answer("yes"),
        "P2-4": answer("yes"), "P2-4a": answer(6), "P2-5": answer("no"),
    }
    shown = [{"id": "I-112", "link_id": "K3", "at": AT}, {"id": "I-112", "link_id": None, "at": AT},
             {"id": "I-MAT", "link_id": "P2-2", "answer": "yes", "at": AT}]
    return handoff("P2", "pregnancy", "symptom_pregnancy", answers, shown, language="sv", complete=False,
                   safety_answer="applies")


def handoff(questionnaire: str | None, about: str, topic: str, answers: dict[str, Any], shown: list[dict[str, Any]],
            language: str = "fi", **more: Any) -> dict[str, Any]:
    preinfo = {
        "questionnaire": questionnaire, "version": 1 if questionnaire else None, "about": about, "complete": True,
        "answers": answers, "instructions_shown": shown, "safety_shown_at": "2026-11-23T09:30:00+02:00",
        "safety_answer": "none", "first_words": "vauvalla kuume", "language": language, **more,
    }
    return {"channel": "chat", "topic": topic, "first_words": "vauvalla kuume", "language": language,
            "preinfo": preinfo}

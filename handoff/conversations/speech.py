"""From the engine's replies to events with words in three languages. Rules: docs/architecture.md, turn protocol."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content import LANGUAGES, texts
from content.answers import Answer, Library
from content.hours import Hours
from content.texts import Localised
from handoff.conversations.log import NewEvent

# Answers that a deployment which forbids drafts still gives: holding back safety words would be worse.
ALWAYS_SAID = frozenset({"emergency", "violence", "symptom_child", "symptom_pregnancy", "symptom_postpartum"})


@dataclass(frozen=True)
class Speaker:
    """Everything that is needed to put words to an id at one moment."""

    library: Library
    hours: Hours
    now: datetime
    allow_drafts: bool = True

    def phrase(self, name: str, turn: int = 0, /, **params: Any) -> Localised:
        """A phrase with its placeholders filled, in every language."""
        return texts.fill_all(self.library.phrase(name, turn), {**self.clock_params(), **params})

    def clock_params(self) -> dict[str, Any]:
        """What every text may name: {opens}, {closes}, {answer_by}."""
        opens, closes = self.hours.opens_at(self.now), self.hours.closes_at(self.now)
        return {
            "opens": {"day_time": (opens or self.now).isoformat()},
            "closes": {"time": (closes or self.now).isoformat()},
            "answer_by": {"day": self.hours.answer_by(self.now).isoformat()},
        }

    def choices(self, names: tuple[str, ...] | list[str]) -> tuple[dict[str, Any], ...]:
        """Buttons by id: of data/answers/choices.yml, or of a topic (its title). Unknown ids are left out: the
        check reports them."""
        found = []
        for name in names:
            if name in self.library.choices:
                choice = self.library.choices[name]
                found.append({"id": name, "titles": choice.title, "payload": choice.payload})
            elif name in self.library.answers:
                found.append({"id": name, "titles": self.library.answers[name].title, "payload": f"/{name}"})
        return tuple(found)

    def say(self, name: str, language: str, turn: int = 0, params: Mapping[str, Any] | None = None,
            choices: tuple[dict[str, Any], ...] = (), data: dict[str, Any] | None = None,
            author: str = "bot", kind: str | None = None) -> NewEvent:
        """An event that says a phrase or an answer."""
        answer = self.library.answers.get(name)
        if answer is not None and name not in self.library.phrases:
            return self._answer(answer, language, choices, data or {})
        words = self.phrase(name, turn, **(params or {}))
        return NewEvent(author, kind or ("choices" if choices else "message"), words[language], language, words,
                        choices, data or {})

    def _answer(self, answer: Answer, language: str, choices: tuple[dict[str, Any], ...],
                data: dict[str, Any]) -> NewEvent:
        if answer.status != "approved" and not self.allow_drafts and answer.topic not in ALWAYS_SAID:
            return self.say("no_approved_answer", language, choices=self.choices(["nurse"]))
        line = answer.open_line if self.hours.is_open(self.now) else answer.closed_line
        words = texts.join([answer.text] + ([line] if line else []), "\n\n")
        words = texts.fill_all(words, self.clock_params())
        data = {"answer": answer.topic, **data}
        if answer.status != "approved":
            data["draft"] = True
        if answer.details:
            data["details"] = answer.details
        if answer.links:
            data["links"] = [{"url": link.url[language], "urls": link.url, "titles": link.title}
                             for link in answer.links]
        buttons = choices or self.choices(answer.next)
        return NewEvent("bot", "choices" if buttons else "message", words[language], language, words, buttons, data)

    def reply(self, reply: Mapping[str, Any], language: str, turn: int) -> NewEvent | None:
        """One `say` or `texts` reply of the engine as an event; None for replies that are not speech."""
        choices = tuple(self._choice(choice) for choice in reply.get("choices") or ())
        data = dict(reply.get("data") or {})
        if "say" in reply:
            return self.say(reply["say"], language, turn, reply.get("params"), choices, data, kind=reply.get("kind"))
        if "texts" in reply:
            words = {code: str(reply["texts"][code]) for code in LANGUAGES}
            return NewEvent("bot", reply.get("kind") or ("choices" if choices else "message"), words[language],
                            language, words, choices, data)
        return None

    def _choice(self, choice: Mapping[str, Any]) -> dict[str, Any]:
        """A choice of the engine: its titles come with it, or from a choice, a topic or a phrase by id."""
        titles, payload = choice.get("titles"), choice.get("payload")
        named = choice.get("say") or choice["id"]
        if titles is None or payload is None:
            known = self.choices([named])
            if known:
                titles, payload = titles or known[0]["titles"], payload or known[0]["payload"]
        titles = titles or self.phrase(named, **(choice.get("params") or {}))
        return {"id": choice["id"], "titles": titles, "payload": payload}

"""From the engine's replies to events with words in three languages. Rules: docs/architecture.md, turn protocol."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content import LANGUAGES, amounts, tables, texts
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
        """What every text may name: {opens}, {closes}, {answer_by}, and the certain numbers of amounts.yml."""
        opens, closes = self.hours.opens_at(self.now), self.hours.closes_at(self.now)
        return {
            **amounts.amounts.get(),
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
        if not self._may_say(answer):
            return self._not_approved(language)
        words = self._with_clock([answer.text], answer)
        if answer.details:
            data = {**data, "details": texts.fill_all(answer.details, self.clock_params())}
        return self._of_answer(answer, words, language, choices, data)

    def _may_say(self, answer: Answer) -> bool:
        return answer.status == "approved" or self.allow_drafts or answer.topic in ALWAYS_SAID

    def _not_approved(self, language: str) -> NewEvent:
        return self.say("no_approved_answer", language, choices=self.choices(["nurse"]))

    def _with_clock(self, parts: list[Localised], answer: Answer) -> Localised:
        """The parts, the line about the nurses by the clock, and the clock's values filled in."""
        line = answer.open_line if self.hours.is_open(self.now) else answer.closed_line
        return texts.fill_all(texts.join([*parts, *([line] if line else [])], "\n\n"), self.clock_params())

    def _of_answer(self, answer: Answer, words: Localised, language: str, choices: tuple[dict[str, Any], ...],
                   data: dict[str, Any]) -> NewEvent:
        data = {"answer": answer.topic, **data}
        if answer.status != "approved":
            data["draft"] = True
        if answer.links:
            data["links"] = [{"url": link.url[language], "urls": link.url, "titles": link.title}
                             for link in answer.links]
        buttons = choices or self.choices(answer.next)
        return NewEvent("bot", "choices" if buttons else "message", words[language], language, words, buttons, data)

    def row(self, answer: Answer, value: Any, language: str, choices: tuple[dict[str, Any], ...] = (),
            data: dict[str, Any] | None = None) -> NewEvent:
        """The one row of an answer's table that is meant for `value`; the whole answer stands behind "more"."""
        table = answer.table
        found = table.row(value) if table else None
        if table is None or found is None:
            return self._answer(answer, language, choices, data or {})
        if not self._may_say(answer):
            return self._not_approved(language)
        lead = self.phrase(f"fitting_{table.need}", value=tables.value_words(table.need, value))
        unknown = found.place is not None and not found.lines
        row = texts.join([lead, found.cells[1]], " ") if unknown else texts.join([lead, *_lines(table, found)])
        parts = [row, *([table.note] if table.note else [])]
        more = texts.join([answer.text, *([answer.details] if answer.details else [])], "\n\n")
        return self._of_answer(answer, self._with_clock(parts, answer), language, choices,
                               {"details": texts.fill_all(more, self.clock_params()), **(data or {})})

    def table(self, answer: Answer, language: str, choices: tuple[dict[str, Any], ...] = (),
              data: dict[str, Any] | None = None) -> NewEvent:
        """The whole table of an answer, drawn as a table."""
        if answer.table is None:
            return self._answer(answer, language, choices, data or {})
        if not self._may_say(answer):
            return self._not_approved(language)
        table = answer.table
        words = texts.join([table.caption, *([table.note] if table.note else [])], "\n\n")
        drawn = {"caption": table.caption, "head": list(table.head), "rows": [list(row.cells) for row in table.rows]}
        return self._of_answer(answer, words, language, choices, {"table": drawn, **(data or {})})

    def reply(self, reply: Mapping[str, Any], language: str, turn: int) -> NewEvent | None:
        """One `say` or `texts` reply of the engine as an event; None for replies that are not speech."""
        choices = tuple(made for choice in reply.get("choices") or () if (made := self._choice(choice)))
        data = dict(reply.get("data") or {})
        answer = self.library.answers.get(reply.get("say", ""))
        if answer is not None and "for" in reply:
            return self.row(answer, reply["for"], language, choices, data)
        if answer is not None and reply.get("table"):
            return self.table(answer, language, choices, data)
        if "say" in reply:
            return self.say(reply["say"], language, turn, reply.get("params"), choices, data, kind=reply.get("kind"))
        if "texts" in reply:
            words = {code: str(reply["texts"][code]) for code in LANGUAGES}
            return NewEvent("bot", reply.get("kind") or ("choices" if choices else "message"), words[language],
                            language, words, choices, data)
        return None

    def _choice(self, choice: Mapping[str, Any]) -> dict[str, Any] | None:
        """A choice of the engine: its titles come with it, or from a choice, a topic or a phrase by id. None for a
        bare id that nothing knows: the check reports it."""
        titles, payload = choice.get("titles"), choice.get("payload")
        named = choice.get("say") or choice["id"]
        if titles is None or payload is None:
            known = self.choices([named])
            if known:
                titles, payload = titles or known[0]["titles"], payload or known[0]["payload"]
        if payload is None:
            return None
        titles = titles or self.phrase(named, **(choice.get("params") or {}))
        return {"id": choice["id"], "titles": titles, "payload": payload}


def _lines(table: tables.Table, row: tables.Row) -> list[Localised]:
    """A row as a short list: what holds now, and what stands in the other columns under their headings."""
    if row.place is not None:
        return [{code: f"- {line[code]}" for code in LANGUAGES} for line in row.lines]
    first = {code: f"- **{table.head[0][code]} {row.cells[0][code]}:** {row.cells[1][code]}" for code in LANGUAGES}
    return [first, *({code: f"- **{head[code]}:** {cell[code]}" for code in LANGUAGES}
                     for head, cell in zip(table.head[2:], row.cells[2:], strict=True))]

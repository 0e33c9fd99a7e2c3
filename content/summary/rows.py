"""Rows of a filled form in the order of asking: what the parent checks and the nurse reads are the same rows."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.questionnaires import Common, Item, Questionnaire, visible
from content.summary.values import answer_text
from content.texts import Localised


@dataclass(frozen=True)
class Row:
    item: Item
    answer: Mapping[str, Any] | None
    value: Localised

    @property
    def answered(self) -> bool:
        return bool(self.answer) and "value" in self.answer

    @property
    def flagged(self) -> bool:
        """A question that has a fixed instruction behind one of its answers."""
        return bool(self.item.red_flag) or any(option.red_flag for option in self.item.options)


def rows(questionnaire: Questionnaire, common: Common, answers: Mapping[str, Any]) -> tuple[Row, ...]:
    """Every visible question with its answer; unanswered ones are there and say so."""
    shown = visible(questionnaire.sequence(common), answers)
    return tuple(Row(item, answers.get(item.link_id), answer_text(item, answers.get(item.link_id)))
                 for item in shown)

"""Every kind of question of the questionnaires, answered in the words of parents."""
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml

from reading import Question, Wish, read

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=timezone.utc)
QUESTIONNAIRES = Path(__file__).parents[2] / "data" / "questionnaires"


def asked(node):
    """All items of a questionnaire file, however deep."""
    if isinstance(node, dict):
        if "link_id" in node and "type" in node:
            yield node
        for value in node.values():
            yield from asked(value)
    elif isinstance(node, list):
        for value in node:
            yield from asked(value)


ITEMS = {item["link_id"]: item for path in QUESTIONNAIRES.glob("*.yml") for item in asked(yaml.safe_load(path.read_text(encoding="utf-8")))}
PHRASES = yaml.safe_load((Path(__file__).parent / "by_question.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("link, language, words, expected", [
    pytest.param(link, *phrase, id=f"{link}-{phrase[0]}-{phrase[1]}") for link, phrases in PHRASES.items() for phrase in phrases])
def test_an_answer_to_a_question_of_the_questionnaires_is_read_or_asked_again(link, language, words, expected):
    item = ITEMS[link]
    value = read(Question.of({**item, "text": item["text"][language]}), words, language, NOW)
    assert (value.value if isinstance(value, Wish) else value) == expected


def test_every_choice_and_yes_or_no_question_has_phrases():
    lacking = {link for link, item in ITEMS.items() if item["type"] in ("choice", "multi", "yesno")} - set(PHRASES)
    assert not lacking

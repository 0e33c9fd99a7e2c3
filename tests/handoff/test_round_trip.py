"""The summary of a stored handoff is made again from what was stored, whatever editors have changed since."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content import LANGUAGES
from handoff.conversations import log
from tests.handoff import forms, r4
from tests.handoff.conftest import Desk

FORMS = {"C1": ("fi", forms.fever), "P2": ("sv", lambda photos: forms.movements())}


async def sent(desk: Desk, name: str) -> str:
    language, form = FORMS[name]
    conversation = await desk.begin(language)
    photos = [await desk.picture(conversation, colour) for colour in ("red", "blue", "green")]
    await desk.send(conversation, form(photos))
    return conversation


async def everything(desk: Desk, conversation: str) -> list[Any]:
    """The summary in each form and language."""
    return [await desk.text(conversation, code) for code in LANGUAGES] + [
        await desk.fhir(conversation, code) for code in LANGUAGES]


def rewrite(folder: Path) -> None:
    """What an editor may do later: other words, a new version, renamed queues and topics, options taken away."""
    for file in folder.rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        if file.parent.name == "questionnaires":
            text = text.replace("version: 1", "version: 2")
        for old, new in (("Korkein lämpö", "Suurin lukema"), ("Högsta temperatur", "Största värde"),
                         ("Soita heti 112", "Muutettu ohje"), ("id: armpit", "id: under_arm"),
                         ("Chat, suomi", "Uusi jono"), ("Chatt, svenska", "Ny kö"), ("Raskausviikot", "Viikot nyt"),
                         ("Ennen kysymyksiä", "Muutettu alku"), ("Lapsen kuume", "Kuumeilu"),
                         ("I-DAY", "I-OTHER"), ("type: duration", "type: text")):
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
async def test_the_summary_made_again_is_the_one_that_was_sent(desk: Desk, data: Path, name: str) -> None:
    conversation = await sent(desk, name)
    before = await everything(desk, conversation)
    rewrite(data)
    assert await everything(desk, conversation) == before
    language = FORMS[name][0]
    async with desk.conversations.database.read() as session:
        told = [event for event in await log.events_after(session, conversation, 0) if event.kind == "summary"]
    assert [event.text for event in told] == [await desk.text(conversation, language)]


@pytest.mark.parametrize("name", FORMS)
async def test_a_removed_question_set_does_not_take_its_summaries_along(desk: Desk, data: Path, name: str) -> None:
    conversation = await sent(desk, name)
    before = await everything(desk, conversation)
    (data / "questionnaires" / f"{name}.yml").unlink()
    assert await everything(desk, conversation) == before


async def test_a_set_changed_while_the_parent_answered_stops_nothing_and_loses_nothing(desk: Desk, data: Path) -> None:
    rewrite(data)
    conversation = await sent(desk, "C1")      # the answers are to version 1, the file is version 2 by now
    text = await desk.text(conversation, "fi")
    assert 'C1-2: "armpit"' in text          # the option is gone; what was chosen is still told
    r4.check_bundle(await desk.fhir(conversation))


async def test_the_version_that_was_answered_is_used_where_an_earlier_handoff_kept_it(desk: Desk, data: Path) -> None:
    first = await sent(desk, "C1")
    rewrite(data)
    second = await sent(desk, "C1")
    assert "Korkein lämpö" in await desk.text(second, "fi")
    _, one = await desk.stored(first)
    _, two = await desk.stored(second)
    assert one.questionnaire_sha == two.questionnaire_sha


async def test_answers_of_a_set_that_is_gone_reach_the_nurse_as_words(desk: Desk, data: Path) -> None:
    (data / "questionnaires" / "C1.yml").unlink()
    conversation = await sent(desk, "C1")
    text = await desk.text(conversation, "fi")
    _, handoff = await desk.stored(conversation)
    for link_id, answer in handoff.content["preinfo"]["answers"].items():
        assert answer.get("skipped") or f"{link_id}: " in text, link_id
    assert "Onnilla nousi yöllä kuume" in text
    r4.check_bundle(await desk.fhir(conversation))

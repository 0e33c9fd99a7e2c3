"""A deployment that forbids drafts: no draft question set is opened, the safety list and the nurse remain."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from actions.preinfo.actions import begun, usable
from actions.turn import Turn, from_message
from content.questionnaires import Catalogue, catalogue

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.utc)
STRICT = Turn(now=NOW, language="fi", text="vauvalla on kuumetta", intent="symptom_child", allow_drafts=False)


def approved_sets(*names: str) -> Catalogue:
    """The catalogue as if these sets and the shared file had been approved."""
    whole = catalogue.get()
    document = replace(whole.common.document, data={**whole.common.document.data, "status": "approved"})
    sets = {name: replace(each, status="approved") if name in names else each for name, each in whole.questionnaires.items()}
    return Catalogue(sets, replace(whole.common, document=document))


def test_the_setting_comes_with_the_turn():
    assert from_message({"metadata": {"context": {"allow_drafts": False}}}, NOW).allow_drafts is False
    assert from_message({"metadata": {}}, NOW).allow_drafts is True


def test_a_draft_set_is_not_opened_but_the_safety_list_is_shown():
    replies, events = begun("child", "symptom_child", STRICT, None, usable(STRICT))
    assert replies[0]["kind"] == "card" and "112" in replies[0]["texts"]["sv"]
    assert replies[1]["say"] == "preinfo_no_form" and [choice["id"] for choice in replies[1]["choices"]] == ["nurse"]
    assert events == []


def test_only_approved_sets_are_offered():
    assert set(approved_sets("C1", "P2").approved().questionnaires) == {"C1", "P2"}
    assert catalogue.get().approved().questionnaires == {}
    assert usable(replace(STRICT, allow_drafts=True)).questionnaires == catalogue.get().questionnaires


def test_a_draft_of_the_shared_questions_holds_every_set_back():
    whole = approved_sets("C1")
    assert Catalogue(whole.questionnaires, catalogue.get().common).approved().questionnaires == {}

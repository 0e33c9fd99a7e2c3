"""docs/pre-information.md tried as a new editor would: the example works, and each mistake named there is refused."""
from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from actions.preinfo.state import by_cues
from content.check import questionnaires as check
from content.check.findings import ERROR
from content.files import ROOT
from content.questionnaires import read_catalogue

PAGE = (ROOT / "docs" / "pre-information.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL).group(1)

MISTAKES = [      # what is written, what stands there instead, what the page says the check answers
    ('      sv: "Hur ofta blir sängen våt på natten?"\n', "", '"sv" is missing'),
    ("red_flag: I-DAY", "red_flag: I-DAI", 'the instruction "I-DAI" is not in common.yml'),
    ("red_flag: I-DAY", "redflag: I-DAY", '"redflag" is not a known key'),
    ("red_flag: I-DAY", "flag: true", "a red flag without an instruction"),
    ("type: duration\n", "type: duration\n    red_flag: I-DAY\n", 'a question of type "duration" shows no instruction of its own'),
    ("id: seldom", "id: weekly", 'option "weekly" stands twice'),
    ("link_id: C9-3", "link_id: C1-1", 'linkId "C1-1" stands in C1 too'),
    ("link_id: C9-3", "link_id: Z1", 'linkId "Z1" is a shared question'),
    ("red_flag: I-DAY", "red_flag:", "a red flag without an instruction"),
    ("link_id: C9-2a", "link_id: C9-1", 'linkId "C9-1" stands twice'),
    ('{link_id: C9-2, is: "yes"}', '{link_id: C9-2, is: "yes", and: C9-1}',
     "a condition may look at one earlier answer only"),
    ('{link_id: C9-2, is: "yes"}', '[{link_id: C9-2, is: "yes"}, {link_id: C9-1, is: nightly}]',
     "a condition may look at one earlier answer only"),
    ("{link_id: C9-2, is", "{link_id: C9-3, is", '"C9-2a" depends on a question that is not asked before it'),
    ('is: "yes"', "is: sometimes", '"sometimes" is not an answer to "C9-2": the question could never be reached'),
    ("[K1, K3, ", "[K1, ", "the safety list K3 is missing"),
    ("Hoitaja haluaa kuvan öistänne.", "Hoitaja tekee riskiarvion.", '"riskiarvio" must not be used'),
    ("id: C9\n", "id: C99\n", 'id "C99" is not the file name'),
    ("    type: choice", "\ttype: choice", "not valid YAML"),
]


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor's own copy of the question sets."""
    shutil.copytree(ROOT / "data" / "questionnaires", tmp_path / "questionnaires")
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    return tmp_path / "questionnaires"


def errors(sets: Path, text: str) -> list[str]:
    (sets / "C9.yml").write_text(text, encoding="utf-8")
    return [finding.problem for finding in check.check() if finding.severity == ERROR]


def test_the_worked_example_is_accepted_as_it_stands(sets):
    assert errors(sets, EXAMPLE) == []


def test_the_worked_example_is_found_by_its_cue_and_keeps_its_order(sets):
    assert errors(sets, EXAMPLE) == []
    catalogue = read_catalogue()
    assert by_cues(catalogue, "child", "Poika pissaa sänkyyn joka yö", "fi") == ["C9"]
    asked = [item.link_id for item in catalogue.questionnaires["C9"].sequence(catalogue.common)]
    assert asked == ["K1", "K1a", "K1b", "K4", "K6", "K6a", "C9-1", "C9-2", "C9-2a", "C9-3", "Z1", "Z3", "Z4", "Z5", "Z5a"]


@pytest.mark.parametrize(("written", "instead", "answer"), MISTAKES, ids=[each[2][:40] for each in MISTAKES])
def test_each_mistake_of_the_page_is_refused_in_its_words(sets, written, instead, answer):
    assert written in EXAMPLE
    found = errors(sets, EXAMPLE.replace(written, instead, 1))
    assert any(problem.startswith(answer) for problem in found), found


def test_the_page_quotes_what_the_check_really_says():
    for _, _, answer in MISTAKES:
        assert answer in PAGE, answer


APPROVAL = 'approved_on: 2026-11-22\napproved_by: ["Anna Aalto", "Bo Berg"]'


@pytest.mark.parametrize(("written", "word"), [
    ("Hoitaja haluaa kuvan öistänne.", "Hoitaja arvioi riskin."), ("Hoitaja haluaa kuvan öistänne.", "Ei riskiä."),
    ("Hälsovårdaren vill få en bild av era nätter.", "Risken bedöms."),
    ("Hälsovårdaren vill få en bild av era nätter.", "Det finns en infektionsrisk."),
    ("The nurse wants a picture of your nights.", "This shows your risk."),
    ("The nurse wants a picture of your nights.", "A triage question."),
    ("Hoitaja haluaa kuvan öistänne.", "Oirearvio alkaa."),
])
def test_words_that_judge_are_refused_in_every_language(sets, written, word):
    assert written in EXAMPLE
    assert any("must not be used" in problem for problem in errors(sets, EXAMPLE.replace(written, word)))


def test_who_is_well_again_is_no_word_that_judges(sets):
    assert errors(sets, EXAMPLE.replace("Hälsovårdaren vill få en bild av era nätter.", "Är barnet annars friskt?")) == []


def test_a_link_id_of_another_set_is_refused(sets):
    assert "linkId \"C1-1\" stands in C1 too" in errors(sets, EXAMPLE.replace("C9-1", "C1-1"))


def test_an_approved_set_cannot_become_a_draft_again_under_its_version(sets):
    approved = EXAMPLE.replace("status: draft", "status: approved").replace("approved_on: null", APPROVAL)
    (sets / "C9.yml").write_text(approved, encoding="utf-8")
    check.record_approved()
    draft = approved.replace("status: approved", "status: draft").replace("Kuinka usein", "Miten usein")
    assert errors(sets, draft) == ["C9 v1 was approved and has been changed since"]
    assert errors(sets, draft.replace("version: 1", "version: 2")) == []


def test_the_shared_file_too_cannot_change_without_a_new_version_once_it_is_approved(sets):
    common = sets / "common.yml"
    approved = common.read_text(encoding="utf-8").replace("status: draft", "status: approved", 1).replace(
        "approved_on: null", APPROVAL, 1)
    common.write_text(approved, encoding="utf-8")
    assert errors(sets, EXAMPLE) == ["common v1 is approved but not recorded"]
    assert check.record_approved() == ["common v1"]
    assert errors(sets, EXAMPLE) == []
    common.write_text(approved.replace("Soita heti 112.", "Soita 112.", 1), encoding="utf-8")
    assert errors(sets, EXAMPLE) == ["common v1 was approved and has been changed since"]
    common.write_text(approved.replace("Soita heti 112.", "Soita 112.", 1).replace("version: 1", "version: 2", 1), encoding="utf-8")
    assert errors(sets, EXAMPLE) == ["common v2 is approved but not recorded"]


def test_reactions_are_switched_off_with_one_line_and_the_safety_list_stays(sets):
    assert errors(sets, EXAMPLE.replace("reactions: true", "reactions: false")) == []
    catalogue = read_catalogue()
    assert catalogue.questionnaires["C9"].reactions is False and catalogue.common.safety["child"].items


def test_an_approved_set_cannot_change_without_a_new_version(sets):
    approved = EXAMPLE.replace("status: draft", "status: approved")
    approved = approved.replace("approved_on: null", 'approved_on: 2026-11-22\napproved_by: ["Anna Aalto", "Bo Berg"]')
    (sets / "C9.yml").write_text(approved, encoding="utf-8")
    assert "C9 v1" in check.record_approved()
    assert errors(sets, approved) == []
    changed = approved.replace("Kuinka usein sänky kastuu yöllä?", "Miten usein sänky kastuu yöllä?")
    assert errors(sets, changed) == ["C9 v1 was approved and has been changed since"]
    assert "C9 v1 was approved and has been changed since" in PAGE

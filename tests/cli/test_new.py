"""`./neuvo new`: what it makes is YAML, is named by the check with file and line, and harms nobody meanwhile."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cli import new
from content import LANGUAGES, answers
from content.check import check_all, examples, languages
from content.files import ROOT, load

TODAY = date(2026, 11, 22)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small data folder: two subjects with their examples, the buttons and the phrases."""
    folder = tmp_path / "data"
    for path in (
        "answers/vitamin_d.yml",
        "answers/sleep.yml",
        "answers/choices.yml",
        "answers/phrases/doubt.yml",
        "service/hours.yml",
        *(f"nlu/{code}/{name}.yml" for code in LANGUAGES for name in ("vitamin_d", "sleep")),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / path, folder / path)
    monkeypatch.setenv("NEUVO_DATA", str(folder))
    return folder


def sentences() -> list[str]:
    return [finding.sentence() for finding in check_all(TODAY)]


def test_a_new_intent_has_examples_files_in_three_languages_and_an_answer(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.main(["intent", "car_seat"]) == 0
    for code in LANGUAGES:
        document = load(data / "nlu" / code / "car_seat.yml")
        assert [block["metadata"]["situation"] for block in document.data["nlu"]] == [
            slug for slug, _ in new.SITUATIONS
        ]
        assert examples.read(data / "nlu" / code / "car_seat.yml", code) == []
    assert load(data / "answers" / "car_seat.yml").data["topic"] == "car_seat"
    assert "Fill them in, then ./neuvo check" in capsys.readouterr().out


def test_what_is_missing_in_a_new_intent_is_named_with_file_and_line(data: Path) -> None:
    new.main(["intent", "car_seat"])
    found = sentences()
    for code in LANGUAGES:
        assert any(
            f'nlu/{code}/car_seat.yml:1: "car_seat" has 0 examples in "{code}"; write at least 15' in each
            for each in found
        )
    assert any('answers/car_seat.yml:4: "fi" is missing for title; add the Finnish text' in each for each in found)
    assert any('answers/car_seat.yml:12: "fi" is missing for answer' in each for each in found)
    assert any('"owner" is missing' in each and "car_seat.yml" in each for each in found)


def test_a_new_answer_that_is_filled_in_where_it_says_passes_the_check(data: Path) -> None:
    new.main(["intent", "car_seat"])
    path = data / "answers" / "car_seat.yml"
    text = path.read_text()
    for code, words in (("fi", "Turvaistuin"), ("sv", "Bilbarnstol"), ("en", "Car seat")):
        text = text.replace(f'  {code}: ""\n', f'  {code}: "{words}"\n', 1).replace(
            f"  {code}: |\n\n", f"  {code}: |\n    Kysy meiltä. Fråga oss. Ask us.\n", 1
        )
    text = (
        text.replace('owner: ""', "owner: Anna")
        .replace("review_by: ", "review_by: 2027-05-31")
        .replace("source: []", "source: [THL]")
    )
    path.write_text(text)
    for code in LANGUAGES:
        nlu = data / "nlu" / code / "car_seat.yml"
        lines = "".join(f"    - {code} car seat question number {number}\n" for number in range(30))
        nlu.write_text(nlu.read_text().replace("  examples: |\n", f"  examples: |\n{lines}", 1))
    assert [
        each
        for each in sentences()
        if "car_seat" in each and "draft text" not in each and "stands also under" not in each
    ] == []
    assert answers.read_library().answers["car_seat"].title["sv"] == "Bilbarnstol"


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        ("", False),
        ('["Anna Aalto"]', False),
        ('["Anna Aalto", "anna aalto "]', False),
        ('["Anna Aalto", "Bo Berg"]', True),
    ],
)
def test_an_answer_is_approved_by_two_different_persons(data: Path, names: str, enough: bool) -> None:
    path = data / "answers" / "sleep.yml"
    path.write_text(path.read_text().replace("status: draft", f"status: approved\napproved_by: {names}", 1))
    told = any(
        "sleep.yml:3: approved without the names of two persons; add `approved_by:" in each for each in sentences()
    )
    assert told is not enough


def test_texts_that_are_in_use_stay_while_a_new_answer_is_still_empty(data: Path) -> None:
    answers.library.get()
    new.main(["answer", "car_seat"])
    assert "vitamin_d" in answers.library.get().answers
    assert "car_seat.yml:4" in answers.library.broken.sentence()


def test_an_answer_alone_says_how_families_will_reach_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new.main(["answer", "car_seat"])
    assert "Nobody is led to it yet: ./neuvo new intent car_seat" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["Car seat", "turva-istuin", "äiti", "x", "_seat", "seat_", "a" * 41, "../sleep", "1st"]
)
def test_a_bad_name_is_refused_in_one_clear_sentence(data: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert new.main(["intent", name]) == 1
    problem = capsys.readouterr().err
    assert (
        problem.startswith(f'neuvo: "{name}" cannot be the name of a subject; use 3–40 small letters')
        and problem.count("\n") == 1
    )


def test_a_name_of_the_program_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["intent", "preinfo"]) == 1
    assert "used by the program itself" in capsys.readouterr().err


def test_an_existing_file_is_never_overwritten(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (data / "answers" / "sleep.yml").read_bytes()
    assert new.main(["answer", "sleep"]) == 1
    assert new.main(["intent", "sleep"]) == 1
    assert "already has examples in every language" in capsys.readouterr().err
    assert (data / "answers" / "sleep.yml").read_bytes() == before


def test_an_intent_that_lacks_one_language_gets_that_file_only(data: Path) -> None:
    (data / "nlu" / "sv" / "sleep.yml").unlink()
    made, _ = new.new_intent("sleep")
    assert made == [data / "nlu" / "sv" / "sleep.yml"]


def test_a_fourth_language_has_a_file_for_each_subject_with_the_same_situations_and_a_checklist(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.main(["language", "et"]) == 0
    for name in ("vitamin_d", "sleep"):
        ours, theirs = (
            load(data / "nlu" / "et" / f"{name}.yml").data["nlu"],
            load(data / "nlu" / "en" / f"{name}.yml").data["nlu"],
        )
        assert [block["metadata"] for block in ours] == [block["metadata"] for block in theirs]
        assert all(block["examples"] == "" for block in ours)
    text = (data / "languages" / "et.md").read_text()
    assert "answers/sleep.yml" in text and "content/__init__.py" in text
    assert "texts in" in capsys.readouterr().out


def test_a_language_in_preparation_is_told_by_the_check_with_how_far_it_is_and_stops_nothing(data: Path) -> None:
    new.main(["language", "et"])
    path = data / "answers" / "sleep.yml"
    path.write_text(path.read_text().replace("title: {", "title: {et: Lapse uni, ", 1))
    found = [finding for finding in check_all(TODAY) if finding.rule == "languages"]
    assert [finding.severity for finding in found] == ["warning"]
    assert '"et" is being prepared: 0 of 2 subjects have 15 examples, 1 of ' in found[0].sentence()
    assert found[0].line == 1 and "nlu/et/" in found[0].file
    assert answers.read_library().answers["sleep"].title.keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fi", "already one of the languages"),
        ("estonian", "two letters of ISO 639-1"),
        ("E1", "two letters of ISO 639-1"),
    ],
)
def test_a_bad_language_code_is_refused(data: Path, capsys: pytest.CaptureFixture[str], code: str, words: str) -> None:
    assert new.main(["language", code]) == 1
    assert words in capsys.readouterr().err


def test_a_language_is_begun_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new.main(["language", "et"])
    assert new.main(["language", "et"]) == 1
    assert "has been begun" in capsys.readouterr().err
    assert languages.prepared() == ["et"]

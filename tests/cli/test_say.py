"""`./neuvo say`: the words an editor sees. The engine's side is a recorded answer of `python -m bot.understand`,
because a trained model is not at hand in every test run; the answer, the clock and the examples are the real ones."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from cli import say
from cli.places import Stop

OPEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def engine(monkeypatch: pytest.MonkeyPatch, **found: Any) -> None:
    base = {
        "language": "fi",
        "alarm": False,
        "intent": "vitamin_d",
        "confidence": 0.93,
        "asked": False,
        "ranking": [{"name": "vitamin_d", "confidence": 0.93}, {"name": "breastfeeding", "confidence": 0.04}],
        "particulars": {},
    }
    monkeypatch.setattr(say, "understand", lambda text, language: base | found)


def test_the_subject_its_confidence_and_the_answer_with_its_file_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(monkeypatch, particulars={"age_months": 2, "temperature_c": None})
    assert say.main(["paljonko d-vitamiinia 2 kk"], OPEN) == 0
    out = capsys.readouterr().out
    assert "Understood: vitamin_d, 93% sure, language fi" in out
    assert "Then: breastfeeding 4%" in out
    assert "Found in the text: age_months 2\n" in out
    assert "Answer (data/answers/vitamin_d.yml)" in out and "D-vitamiinia annetaan joka päivä" in out
    assert "unless formula is known, it asks once:" in out and "Paljonko alle 1-vuotias saa korviketta" in out


def test_the_answer_is_in_the_language_of_the_text_and_says_what_the_clock_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(monkeypatch, language="sv", intent="vaccination_programme")
    say.main(["vaccinationer"], CLOSED)
    assert "Chatten är stängd nu" in capsys.readouterr().out


def test_danger_shows_the_emergency_card_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(monkeypatch, alarm=True)
    say.main(["lapsi ei hengitä"], OPEN)
    out = capsys.readouterr().out
    assert out.index("First the emergency card:") < out.index("112") < out.index("Answer (")


def test_doubt_shows_what_would_be_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    engine(monkeypatch, asked=True, confidence=0.3)
    say.main(["tipat"], OPEN)
    out = capsys.readouterr().out
    assert "Unsure, so it asks:" in out and "[ D-vitamiini ]" in out and "Answer (" not in out


def test_a_subject_with_a_rule_of_its_own_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(monkeypatch, intent="symptom_child")
    say.main(["vauvalla kuume"], OPEN)
    out = capsys.readouterr().out
    assert 'A rule of its own: action_start_preinfo (data/stories/preinfo.yml, "a child\'s symptom")' in out
    assert "C1 Lapsen kuume" in out


def test_the_nearest_examples_are_told_with_file_and_line() -> None:
    first = say.nearest("d-vitamiini", "fi")[0]
    assert (first.example.intent, first.likeness) == ("vitamin_d", 100)
    assert first.example.path.read_text().splitlines()[first.example.line - 1].strip() == "- d-vitamiini"
    assert {near.example.language for near in say.nearest("vitamin d", "en")} == {"en"}


def test_without_an_engine_the_nearest_examples_are_still_told_and_the_cure_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="Traceback\nFileNotFoundError: there is no model\n")
    monkeypatch.setattr(say.subprocess, "run", lambda *_, **__: failed)
    assert say.main(["d-vitamiini"], OPEN) == 1
    streams = capsys.readouterr()
    assert "vitamin_d" in streams.out
    assert (
        "the engine could not be asked (FileNotFoundError: there is no model); run ./neuvo train and try again."
        in streams.err
    )


def test_log_lines_around_the_engines_answer_are_passed_over() -> None:
    output = '2026-11-22 INFO {"loaded": true}\n{"language": "fi", "intent": "sleep", "particulars": {"age": 4}}\nbye\n'
    assert say.read_understanding(output)["intent"] == "sleep"
    with pytest.raises(Stop, match="could not be read"):
        say.read_understanding("nothing here {")


def test_an_empty_text_is_answered_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert say.main(["  "]) == 2
    assert './neuvo say "d-vitamiini"' in capsys.readouterr().err

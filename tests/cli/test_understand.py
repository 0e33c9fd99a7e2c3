"""`./neuvo understand` on a machine where nothing was trained, and with a model of one's own."""
from __future__ import annotations

from pathlib import Path

import pytest

from cli import builds, understand
from cli.places import Stop


def test_the_model_of_the_present_files_is_made_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(builds, "build_model", lambda here: tmp_path / "present.tar.gz")
    asked = understand.command(["--batch", "-"])
    assert asked[-4:] == ["--model", str(tmp_path / "present.tar.gz"), "--batch", "-"]


@pytest.mark.parametrize("arguments", [["hei", "--model", "own.tar.gz"], ["hei", "--model=own.tar.gz"], ["--help"]])
def test_nothing_is_trained_for_a_model_of_ones_own(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(builds, "build_model", lambda here: pytest.fail("trained"))
    assert understand.command(arguments)[-len(arguments):] == arguments


def test_files_that_cannot_be_trained_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(here: object) -> Path:
        raise Stop("the model could not be trained")

    monkeypatch.setattr(builds, "build_model", broken)
    monkeypatch.setattr("sys.argv", ["understand", "hei"])
    assert understand.main() == 1
    assert capsys.readouterr().err == "neuvo: the model could not be trained\n"

"""The comparison of looks itself: what it tells, and that what it keeps comes back."""
from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.widget import looks

BUTTON, OTHER = "ink #006250; padding 7px 16px", "ink #1a1a1a; padding 7px 16px"


def test_what_is_the_same_in_three_languages_is_kept_once_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "FOLDER", tmp_path)
    taken = {f"{language} phone dark": {".choice": {BUTTON}} for language in looks.LANGUAGES}
    taken["sv phone dark"] = {".choice": {BUTTON, OTHER}}
    looks.keep("greeting", taken)
    assert looks.kept("greeting") == taken
    assert (tmp_path / "greeting.json").read_text().count("phone dark") == 2


@pytest.mark.parametrize(("before", "now", "told"), [
    ({".choice": {BUTTON}}, {".choice": {BUTTON}}, []),
    ({".choice": {BUTTON}}, {".choice": {BUTTON.replace("16px", "20px")}}, ["x: .choice: padding 7px 16px → 7px 20px"]),
    ({".choice": {BUTTON}}, {}, ["x: .choice is not there any more"]),
    ({}, {".exit": {"ink #ffffff"}}, ["x: .exit is new (ink #ffffff)"]),
    (None, {}, ["x: there is no reference yet"]),
])
def test_a_change_is_told_in_one_line_with_its_part(before: looks.Parts | None, now: looks.Parts, told: list[str]) -> None:
    assert looks.differences("x", before, now) == told

"""Canned replies: what is in data/replies, and what the check says of a broken one."""
from __future__ import annotations

from pathlib import Path

import pytest

from content import LANGUAGES
from content import replies as canned
from content.check import replies as check
from content.check.findings import ERROR

GOOD = """status: draft
order: 1
group: {fi: Alku, sv: Början, en: Beginning}
replies:
  hello:
    title: {fi: Hei, sv: Hej, en: Hi}
    text: {fi: "Hei! Olen {nurse}. Nähdään [päivä].", sv: "Hej! Jag är {nurse}. Vi ses [dag].", en: "Hi! I'm {nurse}. See you on [day]."}
"""


def test_there_are_fifteen_replies_in_three_languages_without_errors() -> None:
    assert [each.sentence() for each in check.check() if each.severity != "note"] == []
    shelf = canned.shelf.get()
    assert len(shelf.replies) == 15 and next(iter(shelf.groups)) == "greeting"
    assert all(reply.text[code] and reply.title[code] for reply in shelf.replies for code in LANGUAGES)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "replies").mkdir()
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    return tmp_path / "replies" / "greeting.yml"


@pytest.mark.parametrize(("old", "new", "rule"), [
    ("status: draft", "status: good", "keeping"),
    ("sv: Hej,", "", "replies"),
    ("Jag är {nurse}.", "Jag är här.", "placeholders"),
    ("{nurse}", "{child}", "placeholders"),
    ("[dag]", "på dagen", "blanks"),
    ("order: 1\n", "", "replies"),
])
def test_a_broken_reply_is_named_with_its_file(file: Path, old: str, new: str, rule: str) -> None:
    file.write_text(GOOD)
    assert [each for each in check.check() if each.severity == ERROR] == []
    file.write_text(GOOD.replace(old, new))
    found = [each for each in check.check() if each.severity == ERROR]
    assert rule in {each.rule for each in found} and all(each.file.endswith("greeting.yml") for each in found)

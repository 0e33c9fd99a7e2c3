"""Editors' files are read anew when one has changed, and a broken edit keeps what was good."""
from __future__ import annotations

from pathlib import Path

import pytest

from content.files import ContentError, Watched, load, yaml_files


def watched(folder: Path) -> Watched[dict[str, str]]:
    return Watched(lambda: yaml_files(folder), lambda: {Path(path).stem: load(Path(path)).data["say"] for path in sorted(yaml_files(folder))})


def test_all_yaml_files_below_a_folder_are_found_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("a.yml", "deep/b.yml", "deep/er/c.yml", "notes.txt", "deep/old.yml.bak"):
        (tmp_path / name).write_text("say: x\n")
    assert sorted(yaml_files(tmp_path)) == sorted(str(path) for path in tmp_path.rglob("*.yml"))
    assert len(yaml_files(tmp_path)) == 3
    assert yaml_files(tmp_path / "missing") == []


def test_changed_added_and_removed_files_are_noticed_at_the_next_look(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.yml").write_text("say: hei\n")
    value = watched(tmp_path)
    first = value.get()
    assert first == {"a": "hei"} and value.get() is first
    (tmp_path / "deep" / "b.yml").write_text("say: moi\n")
    assert value.get() == {"a": "hei", "b": "moi"}
    (tmp_path / "a.yml").write_text("say: terve\n")
    assert value.get() == {"a": "terve", "b": "moi"}
    (tmp_path / "deep" / "b.yml").unlink()
    assert value.get() == {"a": "terve"}


def test_a_broken_edit_keeps_the_last_good_value_and_tells_the_mistake(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("say: [\n")
    value = watched(tmp_path)
    with pytest.raises(ContentError):
        value.get()
    file.write_text("say: hei\n")
    assert value.get() == {"a": "hei"} and value.broken is None
    file.write_text("say: {fi: \n")
    assert value.get() == {"a": "hei"}
    assert value.broken is not None and "a.yml" in str(value.broken)

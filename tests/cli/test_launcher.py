"""The launcher makes environments from whatever Pythons the machine has."""
import subprocess
import sys
from pathlib import Path

import pytest

from cli import launcher
from cli.commands import COMMANDS, SERVICE


def test_a_shims_own_choice_of_python_is_not_handed_on(monkeypatch, tmp_path):
    """pyenv's shim for python3 sets PYENV_VERSION; kept, it hides every other version from uv."""
    for name in ("PYENV_VERSION", "VIRTUAL_ENV", "PYTHONPATH"):
        monkeypatch.setenv(name, "3.13.0")
    monkeypatch.setenv("NEUVO_KEPT", "yes")
    answer = launcher.run(["env"], tmp_path)
    assert answer.returncode == 0
    seen = capture(["env"], tmp_path)
    assert "NEUVO_KEPT=yes" in seen
    assert not [line for line in seen if line.startswith(("PYENV_VERSION=", "VIRTUAL_ENV=", "PYTHONPATH="))]


def capture(command: list[str], folder: Path) -> list[str]:
    written = folder / "seen"
    launcher.run(["sh", "-c", f"{' '.join(command)} > {written}"], folder)
    return written.read_text().splitlines()


def test_a_python_that_pyenv_holds_is_named_by_its_own_path(monkeypatch, tmp_path):
    for patch in ("3.10.9", "3.10.13", "3.11.7"):
        binary = tmp_path / "versions" / patch / "bin" / "python"
        binary.parent.mkdir(parents=True)
        binary.write_text("#!/bin/sh\nexit 0\n")
        binary.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert launcher.find_python("3.10").startswith(str(tmp_path / "versions" / "3.10."))
    assert launcher.find_python("3.13") == "3.13"


@pytest.mark.parametrize("said, cure", [
    ("error: No interpreter found for Python 3.10", "Python 3.10 is missing"),
    ("error: write failed: No space left on device (os error 28)", "the disk is full"),
    ("error: Failed to fetch: `https://pypi.org/simple/sanic/`", "package index cannot be reached"),
])
def test_what_uv_says_becomes_one_sentence_with_a_cure(said, cure):
    assert cure in launcher.explain(said, "3.10")


def test_too_little_room_stops_before_anything_is_fetched(tmp_path):
    with pytest.raises(launcher.Stop, match="make room"):
        launcher.require_room(tmp_path, 10**18)


@pytest.mark.parametrize("name", [name for name, (environment, _, _) in COMMANDS.items() if environment == SERVICE])
def test_asking_a_command_for_help_does_nothing_else(name, tmp_path):
    answer = subprocess.run([sys.executable, "-m", COMMANDS[name][1], "--help"], cwd=launcher.ROOT, text=True,
                            capture_output=True, timeout=60, env={"PATH": "/usr/bin:/bin", "NEUVO_HOME": str(tmp_path)})
    assert answer.returncode == 0
    assert f"./neuvo {name}" in answer.stdout
    assert not list(tmp_path.iterdir())

"""What was not understood: from the family's words to an editor's example, masked on the way, in one step."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from content.files import ROOT
from tests.service.conftest import Service


def review(service: Service, data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **service.environment, "NEUVO_DATA": str(data)}
    return subprocess.run([sys.executable, "-m", "cli.review", *more], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=60, check=False)


def listed(service: Service, data: Path, words: str) -> str | None:
    """The line of `./neuvo review` that holds the words, once the turn is over."""
    for _ in range(40):
        line = next((line for line in review(service, data).stdout.splitlines() if words in line), None)
        if line is not None:
            return line
        time.sleep(0.25)
    return None


def test_a_message_that_was_not_understood_becomes_an_example_in_one_step(service: Service, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    family = service.family()
    family.reply(family.say("hämärä juttu tipoista, hetu 131052-308T, soittakaa 040 1234567"))
    line = listed(service, data, "hämärä juttu tipoista")
    assert line is not None
    assert "131052-308T" not in line and "1234567" not in line
    taken = review(service, data, "--take", line.split()[0], "vitamin_d")
    assert taken.returncode == 0, taken.stderr
    written = (data / "nlu" / "fi" / "vitamin_d.yml").read_text(encoding="utf-8")
    assert "hämärä juttu tipoista" in written and "131052-308T" not in written
    assert "hämärä juttu tipoista" not in review(service, data).stdout


def test_a_message_that_was_understood_is_not_listed(service: Service, tmp_path: Path) -> None:
    family = service.family()
    family.reply(family.say("selvä kysymys ajasta"))
    assert "selvä kysymys" not in review(service, ROOT / "data").stdout

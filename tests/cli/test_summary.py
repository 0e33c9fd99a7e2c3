"""What `./neuvo test` says at its end: counts, and by name what failed or passed only when tried again."""
from __future__ import annotations

import sys

import pytest

from cli.test import Step, report, run

UNSTEADY = "RERUN tests/browser/test_x.py::test_late"
BROKEN = "FAILED tests/browser/test_x.py::test_broken - AssertionError: <never seen>"


def step(*lines: str, code: int = 0) -> Step:
    return Step("whole product", [sys.executable, "-c", f"print({chr(10).join(lines)!r}); raise SystemExit({code})"], lane=3)


def test_what_passed_only_when_tried_again_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([run(step(UNSTEADY, "2 passed, 1 rerun in 3.21s"), {})], 4) == 0
    summary = capsys.readouterr().out.partition("== Summary")[2]
    assert "2 passed, 1 rerun" in summary and UNSTEADY in summary and summary.endswith("2 passed, 0 failed\n")


def test_what_failed_is_named_and_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([run(step(BROKEN, "1 failed, 1 passed in 3.21s", code=1), {})], 4) == 1
    summary = capsys.readouterr().out.partition("== Summary")[2]
    assert BROKEN in summary and summary.endswith("1 passed, 1 failed\n")

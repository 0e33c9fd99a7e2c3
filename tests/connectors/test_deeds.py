"""Whatever leaves a trace in the audit log has a name that people read, in three languages, and no name is left over."""
from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = ROOT / "web" / "console" / "i18n"


def actions() -> Iterator[str]:
    """A pattern for each action that the code writes: the fourth argument of audit.record."""
    for file in (each for folder in ("handoff", "connectors", "cli") for each in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record":
                yield from patterns(call.args[3])


def patterns(action: ast.expr) -> Iterator[str]:
    match action:
        case ast.Constant(value=str(name)):
            yield re.escape(name)
        case ast.IfExp(body=one, orelse=other):
            yield from patterns(one)
            yield from patterns(other)
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+" for part in parts)
        case _:
            raise AssertionError(f"write the action where it is recorded: {ast.unparse(action)}")


def test_every_deed_of_the_audit_log_has_a_name_on_the_desk() -> None:
    named = {key.removeprefix("deed_") for key in json.loads((TEXTS / "fi.json").read_text()) if key.startswith("deed_")}
    written = set(actions())
    assert len(written) > 30
    assert [each for each in written if not any(re.fullmatch(each, name) for name in named)] == []
    assert [name for name in named if not any(re.fullmatch(each, name) for each in written)] == []

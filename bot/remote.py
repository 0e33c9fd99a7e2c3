"""Calls to the action server: lighter to send, answers checked with a schema compiled once, failures counted.

Rasa checks the schema itself on every call, three quarters of an action turn; it sends the whole past, every kept
state of a form again and again; and it swallows a failed action, so that the customer would get silence. All three
are mended here for exactly the pinned version.
"""
from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
import rasa
from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.exceptions import RasaException

PINNED = "3.6.21"
AWAY, BROKEN = "away", "broken"

_failures: ContextVar[list[str] | None] = ContextVar("failures", default=None)
_rasa_run = RemoteAction.run
_rasa_call = RemoteAction._action_call_format
_validator = Draft202012Validator(RemoteAction.action_response_format_spec())


@contextmanager
def counted_failures() -> Iterator[list[str]]:
    """Failures of action calls within the block: AWAY (nobody listens; try later) or BROKEN (an error inside)."""
    found: list[str] = []
    token = _failures.set(found)
    try:
        yield found
    finally:
        _failures.reset(token)


def check_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """As RemoteAction._validate_action_result, without compiling the schema again and without quoting the content."""
    error = next(_validator.iter_errors(result), None)
    if error is not None:
        where = "/".join(str(step) for step in error.absolute_path)
        raise ValidationError(f"the answer of action '{self.name()}' is not valid at '{where}'")
    return True


def call_format(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:
    """As RemoteAction._action_call_format, with the past as far as actions read it (actions/history.py).

    What slots hold now is sent beside; of the bot's replies only which text they named and whether they handed over.
    """
    call = _rasa_call(self, tracker, domain)
    call["tracker"]["events"] = [_lighter(event) for event in call["tracker"]["events"]
                                 if event["event"] in ("user", "action", "bot")]
    return call


def _lighter(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] != "bot":
        return event
    custom = (event.get("data") or {}).get("custom") or {}
    kept = {"handoff": {}} if "handoff" in custom else {
        name: custom[name] for name in ("say", "params", "choices", "data") if custom.get("say") and name in custom
        and (name == "say" or not custom.get("kind"))}
    return {"event": "bot", "data": {"custom": kept}}


async def run(self: RemoteAction, *args: Any, **kwargs: Any) -> Any:
    """As RemoteAction.run, but a failure is remembered and its message holds no content."""
    try:
        return await _rasa_run(self, *args, **kwargs)
    except ActionExecutionRejection:
        raise
    except Exception as error:                  # whatever it was, it is counted and raised again, without content
        kind = AWAY if _is_away(error) else BROKEN
        found = _failures.get()
        if found is not None:
            found.append(kind)
        raise RasaException(f"action '{self.name()}' failed: {kind}, {type(error).__name__}") from None


def _is_away(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, (aiohttp.ClientConnectionError, asyncio.TimeoutError, ConnectionError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def install() -> None:
    """Put them into Rasa; refuses any other version, because it replaces methods of that one."""
    if rasa.__version__ != PINNED:
        raise RuntimeError(f"bot/remote.py was written for Rasa {PINNED}, this is {rasa.__version__}: compare "
                           "RemoteAction.run, _action_call_format, _validate_action_result, then change PINNED")
    RemoteAction._validate_action_result = check_result
    RemoteAction.run = run
    RemoteAction._action_call_format = call_format

"""A family's side of the public API, for trying a model with scripted conversations."""
from __future__ import annotations

import time
import uuid
from typing import Any, Protocol

import requests

from content import answers
from content.texts import PLACEHOLDER


class Silence(Exception):
    """No reply came."""


class Talk:
    """One conversation."""

    def __init__(self, base: str, language: str) -> None:
        body = requests.post(f"{base}/api/v1/conversations", json={"language": language}, timeout=20).json()
        self.id = body["conversation_id"]
        self._url = f"{base}/api/v1/conversations/{self.id}"
        self._headers = {"Authorization": f"Bearer {body['token']}"}

    def post(self, said: dict[str, str]) -> requests.Response:
        return requests.post(f"{self._url}/messages", json={"client_id": str(uuid.uuid4()), **said},
                             headers=self._headers, timeout=20)

    def get(self, path: str) -> requests.Response:
        return requests.get(f"{self._url}/{path}", headers=self._headers, timeout=40)

    def log(self) -> list[dict[str, Any]]:
        return self.get("events?after=0").json()["events"]


class Side(Protocol):
    """Whatever reads a conversation as its family does."""

    def get(self, path: str) -> requests.Response: ...

    def log(self) -> list[dict[str, Any]]: ...


def settled(talk: Side, after: int, patience: float = 30) -> list[dict[str, Any]]:
    """The events after a number, once the assistant has finished answering. Raises Silence."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        body = talk.get(f"events?after={after}&wait=5").json()
        if not body["thinking"] and any(event["author"] != "customer" for event in body["events"]):
            return [event for event in talk.log() if event["seq"] > after]
        time.sleep(0.05)
    raise Silence(f"no reply within {patience:.0f} s; the log: {[event.get('text') for event in talk.log()]}")


def plain(text: str) -> str:
    return " ".join(text.split())


def matches(event: dict[str, Any], wanted: dict[str, Any], language: str) -> bool:
    """Whether an event is what a script expects (form: tests/live/test_conversations.py)."""
    text = plain(event.get("text") or "")
    if "kind" in wanted and event["kind"] != wanted["kind"]:
        return False
    if "text" in wanted and text != plain(wanted["text"]):
        return False
    if any(plain(part) not in text for part in wanted.get("contains", [])):
        return False
    if not set(wanted.get("choices", [])) <= {choice["id"] for choice in event.get("choices", [])}:
        return False
    if "state" in wanted and (event.get("data") or {}).get("state") != wanted["state"]:
        return False
    if "answer" in wanted:
        told = answers.library.get().answers[wanted["answer"]].text[language]
        parts = [plain(part) for part in PLACEHOLDER.split(told)[::2]]
        return (event.get("data") or {}).get("answer") == wanted["answer"] and all(part in text for part in parts)
    return True


def play(base: str, script: dict[str, Any]) -> str | None:
    """Hold one scripted conversation. Returns what went otherwise than written, or None."""
    language = script["language"]
    talk = Talk(base, language)
    for number, step in enumerate(script["steps"], 1):
        after = talk.log()[-1]["seq"]
        did = step.get("say") or step["press"]
        answer = talk.post({"text": step["say"]} if "say" in step else {"choice": step["press"]})
        if answer.status_code != 202:
            return f"step {number}: “{did}” was refused: {answer.text}"
        language = step.get("language", language)
        try:
            came = [event for event in settled(talk, after) if event["author"] != "customer"]
        except Silence as problem:
            return f"step {number} (“{did}”): {problem}"
        left = list(came)
        for wanted in step["expect"]:
            found = next((event for event in left if matches(event, wanted, language)), None)
            if found is None:
                shown = [(e["kind"], e.get("text"), [c["id"] for c in e.get("choices", [])]) for e in came]
                return f"step {number} (“{did}”): {wanted} is missing; came: {shown}"
            left = left[left.index(found) + 1:]
        for event in came:
            if not event.get("text") and event["kind"] != "notice":
                return f"step {number} (“{did}”): an empty reply"
            if event.get("lang") not in (language, None) and event["kind"] != "language":
                return f"step {number} (“{did}”): mixed languages"
    return None

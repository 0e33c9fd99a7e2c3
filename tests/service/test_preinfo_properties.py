"""Whatever a family does over HTTP, with duplicates and restarts in between, the nurse gets exactly the answers given."""
from __future__ import annotations

import random
import uuid
from typing import Any

import pytest
import requests

from content.questionnaires import catalogue, visible
from tests.service.conftest import Desk, Family, Service
from tests.service.test_preinfo import begin, settled

ASIDES = ("ja silmä rähmii", "mitä d-vitamiinia annetaan", "???")
TYPED = {"number": ("38,4", 38.4), "yesno": ("no ei", "no"), "weight": ("8,2 kg", 8.2)}
STEPS = 10
WALKS = (1, 2)


class Walk:
    """A family that taps and types by a seed, and an own record of what was answered."""

    def __init__(self, service: Service, family: Family, seed: int) -> None:
        self.service, self.family, self.chance = service, family, random.Random(seed)     # noqa: S311
        self.answers: dict[str, Any] = {}
        self.language = "fi"

    def question(self) -> dict[str, Any]:
        return [event for event in self.family.log() if event["kind"] == "form"][-1]

    def send(self, body: dict[str, str], twice: bool = False) -> list[dict[str, Any]]:
        body = {"client_id": str(uuid.uuid4()), **body}
        answers = [self.family.post("messages", body) for _ in range(2 if twice else 1)]
        assert len({answer.json()["seq"] for answer in answers}) == 1
        return settled(self.family, answers[0].json()["seq"])

    def step(self) -> None:
        asked = self.question()
        name, kind = asked["data"]["link_id"], asked["data"]["type"]
        offered = [choice["id"] for choice in asked["choices"]]
        deed = self.chance.choice(["answer", "answer", "answer", "typed", "skip", "back", "aside", "language", "double"])
        if deed == "typed" and kind in TYPED:
            words, value = TYPED[kind]
            self.send({"text": words})
            if [e for e in self.family.log() if e["kind"] == "form"][-1]["data"]["link_id"] != name:
                self.answers[name] = value
        elif deed == "skip":
            self.send({"choice": f"w:skip:{name}"})
            self.answers[name] = None
        elif deed == "back" and f"w:back:{name}" in offered:
            self.send({"choice": f"w:back:{name}"})
        elif deed == "aside":
            self.send({"text": self.chance.choice(ASIDES)})
        elif deed == "language":
            self.language = self.chance.choice(["fi", "sv", "en"])
            self.family_speaks()
        else:
            own = [each for each in offered if each.startswith(f"{name}:") and kind in ("choice", "yesno")
                   and not each.endswith(":keep")]
            if own:
                tapped = self.chance.choice(own)
                self.send({"choice": tapped}, twice=deed == "double")
                self.answers[name] = tapped.partition(":")[2]
                if "w:continue" in [c["id"] for e in self.family.log()[-3:] for c in e.get("choices", ())]:
                    self.send({"choice": "w:continue"})
            else:
                self.send({"choice": f"w:skip:{name}"}, twice=deed == "double")
                self.answers[name] = None

    def family_speaks(self) -> None:
        assert requests.put(self.family.url("language"), json={"language": self.language},
                            headers=self.family.headers, timeout=20).ok


@pytest.mark.parametrize("seed", WALKS)
def test_any_way_through_with_duplicates_and_a_restart_ends_in_the_answers_given(service: Service, nurse: Desk,
                                                                               seed: int) -> None:
    walk = Walk(service, begin(service), seed)
    for number in range(STEPS):
        if number == STEPS // 2 and seed == WALKS[0]:
            service.kill()
            service.start()
        walk.step()
    told = walk.send({"text": "siirry loppuun"})
    walk.send({"choice": "w:send"})
    assert any((event.get("data") or {}).get("rows") for event in told)
    nurse.post(f"conversations/{walk.family.id}/claim")
    preinfo = nurse.get(f"conversations/{walk.family.id}/summary?format=json").json()["preinfo"]
    sets = catalogue.get()
    page = visible(sets.questionnaires["C1"].sequence(sets.common), preinfo["answers"])
    assert {item.link_id for item in page} == set(preinfo["answers"])
    for item in page:
        assert preinfo["answers"][item.link_id].get("value") == walk.answers.get(item.link_id), item.link_id

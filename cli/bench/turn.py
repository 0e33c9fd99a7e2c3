"""How long a turn takes through the public API, and how many there are in a second, beside a stock Rasa REST bot.

The stock bot has Rasa's default pipeline (DIET) and policies, is trained in the same run on a part of the same
examples, and answers with one fixed text. Load goes to loopback and ends by itself.
"""
from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests
import yaml

from cli import builds, places, up
from cli.places import Places, Stop, free_port
from cli.processes import ENGINE_PYTHON, Family, NotReady, Program
from content.check import examples
from handoff.database import migrate

SUBJECTS = ("greet", "contact_hours", "vaccination_programme", "breastfeeding", "vitamin_d", "sleep")
STOCK_EXAMPLES = 12         # per subject and language: the stock pipeline trains slowly


def sentences(count: int) -> list[tuple[str, str]]:
    """(language, text) taken in turn from the subjects' own examples."""
    known, _ = examples.read_all()
    rows = [(each.language, each.text) for each in known if each.intent in SUBJECTS and len(each.text) < 120]
    step = max(1, len(rows) // count)
    return rows[::step][:count]


class Neuvo:
    name = "Neuvo, public API"

    def __init__(self, base: str) -> None:
        self.base = base

    def begin(self, language: str) -> tuple[str, dict[str, str]]:
        body = requests.post(f"{self.base}/api/v1/conversations", json={"language": language}, timeout=30).json()
        return f"{self.base}/api/v1/conversations/{body['conversation_id']}", {"Authorization": f"Bearer {body['token']}"}

    def turn(self, talk: tuple[str, dict[str, str]], text: str) -> None:
        """Say something and wait until the reply is in the log."""
        url, headers = talk
        seq = requests.post(f"{url}/messages", json={"client_id": str(uuid.uuid4()), "text": text}, headers=headers,
                            timeout=30).json()["seq"]
        while True:
            events = requests.get(f"{url}/events?after={seq}&wait=20", headers=headers, timeout=40).json()["events"]
            if any(event["author"] != "customer" for event in events):
                return


class Stock:
    name = "stock Rasa, REST channel"

    def __init__(self, base: str) -> None:
        self.base = base

    def begin(self, language: str) -> str:
        return str(uuid.uuid4())

    def turn(self, talk: str, text: str) -> None:
        requests.post(f"{self.base}/webhooks/rest/webhook", json={"sender": talk, "message": text}, timeout=60)


def measure(bot: Any, rows: list[tuple[str, str]], together: int) -> dict[str, float]:
    """p50 and p95 of single turns in ms, then turns a second with `together` conversations at once."""
    talks = {language: bot.begin(language) for language in ("fi", "sv", "en")}
    bot.turn(talks["fi"], "moi")        # the first turn of all is not counted
    times = []
    for number, (language, text) in enumerate(rows):
        if number % 10 == 0:            # conversations are short in real life
            talks = {code: bot.begin(code) for code in talks}
        began = time.perf_counter()
        bot.turn(talks[language], text)
        times.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()

    def one(part: list[tuple[str, str]]) -> int:
        talk = bot.begin("fi")
        for _, text in part:
            bot.turn(talk, text)
        return len(part)

    with ThreadPoolExecutor(together) as pool:
        done = sum(pool.map(one, [rows[start::together] for start in range(together)]))
    ordered = sorted(times)
    return {"p50": statistics.median(ordered), "p95": ordered[int(len(ordered) * 0.95)],
            "a second": done / (time.perf_counter() - began)}


def stock_project(folder: Path) -> None:
    """A bot as `rasa init` would have it, with our sentences."""
    known, _ = examples.read_all()
    nlu = []
    for subject in SUBJECTS:
        lines = [each.text for code in ("fi", "sv", "en")
                 for each in [e for e in known if e.intent == subject and e.language == code][:STOCK_EXAMPLES]]
        nlu.append({"intent": subject, "examples": "".join(f"- {line}\n" for line in lines)})
    (folder / "data").mkdir()
    (folder / "data" / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True))
    (folder / "data" / "rules.yml").write_text(yaml.safe_dump({"version": "3.1", "rules": [
        {"rule": subject, "steps": [{"intent": subject}, {"action": f"utter_{subject}"}]} for subject in SUBJECTS]}))
    (folder / "domain.yml").write_text(yaml.safe_dump({
        "version": "3.1", "intents": list(SUBJECTS),
        "responses": {f"utter_{subject}": [{"text": f"An answer about {subject}."}] for subject in SUBJECTS}}))
    (folder / "config.yml").write_text("recipe: default.v1\nlanguage: fi\nassistant_id: stock\npipeline:\npolicies:\n")
    (folder / "endpoints.yml").write_text("{}\n")
    (folder / "credentials.yml").write_text("rest:\n")


def start_stock(folder: Path, port: int) -> tuple[Family, float]:
    """Train and start the stock bot; returns it and its training time in seconds."""
    stock_project(folder)
    began = time.perf_counter()
    trained = subprocess.run([str(ENGINE_PYTHON), "-m", "rasa", "train", "--out", "models", "--quiet"], cwd=folder,
                             env=builds.engine_environment(), capture_output=True, text=True, check=False)
    if trained.returncode != 0:
        raise Stop("the stock bot could not be trained: " + trained.stdout[-300:] + trained.stderr[-300:])
    seconds = time.perf_counter() - began
    program = Program("stock", (str(ENGINE_PYTHON), "-m", "rasa", "run", "--model", str(folder / "models"),
                                "--interface", "127.0.0.1", "--port", str(port), "--endpoints", str(folder / "endpoints.yml"),
                                "--credentials", str(folder / "credentials.yml")),
                      builds.engine_environment(), f"http://127.0.0.1:{port}/webhooks/rest/", 120)
    family = Family([program], folder / "logs")
    family.start()
    return family, seconds


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo bench turn", description=__doc__)
    parser.add_argument("--turns", type=int, default=90, help="single turns (default 90, at most 1000)")
    parser.add_argument("--together", type=int, default=6, help="conversations at once (default 6, at most 32)")
    given = parser.parse_args(arguments)
    rows = sentences(min(given.turns, 1000))
    here = places.read()
    model = str(builds.build_model(here))
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        own = Places(home, "127.0.0.1", free_port(), free_port(), free_port())
        os.environ.update(NEUVO_DATABASE_URL=f"sqlite:///{home / 'neuvo.db'}", NEUVO_LIMITS="off",
                          NEUVO_TRACKER_URL=f"sqlite:///{home / 'tracker.db'}")
        migrate(own.database_url)
        family = Family(up.programs(own, model), home / "logs")
        stock: Family | None = None
        try:
            print("Starting Neuvo …", flush=True)
            family.start()
            print(f"Measuring {len(rows)} turns, then the same together …", flush=True)
            results[Neuvo.name] = measure(Neuvo(f"http://127.0.0.1:{own.port}"), rows, min(given.together, 32))
            family.stop()
            stock_home = home / "stock"
            stock_home.mkdir()
            port = free_port()
            print("Training and starting the stock bot (one to three minutes) …", flush=True)
            stock, seconds = start_stock(stock_home, port)
            print("Measuring it with the same turns …", flush=True)
            results[Stock.name] = measure(Stock(f"http://127.0.0.1:{port}"), rows, min(given.together, 32))
        except NotReady as problem:
            raise Stop(str(problem)) from None
        finally:
            family.stop()
            if stock:
                stock.stop()
    show(results, len(rows), given.together, seconds)
    return 0


def show(results: dict[str, dict[str, float]], turns: int, together: int, training: float) -> None:
    base = results[Stock.name]
    print(f"\n{turns} turns one by one, then the same with {together} conversations at once; loopback, SQLite\n")
    print(f"| {'':<26} | p50 ms | p95 ms | turns a second |")
    print(f"|{'-' * 28}|-------:|-------:|---------------:|")
    for name, row in results.items():
        print(f"| {name:<26} | {row['p50']:6.1f} | {row['p95']:6.1f} | {row['a second']:14.1f} |")
    own = results[Neuvo.name]
    print(f"| {'ratio (Neuvo / stock)':<26} | {own['p50'] / base['p50']:6.2f} | {own['p95'] / base['p95']:6.2f} | "
          f"{own['a second'] / base['a second']:14.2f} |")
    print(f"\nThe stock bot: {len(SUBJECTS)} subjects, {STOCK_EXAMPLES} examples each and language, trained in {training:.0f} s, "
          "one fixed text an answer, memory tracker. Neuvo: 48 subjects, durable log and tracker, danger words, hours.")

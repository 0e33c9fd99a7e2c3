"""`./neuvo understand`: what a conversation would understand of a text, or of many.

Loads the trained model archive and runs its own graph; nothing here understands anything itself.
"""
from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional

from bot.nlu.clean import LONGEST_TYPED
from reading.lines import NotALine, objects
from safety.masking import mask

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")     # before Rasa loads TensorFlow

ROOT = Path(__file__).resolve().parents[1]
RANKED = 5


class Understanding:
    """A trained model, ready to parse."""

    def __init__(self, model: Optional[Path] = None) -> None:
        from rasa.engine import loader
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage
        self._folder = tempfile.TemporaryDirectory()
        self._metadata, self._runner = loader.load_predict_graph_runner(
            Path(self._folder.name), newest_model(model), LocalModelStorage, DaskGraphRunner)

    def parse(self, text: str, language: Optional[str] = None, now: Optional[str] = None) -> Dict[str, Any]:
        """What Rasa's processor parses; the text is masked and stripped as the turn channel does it."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker
        message = UserMessage(mask(text[:LONGEST_TYPED]).lstrip("/ "), metadata={"language": language, "now": now})
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("measured", [])}
        results = self._runner.run(inputs=inputs, targets=[self._metadata.nlu_target])
        return results[self._metadata.nlu_target][0].as_dict(only_output_properties=True)


def newest_model(model: Optional[Path]) -> Path:
    """The archive given, the newest in the folder given, or the newest of NEUVO_HOME/models and models/."""
    places = [model] if model else [Path(os.environ.get("NEUVO_HOME", ROOT / ".neuvo")) / "models", ROOT / "models"]
    for place in places:
        if place.is_file():
            return place
        found = sorted(place.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        if found:
            return found[-1]
    raise FileNotFoundError(f"there is no model in {places[0]}; ./neuvo train makes one")


def told(parsed: Mapping[str, Any]) -> Dict[str, Any]:
    """The line that measuring programs read. `intent` is the likeliest subject, also when it is asked."""
    ranking = parsed["intent_ranking"]
    return {
        "language": parsed["language"]["language"], "clear": parsed["language"]["clear"],
        "alarm": parsed["alarm"], "intent": ranking[0]["name"], "confidence": round(ranking[0]["confidence"], 4),
        "asked": parsed["asked"], "offered": parsed["offered"], "second": parsed.get("second"),
        "ranking": [{"name": entry["name"], "confidence": round(entry["confidence"], 4)} for entry in ranking[:RANKED]],
        "particulars": parsed["particulars"],
    }


def batch(understanding: Understanding, lines: Iterable[str]) -> Iterator[Dict[str, Any]]:
    """One object a line; {"error": …} for a line that cannot be read."""
    for asked in objects(lines, {"text": str}):
        yield ({"error": str(asked)} if isinstance(asked, NotALine)
               else told(understanding.parse(asked["text"], asked.get("language"), asked.get("now"))))


def main(arguments: Optional[list[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="./neuvo understand", description=__doc__)
    parser.add_argument("text", nargs="?")
    parser.add_argument("--language", choices=("fi", "sv", "en"), help="the conversation's language")
    parser.add_argument("--batch", metavar="FILE", help='JSON lines {"text", "language"?}; "-" reads standard input')
    parser.add_argument("--model", type=Path, help="model archive or folder")
    chosen = parser.parse_args(arguments)
    if (chosen.text is None) == (chosen.batch is None):
        parser.error("give either a text or --batch FILE")
    logging.getLogger().setLevel(logging.ERROR)
    warnings.showwarning = lambda *_, **__: None       # libraries to their own developers; a filter is undone by one of them
    try:
        source = sys.stdin if chosen.batch in ("-", None) else open(chosen.batch, encoding="utf-8", errors="replace")
        understanding = Understanding(chosen.model)
    except FileNotFoundError as problem:
        parser.exit(1, f"neuvo: {problem}\n")
    if chosen.text is not None:
        print(json.dumps(told(understanding.parse(chosen.text, chosen.language)), ensure_ascii=False, indent=2))
        return 0
    failed = False
    with source:
        for line in batch(understanding, source):
            print(json.dumps(line, ensure_ascii=False), flush=True)
            failed = failed or "error" in line
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

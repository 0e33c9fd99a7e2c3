"""Trains the model: compiles data/, checks rules and stories, writes one archive.

Usage: python -m bot.train MODEL.tar.gz [--build FOLDER] [--config config.yml]
"""
from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path


def train(target: Path, build_folder: Path | None = None, config: Path | None = None) -> Path:
    """Train and put the model at `target` in one move. Raises ContentError, or RuntimeError when Rasa refuses."""
    from rasa.model_training import train as rasa_train

    from bot.compile import build
    from content.files import ROOT

    with tempfile.TemporaryDirectory() as temporary:
        built = build(build_folder or Path(temporary) / "build")
        recipe = Path(temporary) / "config.yml"         # a copy: Rasa writes into its configuration when parts lack
        shutil.copyfile(config or ROOT / "config.yml", recipe)
        result = rasa_train(
            domain=str(built.domain), config=str(recipe),
            training_files=[str(path) for path in built.data], output=str(Path(temporary) / "models"),
            fixed_model_name=target.name.removesuffix(".tar.gz"))
        if result.code != 0 or not result.model:
            raise RuntimeError("training failed: see the lines above")
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(target.name + ".new")
        shutil.copyfile(result.model, waiting)
        waiting.replace(target)
    return target


def main() -> None:
    arguments = argparse.ArgumentParser(description="train the engine's model")
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--build", type=Path)
    arguments.add_argument("--config", type=Path)
    given = arguments.parse_args()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.utils.log_utils import configure_structlog

    from content.files import ContentError

    configure_structlog(logging.WARNING)           # its debug lines are every state of every rule

    try:
        train(given.target, given.build, given.config)
    except (ContentError, RuntimeError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

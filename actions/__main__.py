"""Starts the action server on loopback: python -m actions --port 5055.

Rasa's own starter listens on every interface and finds modules by bare names; this one does neither.
"""
from __future__ import annotations

import argparse
import importlib
import logging
import os

MODULES = ("actions.doubt", "actions.dialogue", "actions.preinfo.actions", "actions.human.actions",
           "actions.booking.actions", "actions.fitting.actions")


def main() -> None:
    parser = argparse.ArgumentParser(description="Neuvo's action server")
    parser.add_argument("--port", type=int, default=int(os.environ.get("NEUVO_ACTIONS_PORT", "5055")))
    port = parser.parse_args().port
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s - %(message)s")

    from rasa_sdk.endpoint import create_app

    from content.answers import library
    from content.questionnaires import catalogue

    for module in MODULES:
        importlib.import_module(module)
    app = create_app("actions.base")        # registers every action that is imported by now
    catalogue.get()                         # read once before the first customer
    library.get()
    app.run("127.0.0.1", port, workers=1, access_log=False)


if __name__ == "__main__":
    main()

"""Keeps customers' words out of the engine's logs, whatever log level Rasa was started with.

Rasa prints message texts, slots and events at debug level, and its exceptions quote what they failed on.
"""
from __future__ import annotations

import logging

import structlog

# Loggers whose debug lines hold texts, slots or events. Their own INFO and above name ids and counts only.
TALKATIVE = frozenset({"rasa", "rasa_sdk", "bot", "actions", "asyncio", "aiohttp", "sqlalchemy", "sanic"})
# Keys under which Rasa hands over what was said; never written at any level.
WORDS = frozenset({
    "text", "response_text", "user_text", "slot_values", "parse_data_text", "parse_data_entities", "prediction_events",
    "tracker_latest_message", "prefilled_slots", "message", "response", "slot_candidates", "rasa_event", "rasa_events",
    "tracker_states", "current_states", "old_states", "successes", "current_entity", "next_entity", "states", "entity",
    "token_text", "user_message", "json_message", "tracker",
})


class AtLeastInfo(logging.Filter):
    """Drops debug records of the talkative loggers, also when somebody lowers their level later."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.INFO or record.name.split(".")[0] not in TALKATIVE


def without_words(logger: object, method: str, event: dict) -> dict:
    """A structlog processor: the keys that hold words are left out."""
    return {key: value for key, value in event.items() if key not in WORDS}


def keep_words_out() -> None:
    """Raise the talkative loggers to INFO and filter every handler and structlog. Safe to call more than once."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(each, AtLeastInfo) for each in handler.filters):
            handler.addFilter(AtLeastInfo())
    processors = [each for each in structlog.get_config()["processors"] if each is not without_words]
    structlog.configure(processors=[without_words, *processors],
                        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))

"""Logs as JSON lines without personal data: who logs names the event, never what a person wrote."""
from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

# What a record may carry beside its message.
ALLOWED_EXTRA = ("conversation", "route", "status")


class JsonFormatter(logging.Formatter):
    """One line per record. Of an exception only its type and place: its text could hold a customer's words."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage(),
        }
        for name in ALLOWED_EXTRA:
            if hasattr(record, name):
                entry[name] = getattr(record, name)
        if record.exc_info and record.exc_info[0]:
            entry["exception"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                entry["place"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return json.dumps(entry, ensure_ascii=False)


def configure(level: str = "INFO") -> None:
    """Send every logger's records as JSON lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These would print SQL parameters or addresses with what customers wrote.
    for name in ("sqlalchemy", "httpx", "httpcore", "aiosqlite", "sanic.access"):
        logging.getLogger(name).setLevel(logging.WARNING)

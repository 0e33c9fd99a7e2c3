"""The console's API, put together. Contract: docs/api.md."""
from connectors.console import (  # noqa: F401  (they add their views)
    account,
    accounts,
    figures,
    giving,
    letters,
    lists,
    recording,
    replies,
    supervising,
    talks,
    traces,
    work,
)
from connectors.console.blueprint import api

__all__ = ["api"]

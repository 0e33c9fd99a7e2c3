"""The console's API, put together. Contract: docs/api.md."""
from connectors.console import account, accounts, figures, giving, lists, recording, replies, supervising, talks, traces, work  # noqa: F401  (they add their views)
from connectors.console.blueprint import api

__all__ = ["api"]

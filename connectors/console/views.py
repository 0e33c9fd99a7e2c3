"""The console's API, put together. Contract: docs/api.md."""
from connectors.console import account, lists, talks, work  # noqa: F401  (they add their views)
from connectors.console.blueprint import api

__all__ = ["api"]

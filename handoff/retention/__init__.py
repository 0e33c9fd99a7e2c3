"""Deleting by itself what is no longer needed. The only place where anything is deleted."""
from handoff.retention.services import Deleted, Times, forgotten, sweep, to_forget

__all__ = ["Deleted", "Times", "forgotten", "sweep", "to_forget"]

"""Learning from use: what was not understood, masked and counted, until an editor has seen it."""
from handoff.review.services import items, note, settle

__all__ = ["items", "note", "settle"]

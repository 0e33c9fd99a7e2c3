"""What families thought of it: 0–10 and a free word, once per conversation."""
from handoff.feedback.services import give

__all__ = ["give"]

"""The text for the patient record: what the family told, what happened, and what the nurse advised.

Put together from what is in the log; nothing is judged or shortened here. The nurse edits it before she closes.
"""
from handoff.record.services import draft, keep, kept

__all__ = ["draft", "keep", "kept"]

"""Rasa custom actions: pre-information, booking guidance, handoff, doubt. Thin wrappers around pure functions.

They say which text is meant, by id or in three languages; they never hold customer-facing words of one language.
"""

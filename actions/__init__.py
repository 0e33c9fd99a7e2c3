"""Rasa custom actions: pre-information, booking guidance, answers that fit one family, handoff, doubt. Thin wrappers around pure functions.

They say which text is meant, by id or in three languages; they never hold customer-facing words of one language.
"""

"""Queues and the nurses' work on them: hand over, claim, answer, transfer, release, close. First in, first out."""

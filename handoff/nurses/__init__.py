"""Nurses' accounts and sessions: argon2 passwords, limited guessing, sessions that can be ended at once."""

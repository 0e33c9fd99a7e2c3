"""The human side: conversations and their event log, queues, nurses, summary, audit, retention.

Owns the database. It knows no HTTP and never calls the engine.
"""

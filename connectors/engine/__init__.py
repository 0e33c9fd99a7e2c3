"""The one way to the engine: a turn out, replies in. Retries until the engine answers; nothing is asked twice over."""

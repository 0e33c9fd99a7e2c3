"""A request that is refused for a reason the asker can understand. Connectors turn it into an answer."""
from __future__ import annotations


class Refused(Exception):
    """`code` is stable for programs, `message` is for people, `status` is the HTTP status that fits."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        self.status, self.code, self.message, self.field = status, code, message, field
        super().__init__(f"{code}: {message}")


def not_found() -> Refused:
    """The same answer for what does not exist and for what is not yours."""
    return Refused(404, "not_found", "There is no such conversation here.")

"""The audit log: who did what and when. Rows are only added; the database itself refuses changes."""
from handoff.audit.services import entries, record

__all__ = ["entries", "record"]

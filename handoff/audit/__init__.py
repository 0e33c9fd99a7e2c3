"""The audit log: who did what and when. Rows are only added; the database itself refuses changes."""
from handoff.audit.services import Wanted, entries, find, record

__all__ = ["Wanted", "entries", "find", "record"]

"""Checks of the editors' files: what is wrong, in which file and line, and the cure. Changes nothing."""
from content.check.findings import Finding
from content.check.run import check_all

__all__ = ["Finding", "check_all"]

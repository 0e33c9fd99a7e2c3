"""The families' side: the public API under /api/v1, the full-page chat and the widget's files."""

"""The hand-off summary: deterministic ISBAR text, and the words for labels and values.

The same answers always give the same text. It reports what the customer said and what was shown; it never
judges, orders or completes anything, and the professional's own line stays empty.
"""
from content.summary.isbar import render_text
from content.summary.rows import Row, rows
from content.summary.values import answer_text, value_text

__all__ = ["Row", "answer_text", "render_text", "rows", "value_text"]

"""Figures for supervisors: contacts, answer times, feedback. No count below five is shown or can be worked out (hiding.py).

A conversation's own rows are deleted in time; what stays of it is a contact (an hour, language, queue, score).
"""
from handoff.statistics.contacts import leave_behind
from handoff.statistics.report import Figures, report

__all__ = ["Figures", "leave_behind", "report"]

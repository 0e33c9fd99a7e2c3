"""Booking guidance: which visit, when, where, and what is possible there. Books, moves and cancels nothing itself."""

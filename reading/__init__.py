"""What a typed value means: temperature, duration, age, weeks, date, place, yes and no, in three languages.

Pure Python for both environments; gives None where a careful person would ask again, never a guess.
"""
from reading.answers import read
from reading.beyond import beyond
from reading.question import Option, Question, Wish

__all__ = ["Option", "Question", "Wish", "beyond", "read"]

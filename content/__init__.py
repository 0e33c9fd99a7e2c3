"""Loading and checking of data/: answers, questionnaires, service facts, opening hours, summary text.

Pure Python for both environments (3.10 and 3.13). It never talks to a network or a database.
"""
LANGUAGES = ("fi", "sv", "en")

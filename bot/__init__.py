"""The Rasa side of Neuvo: understanding (nlu/), the turn channel and the compiler from data/ to a Rasa domain.

Nothing here holds words for customers, and nothing here is reachable from outside the machine.
"""

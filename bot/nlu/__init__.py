"""Understanding of one message: language, particulars, danger, subject, doubt.

Rasa graph components around small pure modules; never keeps, caches or logs what a customer wrote.
"""

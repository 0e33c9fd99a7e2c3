"""How far other chat systems have been told of the conversations that they serve.

The event log is what is sent, so nothing is written twice: an outbox row says up to which number a conversation has
been delivered and what happens to the letter after it. A letter is one event of the log; its key never changes.
"""

"""Conversations: the durable log of each, what a customer may do, and how replies become words."""

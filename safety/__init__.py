"""What holds in every state of a conversation: the danger lexicon and the masking of identifiers.

Pure Python for both environments. It names no diagnosis and weighs nothing: it finds words.
"""

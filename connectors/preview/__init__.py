"""The editors' preview: every text as a family sees it, three languages side by side, beside its remarks.

Owns one local page and the stream that tells it of saved files. Reads data/, changes nothing, talks to no engine.
"""

"""Teaches the sentence encoder on our own training messages; run by the product team now and then.

Has its own environment with PyTorch; never imported by the engine, `./neuvo up` or `./neuvo test`.
"""

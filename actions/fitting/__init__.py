"""Answers that depend on one thing (a child's age, weeks, formula, municipality): asked once, remembered, shown back."""

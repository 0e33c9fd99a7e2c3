"""The summary of a handoff, made again from stored answers and the questionnaire as it was then."""

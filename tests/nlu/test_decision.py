"""Precedence, doubt and the second matter (docs/understanding.md)."""
from dataclasses import replace

import numpy as np
import pytest

from bot.nlu.decision import decide, rank, read_settings

NAMES = ["book_appointment", "emergency", "greet", "parent_mental_health", "sleep", "symptom_child", "violence"]
SETTINGS = replace(read_settings(), ask_below=0.5, ask_margin=0.1, offer=3, offer_least=0.02, promote_clause=0.8,
                   promote_whole=0.1, promote_reason=0.25, promote_danger=0.3, second_clause=0.6)
NONE = np.zeros((0, len(NAMES)))


def shares(**scores: float) -> np.ndarray:
    rest = (1 - sum(scores.values())) / (len(NAMES) - len(scores))
    return np.array([scores.get(name, rest) for name in NAMES])


def test_precedence_is_danger_violence_symptom_mood_and_then_the_rest():
    order = ["emergency", "violence", "symptom_child", "parent_mental_health", "book_appointment"]
    assert [rank(name) for name in order] == [0, 1, 2, 3, 4]


def test_a_sure_message_is_answered():
    found = decide(NAMES, shares(sleep=0.9), NONE, SETTINGS)
    assert found.ranking[0][0] == "sleep" and not found.asked and found.second is None


def test_an_unsure_message_is_asked_with_the_likeliest_subjects():
    found = decide(NAMES, shares(sleep=0.4, symptom_child=0.3, greet=0.2), NONE, SETTINGS)
    assert found.asked and found.offered == ("sleep", "symptom_child", "greet")


def test_two_subjects_close_together_are_asked():
    assert decide(NAMES, shares(sleep=0.52, symptom_child=0.45), NONE, SETTINGS).asked


def test_a_symptom_in_a_clause_goes_before_booking_and_booking_is_offered_next():
    pieces = np.stack([shares(symptom_child=0.9), shares(book_appointment=0.9)])
    found = decide(NAMES, shares(book_appointment=0.7, symptom_child=0.2), pieces, SETTINGS)
    assert found.ranking[0][0] == "symptom_child" and found.second == "book_appointment"


def test_a_clause_alone_does_not_decide_against_the_whole():
    pieces = np.stack([shares(symptom_child=0.9), shares(book_appointment=0.9)])
    found = decide(NAMES, shares(book_appointment=0.95), pieces, SETTINGS)
    assert found.ranking[0][0] == "book_appointment" and found.second == "symptom_child"


def test_a_clause_that_looks_like_danger_needs_the_whole_message_to_allow_it():
    pieces = np.stack([shares(emergency=0.95), shares(sleep=0.9)])
    idle = decide(NAMES, shares(sleep=0.7, emergency=0.2), pieces, SETTINGS)
    assert idle.ranking[0][0] == "sleep" and idle.second is None
    real = decide(NAMES, shares(sleep=0.6, emergency=0.35), pieces, SETTINGS)
    assert real.ranking[0][0] == "emergency" and real.second == "sleep"


def test_a_greeting_beside_a_matter_is_no_second_matter():
    pieces = np.stack([shares(greet=0.95), shares(sleep=0.9)])
    assert decide(NAMES, shares(sleep=0.9), pieces, SETTINGS).second is None


def test_what_looks_like_an_emergency_is_never_asked_about_and_a_guess_is_offered():
    assert not decide(NAMES, shares(emergency=0.55, symptom_child=0.3), NONE, SETTINGS).asked
    guess = decide(NAMES, shares(emergency=0.35, symptom_child=0.3), NONE, SETTINGS)
    assert guess.asked and guess.offered[0] == "emergency"


@pytest.mark.parametrize("count", [0, 1, 5])
def test_confidence_stays_a_share_of_one(count):
    pieces = np.stack([shares(violence=0.9)] * count) if count else NONE
    found = decide(NAMES, shares(sleep=0.6, violence=0.3), pieces, SETTINGS)
    assert sum(score for _, score in found.ranking) == pytest.approx(1.0)

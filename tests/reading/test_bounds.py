"""Reading never crashes and never takes long, whatever is typed."""
import time
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import Option, Question, read
from reading.question import TYPES

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=timezone.utc)
OPTIONS = (Option("a", ("Kyllä",)), Option("b", ("Ei lainkaan",)))
QUESTIONS = [Question(kind, "Milloin?", options=OPTIONS) for kind in TYPES]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(QUESTIONS), st.sampled_from(["fi", "sv", "en"]))
def test_any_text_is_read_without_an_error(text, question, language):
    read(question, text, language, NOW)


@settings(max_examples=150, deadline=None)
@given(st.from_regex(r"[0-9 .,:+/kvpwhåä-]{1,14}", fullmatch=True), st.sampled_from(QUESTIONS), st.sampled_from(["fi", "sv", "en"]))
def test_any_figures_are_read_without_an_error(text, question, language):
    read(question, text, language, NOW)


@pytest.mark.parametrize("question", QUESTIONS, ids=TYPES)
@pytest.mark.parametrize("text", ["a" * 1_000_000, "1" * 100_000, "ei " * 5_000, "kolme" * 2_000, "1 2 3 " * 2_000, "\u202e" * 5_000])
def test_endless_text_takes_bounded_time(question, text):
    began = time.monotonic()
    read(question, text, "fi", NOW)
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("text", ["390", "44", "-5", "33.9"])
def test_a_temperature_nobody_can_have_is_asked_again(text):
    assert read(Question("temperature"), text, "fi", NOW) is None

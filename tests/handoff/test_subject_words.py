"""Every subject in every language by the clock: text, link and next step, and what is said when nobody is there."""
from __future__ import annotations

from datetime import datetime

import pytest

from content import LANGUAGES
from content.answers import library
from content.hours import hours
from content.texts import PLACEHOLDER
from handoff.conversations.speech import Speaker

OPEN = {"2026-11-23T10:00:00+02:00", "2026-11-23T15:59:00+02:00"}       # a Monday
OPENS = {"2026-11-23T16:00:00+02:00": (24, 11), "2026-06-19T10:00:00+03:00": (22, 6),    # closing; Midsummer Eve
         "2027-12-06T10:00:00+02:00": (7, 12)}                                          # Independence Day
MOMENTS = sorted(OPEN | set(OPENS))
SUBJECTS = sorted(library.get().answers)
# Their conversation goes on by itself: the card, the form or the end follows, with its own words by the clock.
BY_THEMSELVES = {"emergency", "symptom_child", "symptom_pregnancy", "symptom_postpartum", "thanks_bye", "language_switch",
                 "greet", "human_please"}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_text_link_and_next_step_at_every_hour(subject: str, moment: str) -> None:
    answer, speaker = library.get().answers[subject], Speaker(library.get(), hours.get(), datetime.fromisoformat(moment))
    for language in LANGUAGES:
        event = speaker.say(subject, language)
        said = plain(event.text)
        assert all(plain(part) in said for part in PLACEHOLDER.split(answer.text[language])[::2])
        assert "{" not in said and "{" not in str((event.data.get("details") or {}).get(language, ""))
        assert [link["url"] for link in event.data.get("links", [])] == [link.url[language] for link in answer.links]
        assert all(link["url"].startswith("https://") and link["titles"][language] for link in event.data.get("links", []))
        assert event.choices or subject in BY_THEMSELVES, "an answer without a next step"
        if subject in BY_THEMSELVES:
            continue
        if moment in OPEN:
            assert ("16:00" if language == "en" else "16.00") in said, "until when the nurses are there is not said"
        else:
            day, month = OPENS[moment]
            assert (f" {day} " if language == "en" else f" {day}.{month}") in said, "when the chat opens is not said"
            assert "116117" in said or "112" in said, "the way to help at night is not said"

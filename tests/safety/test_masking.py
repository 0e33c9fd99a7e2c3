"""Masking of personal identity codes, phone numbers and e-mail addresses before a text leaves the service."""
from __future__ import annotations

import pytest

from safety.masking import EMAIL, IDENTITY, PHONE, find_identity_codes, mask

# Fictitious codes of the Digital and Population Data Services Agency's test set.
FICTITIOUS = ("010594Y9032", "010594Y9021", "020594X903P", "030594W903B", "040594V9030", "050594U903M", "010516B903X",
              "020516C903K", "030516D9037", "010501E9032", "020503F9037", "020504A902E")


@pytest.mark.parametrize("code", FICTITIOUS)
def test_every_century_sign_is_known_and_masked(code: str) -> None:
    assert find_identity_codes(f"lapsen hetu on {code}.") == [code]
    assert mask(f"lapsen hetu on {code}.") == f"lapsen hetu on {IDENTITY}."
    assert mask(code.lower()) == IDENTITY


@pytest.mark.parametrize("dash", "-‐‑‒–—−+")
def test_old_codes_are_masked_with_any_dash(dash: str) -> None:
    assert mask(f"010594{dash}9032") == IDENTITY


def test_a_code_with_a_wrong_check_character_is_masked_but_not_called_valid() -> None:
    assert mask("010594Y9033") == IDENTITY
    assert find_identity_codes("010594Y9033") == []


def test_a_date_that_does_not_exist_is_no_valid_code() -> None:
    assert find_identity_codes("310294A902E") == []


@pytest.mark.parametrize("text", ["soita 040 123 4567", "numero 0401234567", "+358 40 1234567", "00358401234567", "040-123 4567"])
def test_phone_numbers_are_masked_in_the_forms_people_write(text: str) -> None:
    assert PHONE in mask(text) and "4567" not in mask(text)


@pytest.mark.parametrize("text", ["0800 147 111", "09 471 71500", "09 2525 0111", "080 005 005", "116117", "112", "116 016"])
def test_helplines_stay_readable(text: str) -> None:
    assert mask(f"numero {text}?") == f"numero {text}?"


@pytest.mark.parametrize("text", ["maija.virtanen@example.fi", "a+b@mail.example.com"])
def test_e_mail_addresses_are_masked(text: str) -> None:
    assert mask(f"osoite {text} kiitos") == f"osoite {EMAIL} kiitos"


@pytest.mark.parametrize("text", [
    "kuume 39,2 ja 38.4 illalla", "rv 32+4", "syntynyt 14.3.2025", "3v 6kk", "paino 4200 g", "8.30-15.30", "klo 10.15 ti 24.11.", "2 x 250 mg",
])
def test_temperatures_dates_and_weeks_are_left_alone(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = mask("hetu 010594Y9032, puh 040 123 4567, a@example.fi")
    assert mask(once) == once


def test_ten_thousand_characters_of_digits_and_signs_are_masked_without_trouble() -> None:
    assert isinstance(mask("0401234567 " * 900 + "@" * 100), str)
    assert isinstance(mask("1" * 10_000), str)
    assert isinstance(mask("a.a@" * 2_500), str)

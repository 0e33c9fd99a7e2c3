"""Masks personal identity codes, phone numbers and e-mail addresses before a text leaves the service.

The customer's own words stay as they were in the log; the engine, its tracker and every log see the masked form.
"""
from __future__ import annotations

import re
from datetime import date

IDENTITY, PHONE, EMAIL = "[henkilötunnus]", "[puhelinnumero]", "[sähköposti]"

_DASHES = "-‐‑‒–—−+"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z])(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(\d{{2}})\s?([{_DASHES}A-FYXWVUa-fyxwvu])\s?(\d{{3}})"
    r"([0-9A-FHJ-NPR-Ya-fhj-npr-y])(?![0-9A-Za-z])")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.UNICODE)
# Finnish numbers as people write them: +358 40 123 4567, 040-1234567, 09 471 71500, 0400 123456.
_PHONE = re.compile(r"(?<![\w,.])(?:\+|00)\d(?:[\s-]?\d){6,13}(?!\w)|(?<![\w,.])0[1-9](?:[\s-]?\d){5,9}(?!\w)")
# Numbers that everybody may see: helplines stay readable.
PUBLIC_NUMBERS = frozenset({"0800147111", "0947171500", "0925250111", "0925250112", "0925250113", "080005005",
                            "0291512000"})
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CENTURY = {**dict.fromkeys(_DASHES.replace("+", "") + "YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000), "+": 1800}


def is_identity_code(day: str, month: str, year: str, sign: str, number: str, check: str) -> bool:
    """True when the date exists and the check character is right (Digital and Population Data Services Agency)."""
    try:
        date(_CENTURY[sign.upper()] + int(year), int(month), int(day))
    except (ValueError, KeyError):
        return False
    return _CHECK[int(f"{day}{month}{year}{number}") % 31] == check.upper()


def find_identity_codes(text: str) -> list[str]:
    """Valid personal identity codes in a text, as written."""
    return [match.group(0) for match in _IDENTITY.finditer(text) if is_identity_code(*match.groups())]


def mask(text: str) -> str:
    """The text with identifiers replaced. A code whose check character is wrong is masked too: it may be a typo."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IDENTITY.sub(IDENTITY, text)
    return _PHONE.sub(_mask_phone, text)


def mask_identity_codes(text: str) -> str:
    """The text with personal identity codes replaced, and nothing else."""
    return _IDENTITY.sub(IDENTITY, text)


def _mask_phone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group(0))
    return match.group(0) if digits in PUBLIC_NUMBERS else PHONE

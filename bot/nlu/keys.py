"""Names under which understanding leaves its findings on a parsed message.

They appear in /model/parse, in the tracker's latest_message and in `./neuvo understand`.
"""
from __future__ import annotations

from typing import Any, Optional

LANGUAGES = ("fi", "sv", "en")
OTHER = "other"          # a language that is none of the three
UNSURE = "unsure"        # the intent when understanding asks instead of answering

LANGUAGE = "language"            # {"language": "fi|sv|en|other", "clear": bool}
PARTICULARS = "particulars"      # {"age_months": …, …}; null where nothing was said
ALARM = "alarm"                  # danger to life: the fixed card comes first
ALARM_INSTRUCTION = "alarm_instruction"  # id of the fixed instruction, when the lexicon names one
ASKED = "asked"                  # doubt: offer subjects instead of answering
OFFERED = "offered"              # the likeliest subjects, best first
SECOND = "second"                # another matter in the same message, or null
CLEAN = "clean_text"             # inside the pipeline only, never put out


def conversation_language(metadata: Optional[dict[str, Any]]) -> Optional[str]:
    """The conversation's language as the turn channel gave it, or None when nobody said."""
    value = (metadata or {}).get(LANGUAGE)
    return value if value in LANGUAGES else None

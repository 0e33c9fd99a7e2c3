"""What the widget shows before anybody has written: hours, phones, names. No personal data, no conversation."""
from __future__ import annotations

from typing import Any

from content import LANGUAGES, contacts, texts
from handoff.conversations.services import START_CHOICES
from handoff.conversations.speech import Speaker


def facts(speaker: Speaker, base: str = "") -> dict[str, Any]:
    """The answer of GET /api/v1/service; `base` is the service's own address, for links from other pages."""
    now = speaker.now
    open_now = speaker.hours.is_open(now)
    opens, closes = speaker.hours.opens_at(now), speaker.hours.closes_at(now)
    maintenance = contacts.maintenance.get()
    return {
        "now": now.isoformat(),
        "open": open_now,
        "opens_at": opens.isoformat() if opens else None,
        "closes_at": closes.isoformat() if closes else None,
        "hours_text": speaker.phrase("hours_now_open" if open_now else "hours_now_closed"),
        "greeting": speaker.phrase("intro_open" if open_now else "intro_closed"),
        "choices": [{"id": choice["id"], "titles": choice["titles"]} for choice in speaker.choices(START_CHOICES)],
        "title": speaker.phrase("service_title"),
        "draft_notice": speaker.phrase("draft_notice") if speaker.allow_drafts else None,
        "privacy": speaker.phrase("privacy_short"),
        "privacy_url": {code: f"{base}/privacy?lang={code}" for code in LANGUAGES},
        "accessibility_url": {code: f"{base}/accessibility?lang={code}" for code in LANGUAGES},
        "phones": [{"id": phone.id, "number": phone.number, "shown": phone.shown, "titles": phone.title,
                    "hours": phone.hours} for phone in contacts.phones() if phone.number],
        "languages": list(LANGUAGES),
        "maintenance": maintenance,
        "weekly_hours": [{"day": day, "periods": [f"{start:%H:%M}–{end:%H:%M}" for start, end in periods]}
                         for day, periods in sorted(speaker.hours.weekly.items())],
        "answer_by": speaker.hours.answer_by(now).isoformat(),
        "time": {code: texts.time_text(now, code) for code in LANGUAGES},
    }

"""The conversation as a plain text file that a family can keep."""
from __future__ import annotations

from collections.abc import Sequence

from content import texts
from handoff.conversations.speech import Speaker
from handoff.models import Event


def text(events: Sequence[Event], language: str, speaker: Speaker) -> str:
    """Readable lines: time, speaker, words; fixed texts in `language`, typed words as they were."""
    lines = [speaker.phrase("transcript_title")[language], ""]
    for event in events:
        words = (event.body.get("texts") or {}).get(language) or event.text
        if not words and event.kind == "attachment":
            words = speaker.phrase("transcript_picture")[language]
        if not words:
            continue
        who = event.body.get("name") or speaker.phrase(f"speaker_{event.author}")[language]
        stamp = f"{texts.date_text(event.at, language)} {texts.time_text(event.at, language)}"
        lines += [f"[{stamp}] {who}:", *(f"  {line}" for line in words.replace("**", "").splitlines())]
        table = event.body.get("data", {}).get("table")
        if table:
            lines += ["  " + " | ".join(cell[language] for cell in row) for row in (table["head"], *table["rows"])]
        titles = [choice["titles"][language] for choice in event.body.get("choices", ())]
        if titles and event.kind != "emergency":
            lines.append("  [" + " | ".join(titles) + "]")
        lines.append("")
    return "\n".join(lines) + "\n"

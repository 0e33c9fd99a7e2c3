"""What the preview shows, as plain data: answers, phrases, buttons, question sets, and who reviews what by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from content import LANGUAGES, answers, hours, questionnaires, texts
from content.answers import Answer, Library
from content.check import answers as answer_checks
from content.check import examples, service
from content.check import questionnaires as question_checks
from content.check.findings import NOTE, Finding
from content.files import ContentError, Document, data_dir, shown_path
from content.hours import Hours
from content.questionnaires import SAFETY, Item
from content.texts import HELSINKI, Localised
from handoff.conversations.speech import Speaker

SOON = timedelta(days=60)


@dataclass(frozen=True)
class Keeping:
    """Who answers for a file, and by when it must be read again. `review`: past, soon, later or missing."""

    file: str
    status: str
    owner: str
    review_by: str | None
    review: str
    source: tuple[str, ...]


def watched() -> list[Path]:
    """Files whose saving changes what is shown."""
    return sorted(
        path for part in ("answers", "questionnaires", "service") for path in (data_dir() / part).rglob("*.yml")
    )


def moments(opening: Hours, now: datetime) -> dict[str, datetime]:
    """A moment when the nurses are there and one when they are not, as near to now as can be."""
    if opening.is_open(now):
        return {"open": now, "closed": opening.closes_at(now) or now}
    return {"open": opening.opens_at(now) or now, "closed": now}


def snapshot(now: datetime) -> dict[str, Any]:
    """All of it; a file that cannot be read is told in `broken` and the rest shows the last good state."""
    today = now.astimezone(HELSINKI).date()
    shown: dict[str, Any] = {
        "today": today.isoformat(),
        "languages": list(LANGUAGES),
        "answers": [],
        "phrases": [],
        "questionnaires": [],
        "review": [],
    }
    broken: list[ContentError] = []
    findings = _findings(today)
    try:
        library, opening = answers.library.get(), hours.hours.get()
        speakers = {name: Speaker(library, opening, moment) for name, moment in moments(opening, now).items()}
        documents = {document.path: document for document in library.documents}
        shown["answers"] = [
            _answer(topic, library, documents, speakers, findings, today) for topic in sorted(library.answers)
        ]
        shown["phrases"] = [
            _phrases(document, speakers["open"], findings, today)
            for document in library.documents
            if "phrases" in document.data or "choices" in document.data
        ]
        shown["draft_mark"] = library.phrase("draft_notice")
    except ContentError as error:
        broken.append(error)
    try:
        shown["questionnaires"] = [*_questionnaires(findings, today)]
    except ContentError as error:
        broken.append(error)
    broken += [each for each in (answers.library.broken, questionnaires.catalogue.broken, hours.hours.broken) if each]
    shown["broken"] = sorted({error.sentence() for error in broken})
    shown["findings"] = len([each for found in findings.values() for each in found])
    shown["review"] = _review(shown)
    return shown


def _findings(today: date) -> dict[str, list[Finding]]:
    """Remarks of the check by file; notes ("this is a draft") are shown as marks instead."""
    found: dict[str, list[Finding]] = {}
    for each in (*answer_checks.check(examples.named(), today), *question_checks.check(), *service.check()):
        if each.severity != NOTE:
            found.setdefault(each.file, []).append(each)
    return found


def _keeping(document: Document, today: date) -> Keeping:
    data = document.data
    review_by = data.get("review_by") if isinstance(data.get("review_by"), date) else None
    review = (
        "missing"
        if review_by is None
        else ("past" if review_by < today else "soon" if review_by <= today + SOON else "later")
    )
    source = data.get("source") or data.get("sources") or ()
    return Keeping(
        shown_path(document.path),
        str(data.get("status") or "draft"),
        str(data.get("owner") or ""),
        review_by.isoformat() if review_by else None,
        review,
        (source,) if isinstance(source, str) else tuple(map(str, source)),
    )


def _remarks(path: Path, findings: dict[str, list[Finding]]) -> list[dict[str, Any]]:
    return [asdict(each) for each in findings.get(shown_path(path), [])]


def _answer(
    topic: str,
    library: Library,
    documents: dict[Path, Document],
    speakers: dict[str, Speaker],
    findings: dict[str, list[Finding]],
    today: date,
) -> dict[str, Any]:
    answer = library.answers[topic]
    document = documents[answer.file] if answer.file else None
    events = {name: speaker.say(topic, LANGUAGES[0]) for name, speaker in speakers.items()}
    event = events["open"]
    return {
        "id": topic,
        "title": answer.title,
        "shown": {name: each.texts for name, each in events.items()},
        "details": _filled(answer.details, speakers["open"].clock_params()) if answer.details else None,
        "table": _table(answer),
        "asked": library.phrase(f"fitting_ask_{answer.table.need}") if answer.table else None,
        "links": [{"url": link.url, "title": link.title} for link in answer.links],
        "choices": [choice["titles"] for choice in event.choices],
        "keeping": asdict(_keeping(document, today)) if document else {},
        "remarks": _remarks(document.path, findings) if document else [],
    }


def _table(answer: Answer) -> dict[str, Any] | None:
    """The table as the family sees it; none where it would only hold gaps."""
    table = answer.table
    if table is None or not table.is_drawn:
        return None
    return {"caption": table.caption, "head": list(table.head), "rows": [list(row.cells) for row in table.rows]}


def _phrases(document: Document, speaker: Speaker, findings: dict[str, list[Finding]], today: date) -> dict[str, Any]:
    clock = speaker.clock_params()
    items = []
    for name in document.data.get("phrases") or {}:
        wordings = [_filled(each, clock) for each in speaker.library.phrases[name]]
        items.append({"id": name, "line": document.line("phrases", name), "wordings": wordings})
    for name in document.data.get("choices") or {}:
        items.append(
            {
                "id": name,
                "line": document.line("choices", name),
                "button": True,
                "wordings": [speaker.library.choices[name].title],
            }
        )
    return {
        "id": document.path.stem,
        "items": items,
        "keeping": asdict(_keeping(document, today)),
        "remarks": _remarks(document.path, findings),
    }


def _filled(words: Localised, clock: dict[str, Any]) -> Localised:
    """The wording with the clock's values in it; other {placeholders} stay for the reader to see."""
    return {
        code: texts.PLACEHOLDER.sub(
            lambda match, code=code: texts.write(clock[match[1]], code) if match[1] in clock else match[0], words[code]
        )
        for code in words
    }


def _questionnaires(findings: dict[str, list[Finding]], today: date) -> Iterator[dict[str, Any]]:
    catalogue = questionnaires.catalogue.get()
    common = catalogue.common
    for name in sorted(catalogue.questionnaires):
        each = catalogue.questionnaires[name]
        document = each.document
        safety = common.safety.get(each.about)
        yield {
            "id": name,
            "title": each.title,
            "version": each.version,
            "about": each.about,
            "reactions": each.reactions,
            "safety": safety.words() if safety and SAFETY in each.opening else None,
            "items": [_item(item, common.instructions) for item in each.sequence(common)],
            "keeping": asdict(_keeping(document, today)) if document else {},
            "remarks": _remarks(document.path, findings) if document else [],
        }


def _item(item: Item, instructions: Any) -> dict[str, Any]:
    flags = [(None, item.red_flag)] if item.red_flag else []
    flags += [(option.title, option.red_flag) for option in item.options if option.red_flag]
    return {
        "link_id": item.link_id,
        "type": item.type,
        "text": item.text,
        "label": item.label,
        "why": item.why,
        "unit": item.unit,
        "options": [option.title for option in item.options],
        "show_if": f"{item.show_if.link_id} = {item.show_if.value}" if item.show_if else None,
        "flags": [{"option": option, "instruction": flag, "text": instructions[flag].text} for option, flag in flags],
    }


def _review(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Who must read what by when: what is overdue first, then by date; without a date last."""
    rows = [
        {"kind": kind, "id": each["id"], "title": each.get("title"), **each["keeping"]}
        for kind in ("answers", "phrases", "questionnaires")
        for each in shown[kind]
    ]
    return sorted(rows, key=lambda row: (row["review_by"] or "9999", row["owner"], row["file"]))

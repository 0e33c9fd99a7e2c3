"""Keeps the question set that was answered and makes the summary again from it: text, JSON and FHIR R4.

What is made twice from the same handoff is the same, whatever has been edited in data/ since.
"""
from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from content import answers, questionnaires
from content import queues as queue_table
from content import summary as isbar
from content.files import Document
from content.texts import Localised, same
from handoff.attachments import Store
from handoff.errors import Refused
from handoff.models import Attachment, Conversation, Event, Handoff, Nurse, QuestionnaireVersion
from handoff.summary import fhir


def keep_names(conversation: Conversation, handoff: Handoff) -> None:
    """Store what queue and topic are called now, so that the summary does not change when they are renamed."""
    handoff.content = {**handoff.content, "names": _names(conversation, handoff)}


async def keep_questionnaire(session: AsyncSession, handoff: Handoff, now: datetime) -> str | None:
    """Store the question set (with its common parts) that the answers belong to; returns its hash.

    None when no set was chosen yet, or when an editor has meanwhile removed the set and nobody has kept it.
    """
    preinfo = handoff.content.get("preinfo") or {}
    catalogue = questionnaires.catalogue.get()
    answered = catalogue.questionnaires.get(preinfo.get("questionnaire") or "")
    if answered is None or answered.version != preinfo.get("version"):
        earlier = await _kept_before(session, preinfo)
        if earlier is not None or answered is None:
            return earlier
    assert answered.document is not None and catalogue.common.document is not None      # both came from files
    kept = {"questionnaire": answered.document.data, "common": catalogue.common.document.data}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str)
    sha = hashlib.sha256(text.encode()).hexdigest()
    if await session.get(QuestionnaireVersion, sha) is None:
        session.add(QuestionnaireVersion(sha=sha, questionnaire_id=answered.id, version=answered.version,
                                         document=json.loads(text), saved_at=now))
        await session.flush()
    return sha


async def _kept_before(session: AsyncSession, preinfo: Mapping[str, Any]) -> str | None:
    """Hash of the version that was answered, where an earlier handoff has kept it."""
    return await session.scalar(
        sa.select(QuestionnaireVersion.sha)
        .where(QuestionnaireVersion.questionnaire_id == preinfo.get("questionnaire"),
               QuestionnaireVersion.version == preinfo.get("version"))
        .order_by(QuestionnaireVersion.saved_at.desc()).limit(1))


async def latest(session: AsyncSession, conversation_id: str) -> Handoff:
    """The newest handoff of a conversation; raises Refused 404 when there has been none."""
    row = await session.scalar(sa.select(Handoff).where(Handoff.conversation_id == conversation_id)
                               .order_by(Handoff.at.desc()).limit(1))
    if row is None:
        raise Refused(404, "no_summary", "This conversation has not been passed to a nurse.")
    return row


async def current(session: AsyncSession, conversation_id: str) -> list[Handoff]:
    """What a nurse reads now, oldest first: everything passed on since a nurse last had the conversation.

    Answers that were changed after sending stand in the place of those that were sent; a wish for a nurse that says
    nothing new is left out. Raises Refused 404 when nothing has been passed on.
    """
    rows = (await session.scalars(sa.select(Handoff).where(Handoff.conversation_id == conversation_id)
                                  .order_by(Handoff.at, Handoff.id))).all()
    if not rows:
        raise Refused(404, "no_summary", "This conversation has not been passed to a nurse.")
    since = await _given_back_at(session, conversation_id)
    shown: dict[Any, Handoff] = {}
    for row in [row for row in rows if since is None or row.at >= since] or rows[-1:]:
        preinfo = row.content.get("preinfo") or {}
        told = row.content.get("message") or row.content.get("booking")
        shown["form", preinfo.get("form", row.id) if preinfo else row.id if told else None] = row
    return sorted(shown.values(), key=lambda row: (row.at, (row.content.get("preinfo") or {}).get("form", 0), row.id))


async def _given_back_at(session: AsyncSession, conversation_id: str) -> datetime | None:
    """When a nurse last gave the conversation back to the bot."""
    events = await session.scalars(sa.select(Event).where(
        Event.conversation_id == conversation_id, Event.kind == "state").order_by(Event.seq))
    since, had = None, False
    for event in events:
        state = (event.body.get("data") or {}).get("state")
        if state == "bot" and had:
            since = event.at
        had = state == "with_nurse"
    return since


async def current_text(session: AsyncSession, conversation: Conversation, language: str) -> str:
    """ISBAR text of everything in `current`, one after another."""
    return "\n".join([await text(session, conversation, row, language)
                      for row in await current(session, conversation.id)])


async def current_json(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    """The newest of `current` as data, with the others in `also`."""
    made = [await as_json(session, conversation, row) for row in await current(session, conversation.id)]
    return {**made[-1], **({"also": made[:-1]} if len(made) > 1 else {})}


async def current_fhir(session: AsyncSession, conversation: Conversation, language: str, names: fhir.Names,
                       store: Store) -> fhir.Json:
    """One FHIR R4 Bundle of everything in `current`; a resource that two of them share stands once."""
    made = [await as_fhir(session, conversation, row, language, names, store)
            for row in await current(session, conversation.id)]
    entries = {entry["fullUrl"]: entry for document in made for entry in document["entry"]}
    return {**made[-1], "entry": list(entries.values())}


async def text(session: AsyncSession, conversation: Conversation, handoff: Handoff, language: str) -> str:
    """ISBAR text in `language`: the same handoff always gives the same text."""
    asked, common = await _kept(session, handoff)
    return isbar.render_text(_fitting(_told(conversation, handoff), asked, common), asked, common, language, handoff.at)


async def as_json(session: AsyncSession, conversation: Conversation, handoff: Handoff) -> dict[str, Any]:
    """The handoff as data, with the hash of the question set that was answered."""
    return {**_told(conversation, handoff), "handoff_id": handoff.id, "conversation_id": conversation.id,
            "questionnaire_sha256": handoff.questionnaire_sha}


async def as_fhir(session: AsyncSession, conversation: Conversation, handoff: Handoff, language: str,
                  names: fhir.Names, store: Store) -> fhir.Json:
    """The handoff as a FHIR R4 Bundle; the ISBAR text in it is in `language`."""
    asked, common = await _kept(session, handoff)
    told = _fitting(_told(conversation, handoff), asked, common)
    preinfo = told.get("preinfo") or {}
    nurse = await session.get(Nurse, conversation.nurse_id) if conversation.nurse_id else None
    claimed = conversation.claimed_at if conversation.claimed_at and conversation.claimed_at >= handoff.at else None
    moved = conversation.queue if conversation.queue != handoff.queue else None
    return fhir.handoff_document(names, fhir.Passed(
        id=handoff.id, conversation_id=conversation.id, sent_at=handoff.at, received_at=claimed,
        state=conversation.state, channel=handoff.channel, language=handoff.language, topic=handoff.topic,
        topic_title=told["meta"]["topic_title"], queue=handoff.queue, queue_title=told["meta"]["queue"],
        moved_to=(moved, queue_title(moved)) if moved else None,
        nurse=(nurse.username, nurse.name) if nurse else None, preinfo=preinfo,
        text=isbar.render_text(told, asked, common, language, handoff.at), text_language=language,
        asked=asked, common=common, sha=handoff.questionnaire_sha,
        shown=await _shown(session, handoff, preinfo, common),
        pictures=await _pictures(session, handoff, store)))


async def _kept(session: AsyncSession,
                handoff: Handoff) -> tuple[questionnaires.Questionnaire | None, questionnaires.Common]:
    if handoff.questionnaire_sha is None:
        return None, questionnaires.catalogue.get().common
    row = await session.get_one(QuestionnaireVersion, handoff.questionnaire_sha)
    common = questionnaires.read_common(Document(Path("common.yml"), row.document["common"]))
    path = Path(f"{row.questionnaire_id}.yml")
    return questionnaires.read_questionnaire(Document(path, row.document["questionnaire"]), common), common


def _told(conversation: Conversation, handoff: Handoff) -> dict[str, Any]:
    content = dict(handoff.content)
    names = content.pop("names", None) or _names(conversation, handoff)
    return {
        **content, "topic": handoff.topic, "language": handoff.language, "channel": handoff.channel,
        "meta": {**names, "sent_at": handoff.at.isoformat()},
    }


def _names(conversation: Conversation, handoff: Handoff) -> dict[str, Any]:
    topic = answers.library.get().answers.get(handoff.topic or "")
    return {"queue": queue_title(handoff.queue), "topic_title": topic.title if topic else None,
            "municipality": conversation.municipality}


def queue_title(queue_id: str) -> Localised | str:
    """A queue's name, or its id where it has been removed."""
    queue = queue_table.queues.get().get(queue_id)
    return queue.title if queue else queue_id


def _fitting(told: dict[str, Any], asked: questionnaires.Questionnaire | None,
             common: questionnaires.Common) -> dict[str, Any]:
    """Answers that the kept set does not know (it was changed while the parent was answering) become remarks.

    A new version may lack a question or an option of the old one. Such an answer is told as it was given:
    nothing is lost, and the handoff is never stopped by it.
    """
    preinfo = told.get("preinfo")
    if not preinfo:
        return told
    items = {item.link_id: item for item in asked.sequence(common)} if asked else {}
    kept, remarks = {}, list(preinfo.get("remarks") or ())
    for link_id, answer in (preinfo.get("answers") or {}).items():
        if link_id in items and _readable(items[link_id], answer):
            kept[link_id] = answer
        elif not answer.get("skipped"):
            words = answer.get("text") or json.dumps(answer.get("value"), ensure_ascii=False)
            remarks.append({"text": f"{link_id}: {words}", "lang": answer.get("lang"), "at": answer.get("at")})
    if len(kept) == len(preinfo.get("answers") or {}):
        return told
    return {**told, "preinfo": {**preinfo, "answers": kept, "remarks": remarks}}


_SHAPES: Mapping[str, tuple[type, ...]] = {
    "choice": (str,), "yesno": (str,), "text": (str,), "date": (str,), "multi": (list,), "photo": (list,),
    "number": (int, float), "weight": (int, float), "duration": (dict,), "age": (dict,), "gestation": (dict,),
}


def _readable(item: questionnaires.Item, answer: Mapping[str, Any]) -> bool:
    if "value" in answer and not isinstance(answer["value"], _SHAPES[item.type]):
        return False                        # the question is of another type now
    try:
        isbar.answer_text(item, answer)
    except (KeyError, ValueError):          # an option or a unit that is gone
        return False
    return True


# what FHIR tells beside the answers

async def _shown(session: AsyncSession, handoff: Handoff, preinfo: Mapping[str, Any],
                 common: questionnaires.Common) -> tuple[fhir.Shown, ...]:
    """The fixed texts that were shown, with their words from the event log (by day or out of hours)."""
    cards = list((await session.scalars(
        sa.select(Event).where(Event.conversation_id == handoff.conversation_id, Event.at <= handoff.at,
                               Event.kind.in_(("card", "emergency"))).order_by(Event.seq))).all())
    found = []
    for each in preinfo.get("instructions_shown") or ():
        name, at = each["id"], datetime.fromisoformat(each["at"])
        told = [event for event in cards if name in _instructions(event) and event.body.get("texts")]
        nearest = min(told, key=lambda event: abs(event.at - at), default=None)
        known = common.instructions.get(name)
        words = nearest.body["texts"] if nearest else known.text if known else same(name)
        found.append(fhir.Shown(name, each.get("link_id"), each.get("answer"), each["at"], each.get("called_at"),
                                words))
    return tuple(found)


def _instructions(event: Event) -> list[str]:
    data = event.body.get("data") or {}
    return data.get("instructions") or [data.get("instruction")]


async def _pictures(session: AsyncSession, handoff: Handoff, store: Store) -> tuple[fhir.Picture, ...]:
    rows = (await session.scalars(
        sa.select(Attachment).where(Attachment.conversation_id == handoff.conversation_id, Attachment.at <= handoff.at,
                                    Attachment.from_nurse.is_(False)).order_by(Attachment.at, Attachment.id))).all()
    address = f"/api/v1/console/conversations/{handoff.conversation_id}/attachments/"
    return tuple([fhir.Picture(row.id, row.content_type, row.size, row.at, address + row.id,
                               await asyncio.to_thread(_sha1, store, row.sha256)) for row in rows])


def _sha1(store: Store, sha256: str) -> str | None:
    """FHIR R4 defines Attachment.hash as base64 of SHA-1; it finds damage, it guards no secret."""
    try:
        content = store.read(sha256)
    except FileNotFoundError:
        return None
    return base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()

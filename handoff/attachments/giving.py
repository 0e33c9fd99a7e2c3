"""What a nurse sends to the family: a picture drawn anew, or a PDF made safe."""
from __future__ import annotations

import re
import uuid

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from handoff import audit
from handoff.attachments.pdf import Pdf
from handoff.attachments.services import Picture
from handoff.cleaning import clean_name
from handoff.conversations.log import NewEvent
from handoff.models import Attachment, Event, Nurse
from handoff.queues.work import Work

LONGEST_NAME = 80


def safe_name(name: str | None, otherwise: str) -> str:
    """A file name for people: no folders, no control or bidi characters, with its ending."""
    stem = clean_name(re.split(r"[\\/]", name or "")[-1].rsplit(".", 1)[0])
    stem = clean_name("".join(char for char in stem if char not in '"<>:|?*;'))
    return f"{stem[:LONGEST_NAME] or otherwise}.pdf"


async def give(work: Work, conversation_id: str, nurse: Nurse, client_id: str, file: Picture | Pdf,
               name: str | None = None) -> tuple[int, str]:
    """Put a saved file into the nurse's own conversation; the same client_id gives the same event."""
    now = work.clock.now()
    try:
        async with work.database.write() as session:
            conversation = await work.own(session, conversation_id, nurse)
            known = await session.scalar(sa.select(Event).where(
                Event.conversation_id == conversation_id, Event.client_id == client_id))
            if known is not None:
                return known.seq, known.body["data"]["id"]
            row = Attachment(id=str(uuid.uuid4()), conversation_id=conversation_id, sha256=file.sha256, at=now,
                             content_type=file.content_type, width=file.width, height=file.height, size=len(file.content),
                             from_nurse=True)
            session.add(row)
            await session.flush()
            shown = {"id": row.id, "content_type": row.content_type, "size": row.size, **(
                {"name": safe_name(name, "neuvola"), "pages": file.pages} if isinstance(file, Pdf)
                else {"width": row.width, "height": row.height})}
            seq = await work.tell(session, conversation, now, NewEvent(
                "nurse", "attachment", lang=conversation.language, data=shown, client_id=client_id, name=nurse.name))
            await audit.record(session, now, nurse.username, "send_file", conversation_id,
                               {"attachment": row.id, "content_type": row.content_type})
            return seq, row.id
    except IntegrityError:
        async with work.database.read() as session:
            event = (await session.scalars(sa.select(Event).where(
                Event.conversation_id == conversation_id, Event.client_id == client_id))).one()
            return event.seq, event.body["data"]["id"]

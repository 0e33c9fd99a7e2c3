"""Pictures, PDF files and video meetings that a nurse sends to the family."""
from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from typing import Any

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console.blueprint import api
from connectors.console.session import nurse_of, runtime
from handoff import meetings
from handoff.attachments import giving, pdf, re_encode
from handoff.errors import Refused


@api.post("/conversations/<conversation_id:str>/attachments")
async def attach(request: Request, conversation_id: str) -> HTTPResponse:
    """A picture is drawn anew, a PDF is kept without anything that could run."""
    nurse, _ = await nurse_of(request)
    own = runtime(request)
    upload = request.files.get("file") if request.files else None
    if upload is None or not upload.body:
        raise Refused(422, "missing", "Send the file in the field file.", "file")
    client_id = request.form.get("client_id") if request.form else None
    client_id = requests_in.string({"client_id": client_id or str(uuid.uuid4())}, "client_id", 64)
    assert client_id
    make = pdf.made_safe if pdf.looks_like_pdf(upload.body) else re_encode
    file = await asyncio.to_thread(make, upload.body)
    await asyncio.to_thread(own.store.save, file)
    seq, attachment_id = await giving.give(own.work, conversation_id, nurse, client_id, file, upload.name)
    return response.json({"seq": seq, "id": attachment_id}, status=202)


@api.post("/conversations/<conversation_id:str>/meetings")
async def meeting(request: Request, conversation_id: str) -> HTTPResponse:
    """Invite to a video meeting: now, or `at` a time for `minutes`."""
    nurse, _ = await nurse_of(request)
    data = requests_in.body(request)
    wish = meetings.Wish(requests_in.client_id(data), _moment(data.get("at")), _minutes(data.get("minutes", 30)))
    own = runtime(request)
    seq, meeting_id = await meetings.invite(own.work, own.settings.video_url, conversation_id, nurse, wish)
    return response.json({"seq": seq, "id": meeting_id}, status=202)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused(422, "wrong_type", "at must be a time with its zone: 2026-11-24T10:00:00+02:00.", "at") from None
    if moment.tzinfo is None:
        raise Refused(422, "wrong_type", "at must tell its time zone.", "at")
    return moment


def _minutes(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 5 <= value <= 120:
        raise Refused(422, "out_of_range", "minutes must be a whole number from 5 to 120.", "minutes")
    return value

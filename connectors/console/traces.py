"""The audit log to read and to take out. Looking at it leaves a trace of its own."""
from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta

from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console.blueprint import api
from connectors.console.session import nurse_of, runtime
from content.texts import HELSINKI
from handoff import audit
from handoff.errors import Refused
from handoff.statistics import as_csv

PAGE, LONGEST_EXPORT = 100, 100_000


@api.get("/audit")
async def traces(request: Request) -> HTTPResponse:
    """Entries, newest first: `from`, `to` (days, both included), `actor`, `action`, `conversation`, `before` (id).

    `format=csv` gives up to 100,000 lines; number of lines and SHA-256 of the file are noted in the log itself.
    """
    reader, _ = await nurse_of(request)
    own = runtime(request)
    asked = {name: request.args.get(name) or None for name in ("from", "to", "actor", "action", "conversation")}
    before = requests_in.number(request.args.get("before"), "before", 0, 2**31) or None
    wanted = audit.Wanted(_midnight(asked["from"], "from"), _midnight(asked["to"], "to", 1), asked["actor"],
                          asked["action"], asked["conversation"], before)
    as_file = request.args.get("format") == "csv"
    detail = {name: value for name, value in asked.items() if value}
    async with own.database.write() as session:
        rows = await audit.find(session, wanted, LONGEST_EXPORT if as_file else PAGE)
        if as_file:
            text = as_csv.table(("id", "at", "actor", "action", "conversation_id", "detail"), (
                (row.id, row.at.isoformat(), row.actor, row.action, row.conversation_id or "",
                 json.dumps(row.detail, ensure_ascii=False, sort_keys=True) if row.detail else "") for row in rows))
            detail |= {"lines": len(rows), "sha256": hashlib.sha256(text.encode()).hexdigest()}     # type: ignore[dict-item]
        await audit.record(session, own.clock.now(), reader.username, "export_audit" if as_file else "open_audit",
                           None, detail)
    if as_file:
        return response.text(text, content_type="text/csv; charset=utf-8", headers={
            "Content-Disposition": "attachment; filename=neuvo-audit.csv"})
    return response.json({"entries": [{
        "id": row.id, "at": row.at.isoformat(), "actor": row.actor, "action": row.action,
        "conversation_id": row.conversation_id, "detail": row.detail} for row in rows],
        "more": len(rows) == PAGE})


def _midnight(text: str | None, name: str, later: int = 0) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=later), time(), HELSINKI)
    except ValueError:
        raise Refused(422, "wrong_type", f"{name} must be a day: 2026-11-23.", name) from None

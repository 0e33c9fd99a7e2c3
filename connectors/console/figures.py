"""Statistics and feedback for supervisors."""
from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sanic import Request, response
from sanic.response import HTTPResponse

from connectors import requests_in
from connectors.console.blueprint import api
from connectors.console.session import nurse_of, runtime
from content import LANGUAGES
from content import queues as queue_table
from content.texts import HELSINKI
from handoff import audit
from handoff import statistics as figures
from handoff.errors import Refused
from handoff.models import Feedback
from handoff.statistics import as_csv
from handoff.statistics.week import BOT_ONLY

LONGEST_DAYS = 92
FEEDBACK_SHOWN = 200


@api.get("/statistics")
async def statistics(request: Request) -> HTTPResponse:
    """`from` (a Finnish day), `days` (1, or 7 from a Monday), `language` or `queue`; `format=csv` for a spreadsheet."""
    await nurse_of(request)
    own = runtime(request)
    now = own.clock.now()
    asked = figures.Figures(
        _day(request.args.get("from")) or now.astimezone(HELSINKI).date(),
        requests_in.number(request.args.get("days"), "days", 1, 7),
        _known(request, "language", LANGUAGES),
        _known(request, "queue", [BOT_ONLY, *(queue.id for queue in queue_table.queues.get().queues)]))
    async with own.database.read() as session:
        found = await figures.report(session, own.conversations.speaker(now).hours, now, asked)
    if request.args.get("format") == "csv":
        return response.text(as_csv.figures(found), content_type="text/csv; charset=utf-8", headers={
            "Content-Disposition": f"attachment; filename=neuvo-{found['from']}-{asked.days}.csv"})
    titles = {queue.id: queue.title for queue in queue_table.queues.get().queues}
    for row in found["rows"]:
        if row["part"] == "queue":
            row["titles"] = titles.get(row["key"])
    return response.json(found)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(422, "wrong_type", "from must be a day: 2026-11-23.", "from") from None


def _known(request: Request, name: str, allowed: object) -> str | None:
    value = request.args.get(name)
    if value and value not in list(allowed):        # type: ignore[call-overload]
        raise Refused(422, "out_of_range", f"{name} is not known.", name)
    return value or None


@api.get("/feedback")
async def feedback(request: Request) -> HTTPResponse:
    """Newest feedback of the last `days`: score and words, without the conversation they belong to."""
    supervisor, _ = await nurse_of(request)
    own = runtime(request)
    now = own.clock.now()
    days = requests_in.number(request.args.get("days"), "days", 30, LONGEST_DAYS) or 30
    async with own.database.write() as session:
        rows = (await session.scalars(sa.select(Feedback).where(Feedback.at > now - timedelta(days=days))
                                      .order_by(Feedback.at.desc()).limit(FEEDBACK_SHOWN))).all()
        await audit.record(session, now, supervisor.username, "open_feedback", None, {"days": days, "count": len(rows)})
    return response.json({"feedback": [{
        "day": row.at.astimezone(HELSINKI).date().isoformat(), "score": row.score, "text": row.text,
        "language": row.language} for row in rows]})

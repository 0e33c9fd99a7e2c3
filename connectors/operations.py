"""Health, readiness and metrics, for those who run the service."""
from __future__ import annotations

import asyncio

import sqlalchemy as sa
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors import metrics
from handoff.models import Conversation
from handoff.queues import duty
from handoff.queues.services import counts

views = Blueprint("operations")


@views.get("/healthz")
async def healthy(request: Request) -> HTTPResponse:
    """The process lives."""
    return response.json({"status": "ok"})


@views.get("/readyz")
async def ready(request: Request) -> HTTPResponse:
    """Database and engine answer; 503 and which one does not."""
    own = request.app.ctx.runtime

    async def database() -> bool:
        try:
            async with own.database.read() as session:
                await session.execute(sa.select(Conversation.id).limit(1))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    parts = dict(zip(("database", "engine"), await asyncio.gather(database(), own.engine.ready()), strict=True))
    return response.json({"status": "ready" if all(parts.values()) else "not ready", **parts},
                         status=200 if all(parts.values()) else 503)


@views.get("/metrics")
async def show_metrics(request: Request) -> HTTPResponse:
    own = request.app.ctx.runtime
    metrics.STREAMS.set(own.hub.streams)
    metrics.DEAD_LETTERS.clear()
    for endpoint in own.settings.connectors.endpoints:
        metrics.DEAD_LETTERS.labels(endpoint.name).set(0)
    for name, count in (await own.deliveries.dead()).items():
        metrics.DEAD_LETTERS.labels(name).set(count)
    async with own.database.read() as session:
        metrics.WAITING.clear()
        metrics.OVERDUE.clear()
        for queue, count in (await counts(session, own.clock.now())).items():
            metrics.WAITING.labels(queue or "none").set(count.waiting)
            if count.overdue:
                metrics.OVERDUE.labels(queue or "none").set(count.overdue)
        metrics.NURSES_THERE.set(await duty.how_many(session, own.clock.now(), own.queues.rules))
    return response.raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

"""Puts the connectors of one process together."""
from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.handoff.courier import Courier
from connectors.handoff.letters import Writer
from connectors.handoff.webhook import Webhook
from content import queues as queue_table
from handoff.attachments import Store
from handoff.clock import Clock
from handoff.database import Database
from handoff.outbox.services import Deliveries
from handoff.summary.fhir import Names
from handoff.wake import Hub

if TYPE_CHECKING:
    from connectors.settings import Settings


def courier(settings: Settings, database: Database, hub: Hub, store: Store, clock: Clock) -> tuple[Deliveries, Courier]:
    """What is kept about deliveries, and what makes them."""
    own = settings.connectors
    deliveries = Deliveries(database, own.patience)
    connectors = {endpoint.name: Webhook(endpoint, clock, own.timeout) for endpoint in own.endpoints}
    writers = {name: Writer(name, Names(settings.fhir_url), store, _held_by(name)) for name in connectors}
    return deliveries, Courier(database, hub, deliveries, connectors, writers, clock)


def _held_by(name: str):  # type: ignore[no-untyped-def]
    def held(queue_id: str | None) -> bool:
        queue = queue_table.queues.get().get(queue_id)
        return queue is not None and queue.connector == name
    return held

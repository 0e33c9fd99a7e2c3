"""The FHIR summary over HTTP: content type, validity, who may see it, and the trace it leaves."""
from __future__ import annotations

import sqlalchemy as sa

from tests.handoff import r4
from tests.service.conftest import Service


def test_the_fhir_summary_is_a_valid_bundle_and_each_opening_leaves_a_trace(service: Service) -> None:
    desk = service.nurse()
    family = service.queued("sv")
    answer = desk.get(f"conversations/{family.id}/summary?format=fhir&lang=sv")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/fhir+json"
    bundle = answer.json()
    r4.check_bundle(bundle)
    [message] = r4.of(bundle, "Communication")
    text = desk.get(f"conversations/{family.id}/summary?format=text&lang=sv").text
    assert message["payload"][0]["contentString"] == text and text.startswith("SAMMANDRAG")
    engine = sa.create_engine(service.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        details = connection.execute(sa.text(
            "SELECT detail FROM audit WHERE conversation_id = :id AND action = 'open_summary' AND actor = :actor"),
            {"id": family.id, "actor": desk.username}).scalars().all()
    engine.dispose()
    assert sum('"fhir"' in str(detail).replace("'", '"') for detail in details) == 1


def test_the_fhir_summary_is_for_nurses_who_may_see_the_conversation(service: Service) -> None:
    family = service.queued()
    editor = service.nurse(role="editor")
    assert editor.get(f"conversations/{family.id}/summary?format=fhir").status_code == 403

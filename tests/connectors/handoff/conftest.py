"""A service whose English chat queue belongs to a county's chat system, and that system, on both databases."""
from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests import databases
from tests.connectors.handoff.receiver import Receiver
from tests.ports import free_port
from tests.service.conftest import MONDAY_MORNING, ROOT, Service
from tests.service.engine_stand_in import EngineStandIn

SECRET = "whsec_" + base64.b64encode(b"the secret of this test only....").decode()


def data_with_connector(folder: Path) -> Path:
    """The editors' files with `connector: county` at the English chat queue."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("nlu", "stories"))
    file = data / "service" / "queues.yml"
    table = yaml.safe_load(file.read_text())
    for queue in table["queues"]:
        if queue["id"] == "chat-en":
            queue["connector"] = "county"
    file.write_text(yaml.safe_dump(table, allow_unicode=True))
    return data


@pytest.fixture(scope="module", params=databases.KINDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp(f"connector-{request.param}")
    with databases.fresh(request.param, home) as url:
        port, engine_port, county_port = free_port(), free_port(), free_port()
        ahead = (datetime.fromisoformat(MONDAY_MORNING) - datetime.now(UTC)).total_seconds()
        (home / "clock").write_text(f"{ahead:+.0f}")
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "NEUVO_HOME": str(home), "NEUVO_DATABASE_URL": url,
            "NEUVO_PORT": str(port), "NEUVO_ENGINE_PORT": str(engine_port), "NEUVO_ENGINE_KEY": "test",
            "NEUVO_CLOCK": str(home / "clock"), "NEUVO_LIMITS": "off", "NEUVO_KEEPER_MILLISECONDS": "200",
            "NEUVO_DATA": str(data_with_connector(home)),
            "NEUVO_CONNECTOR_COUNTY_URL": f"http://127.0.0.1:{county_port}/neuvo",
            "NEUVO_CONNECTOR_COUNTY_SECRET": SECRET, "NEUVO_CONNECTOR_TIMEOUT": "1",
            "NEUVO_CONNECTOR_FIRST_PAUSE": "0.1", "NEUVO_CONNECTOR_LONGEST_PAUSE": "0.3",
        }
        running = Service(f"http://127.0.0.1:{port}", request.param, url, home, port, EngineStandIn(engine_port),
                          environment=environment)
        running.start()
        yield running
        running.kill()
        running.engine.stop()


@pytest.fixture
def county(service: Service) -> Iterator[Receiver]:
    """The county's system, well and empty."""
    port = int(service.environment["NEUVO_CONNECTOR_COUNTY_URL"].rsplit(":", 1)[1].split("/")[0])
    receiver = Receiver(port, SECRET)
    receiver.start()
    yield receiver
    receiver.stop()

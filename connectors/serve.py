"""Entry point of the service process: `python -m connectors.serve`."""
from __future__ import annotations

import os
import sys

from connectors import logs
from connectors.app import create_app
from connectors.settings import SettingError, Settings, read
from content import answers, contacts, hours, questionnaires, queues
from content.files import ContentError
from handoff.database import migrate
from safety import danger


def read_content() -> None:
    """Read every text once before anybody is served; raises ContentError naming file, line and cure."""
    for watched in (answers.library, hours.hours, queues.queues, questionnaires.catalogue):
        watched.get()
    contacts.phones()
    danger.find("")


def check_connectors(settings: Settings) -> None:
    """Raises SettingError where a queue belongs to a connector that the environment does not set up."""
    for queue in queues.queues.get().queues:
        if queue.connector and settings.connectors.get(queue.connector) is None:
            variable = f"NEUVO_CONNECTOR_{queue.connector.upper().replace('-', '_')}"
            raise SettingError(f'queue "{queue.id}" belongs to the connector "{queue.connector}"; set {variable}_URL and '
                               f"{variable}_SECRET, or take `connector` out of data/service/queues.yml")


def main() -> int:
    logs.configure(os.environ.get("NEUVO_LOG_LEVEL", "INFO"))
    try:
        settings = read()
        read_content()
        check_connectors(settings)
    except (SettingError, ContentError) as error:
        print(f"neuvo: {error}", file=sys.stderr)
        return 2
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate(settings.database_url)
    app = create_app(settings)
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

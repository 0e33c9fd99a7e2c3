"""The queues of data/service/queues.yml, and which of them a conversation belongs to."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from content import LANGUAGES, service
from content.files import ContentError, Document, Watched, data_dir, load, localised
from content.texts import Localised

CHANNELS = ("chat", "message")
_CONNECTOR = re.compile(r"[a-z][a-z0-9-]{0,19}")
KINDS = ("central", "site", "transfer")     # only a central queue is reached without a nurse's hand


@dataclass(frozen=True)
class Queue:
    id: str
    channel: str
    title: Localised
    languages: tuple[str, ...] = ()             # empty = any
    municipalities: tuple[str, ...] = ()        # empty = any
    system_area: str | None = None              # of the patient information system; None = any
    out_of_area: bool = False                   # only for residents of other counties
    kind: str = "central"
    connector: str | None = None                # the chat system that serves it (docs/connectors.md); None = our desk

    @property
    def conditions(self) -> int:
        """How many conditions it has: the more, the more particular."""
        return sum(map(bool, (self.languages, self.municipalities, self.system_area)))


@dataclass(frozen=True)
class QueueTable:
    queues: tuple[Queue, ...]
    default: dict[str, str]
    areas: dict[str, tuple[str, ...]]           # patient-system area -> municipalities

    def get(self, queue_id: str | None) -> Queue | None:
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def route(self, channel: str, language: str, municipality: str | None = None, out_of_area: bool = False) -> Queue:
        """The most particular central queue whose conditions all hold, of equals the first; else the default.

        `out_of_area`: the family lives in another county; those have queues of their own, in every language.
        """
        fitting = [queue for queue in self.queues if queue.kind == "central" and queue.channel == channel
                   and self._holds(queue, language, municipality, out_of_area)]
        if fitting:
            return max(fitting, key=lambda queue: (queue.out_of_area, queue.conditions))    # of equals the first
        found = self.get(self.default[channel])
        assert found is not None        # checked when the file was read
        return found

    def _holds(self, queue: Queue, language: str, municipality: str | None, out_of_area: bool) -> bool:
        return ((not queue.languages or language in queue.languages)
                and (not queue.municipalities or municipality in queue.municipalities)
                and (queue.system_area is None or municipality in self.areas[queue.system_area])
                and (not queue.out_of_area or out_of_area))


def path() -> Path:
    return data_dir() / "service" / "queues.yml"


def read_queues() -> QueueTable:
    """Load queues.yml; raises ContentError with file and line when it cannot be used."""
    document = load(path())
    areas = {str(name): tuple(members or ()) for name, members in (document.data.get("system_areas") or {}).items()}
    known = {each.id for each in service.county.get().municipalities}
    for name, members in areas.items():
        for member in members:
            if member not in known:
                raise document.error(("system_areas", name), f'"{member}" is not a municipality of the county',
                                     "use an id of municipalities.yml")
    found: list[Queue] = []
    for index in range(len(document.data.get("queues") or [])):
        queue = _queue(document, index, areas)
        if any(other.id == queue.id for other in found):
            raise document.error(("queues", index), f'queue "{queue.id}" stands twice', "give each queue its own id")
        found.append(queue)
    default = dict(document.data.get("default") or {})
    for channel in CHANNELS:
        if default.get(channel) not in {queue.id for queue in found if queue.channel == channel}:
            raise ContentError(path(), document.line("default"), f"no default queue for {channel}",
                               "name one of the queues, so that nobody is lost")
    return QueueTable(tuple(found), default, areas)


def _queue(document: Document, index: int, areas: dict[str, tuple[str, ...]]) -> Queue:
    key, entry = ("queues", index), document.data["queues"][index]
    for name, allowed in (("channel", CHANNELS), ("kind", KINDS)):
        if entry.get(name, "central" if name == "kind" else None) not in allowed:
            raise document.error(key, f'{name} "{entry.get(name)}" is not known', f"use {' or '.join(allowed)}")
    for language in entry.get("languages") or ():
        if language not in LANGUAGES:
            raise document.error(key, f'language "{language}" is not known', f"use {', '.join(LANGUAGES)}")
    area = entry.get("system_area")
    if area is not None and area not in areas:
        raise document.error(key, f'system area "{area}" is not known', "name it in system_areas")
    return Queue(str(entry["id"]), entry["channel"], localised(document, *key, "title"),
                 tuple(entry.get("languages") or ()), tuple(entry.get("municipalities") or ()), area,
                 bool(entry.get("out_of_area")), entry.get("kind", "central"), _connector(document, key))


def _connector(document: Document, key: tuple[str, int]) -> str | None:
    name = document.data["queues"][key[1]].get("connector")
    if name is not None and not (isinstance(name, str) and _CONNECTOR.fullmatch(name)):
        raise document.error(key, f'connector "{name}" is not a name', "use small letters, digits and -, at most 20")
    return name


queues: Watched[QueueTable] = Watched(lambda: [path(), service.path()], read_queues)

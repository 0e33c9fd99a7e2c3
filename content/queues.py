"""The queues of data/service/queues.yml, and which of them a conversation belongs to."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from content.files import ContentError, Watched, data_dir, load, localised
from content.texts import Localised

CHANNELS = ("chat", "message")


@dataclass(frozen=True)
class Queue:
    id: str
    channel: str
    title: Localised
    languages: tuple[str, ...]
    municipalities: tuple[str, ...] = ()        # empty = any


@dataclass(frozen=True)
class QueueTable:
    queues: tuple[Queue, ...]
    default: dict[str, str]

    def get(self, queue_id: str) -> Queue | None:
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def route(self, channel: str, language: str, municipality: str | None = None) -> Queue:
        """The first queue whose conditions hold; the channel's default where none does."""
        for queue in self.queues:
            if (queue.channel == channel and language in queue.languages
                    and (not queue.municipalities or municipality in queue.municipalities)):
                return queue
        found = self.get(self.default[channel])
        assert found is not None        # checked when the file was read
        return found


def path() -> Path:
    return data_dir() / "service" / "queues.yml"


def read_queues() -> QueueTable:
    """Load queues.yml; raises ContentError with file and line when it cannot be used."""
    document = load(path())
    found: list[Queue] = []
    for index, entry in enumerate(document.data.get("queues") or []):
        key = ("queues", index)
        if entry.get("channel") not in CHANNELS:
            raise document.error(key, f'channel "{entry.get("channel")}" is not known', "use chat or message")
        if any(queue.id == entry.get("id") for queue in found):
            raise document.error(key, f'queue "{entry["id"]}" stands twice', "give each queue its own id")
        found.append(Queue(str(entry["id"]), entry["channel"], localised(document, *key, "title"),
                           tuple(entry.get("languages") or ()), tuple(entry.get("municipalities") or ())))
    default = dict(document.data.get("default") or {})
    for channel in CHANNELS:
        if default.get(channel) not in {queue.id for queue in found if queue.channel == channel}:
            raise ContentError(path(), document.line("default"), f"no default queue for {channel}",
                               "name one of the queues, so that nobody is lost")
    return QueueTable(tuple(found), default)


queues: Watched[QueueTable] = Watched(lambda: [path()], read_queues)

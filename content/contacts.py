"""Phone numbers that are always shown, and a notice of maintenance. From data/service/."""
from __future__ import annotations

from dataclasses import dataclass

from content.files import Watched, data_dir, load, localised
from content.texts import Localised


@dataclass(frozen=True)
class Phone:
    id: str
    number: str | None      # as dialled; None where it is not known yet
    shown: str | None       # as read
    title: Localised
    hours: Localised | None


def read_phones() -> tuple[Phone, ...]:
    """Load contacts.yml; raises ContentError with file and line."""
    document = load(data_dir() / "service" / "contacts.yml")
    found = []
    for name, entry in document.data.items():
        number = entry.get("number")
        if number is not None and not str(number).replace("+", "").isdigit():
            raise document.error((name, "number"), f'"{number}" is not a phone number',
                                 'write digits only, in quotation marks; write how it is read under "shown"')
        found.append(Phone(name, str(number) if number else None, entry.get("shown") or (str(number) if number else None),
                           localised(document, name, "title"), localised(document, name, "hours", required=False)))
    return tuple(found)


_phones: Watched[tuple[Phone, ...]] = Watched(lambda: [data_dir() / "service" / "contacts.yml"], read_phones)


def phones() -> tuple[Phone, ...]:
    """Every phone, in the file's order."""
    return _phones.get()


@dataclass(frozen=True)
class Notice:
    """A notice of maintenance, or none."""

    text: Localised | None


def _maintenance_path():  # type: ignore[no-untyped-def]
    return data_dir() / "service" / "maintenance.yml"


def read_maintenance() -> Notice:
    path = _maintenance_path()
    if not path.exists():
        return Notice(None)
    document = load(path)
    if not document.data or not document.data.get("show"):
        return Notice(None)
    return Notice(localised(document, "text"))


class _Maintenance:
    _watched: Watched[Notice] = Watched(lambda: [_maintenance_path()], read_maintenance)

    def get(self) -> Localised | None:
        """The notice that is to be shown now."""
        return self._watched.get().text


maintenance = _Maintenance()

"""Asks the catalogue over HTTP: pages, time-outs, repeated tries. Knows nothing of what the documents mean.

Reading needs no account. Source: https://api.palvelutietovaranto.suomi.fi/swagger/ui/index.html (v11).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

ADDRESS = "https://api.palvelutietovaranto.suomi.fi/api/v11/"
MOST_PAGES = 2000  # a whole city is about 80; more means that the answer is not what we think
AGAIN = {429, 500, 502, 503, 504}


class CatalogueError(Exception):
    """The catalogue did not give what was asked: one sentence with the cure."""


@dataclass(frozen=True)
class Patience:
    """How long we wait and how often we try. Seconds."""

    connect: float = 5.0
    read: float = 60.0  # a page is over a megabyte and the catalogue is slow to put it together
    tries: int = 5
    first_pause: float = 1.0  # doubled after each try
    longest_pause: float = 120.0  # a catalogue that asks for more is left in peace until later


class Catalogue:
    """The open API; `get` gives one document, `items` all documents of a paged list."""

    def __init__(
        self,
        address: str = ADDRESS,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._address = address.rstrip("/") + "/"
        self._patience = patience or Patience()
        self._sleep, self._tell = sleep, tell
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json", "User-Agent": "Neuvo (reads opening hours)"})

    def items(self, path: str, **params: str) -> Iterator[dict[str, Any]]:
        """Every item of a paged list, page after page; raises CatalogueError when any page cannot be had."""
        page, pages = 1, 1
        while page <= pages:
            document = self.get(path, page=str(page), **params)
            found = document.get("itemList") if isinstance(document, dict) else None
            if not isinstance(found, list):
                raise CatalogueError(
                    f"{path}, page {page}: the answer holds no itemList, so it is not a v11 list; "
                    "see whether the catalogue has changed its version."
                )
            pages = int(document.get("pageCount") or 1)
            if pages > MOST_PAGES:
                raise CatalogueError(f"{path}: the catalogue promises {pages} pages; narrow `read:` in ptv.yml.")
            self._tell(f"{path}: page {page} of {pages}")
            yield from (item for item in found if isinstance(item, dict))
            page += 1

    def get(self, path: str, **params: str) -> Any:
        """One document as plain data; tries again where that can help, raises CatalogueError where it cannot."""
        reason = ""
        for attempt in range(self._patience.tries):
            if attempt:
                self._tell(f"{path}: {reason}; trying again")
            try:
                answer = self._session.get(
                    self._address + path, params=params, timeout=(self._patience.connect, self._patience.read)
                )
            except requests.Timeout:
                reason, asked = "no answer in time", 0.0
            except requests.RequestException as error:
                reason, asked = f"no connection ({type(error).__name__})", 0.0
            else:
                if answer.status_code == 200:
                    try:
                        return answer.json()
                    except requests.JSONDecodeError:
                        reason, asked = "the answer is not whole JSON", 0.0
                elif answer.status_code in AGAIN:
                    reason, asked = f"the catalogue answered {answer.status_code}", _retry_after(answer)
                else:
                    raise CatalogueError(
                        f"{path}: the catalogue refused ({answer.status_code} {_words(answer)}); "
                        "correct `read:` in data/service/ptv.yml."
                    )
            self._pause(path, attempt, asked)
        raise CatalogueError(f"{path}: {reason}, after {self._patience.tries} tries; try again later.")

    def _pause(self, path: str, attempt: int, asked: float) -> None:
        if asked > self._patience.longest_pause:
            raise CatalogueError(f"{path}: the catalogue asks us to wait {asked:.0f} s; try again then.")
        if attempt + 1 < self._patience.tries:
            self._sleep(max(asked, min(self._patience.first_pause * 2**attempt, self._patience.longest_pause)))


def _retry_after(answer: requests.Response) -> float:
    """Seconds the server asks us to wait: a number or an HTTP date (RFC 9110, 10.2.3); 0 when it says nothing."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _words(answer: requests.Response) -> str:
    """The catalogue's own words on a refusal: {"field": ["why"]}, or the reason phrase."""
    try:
        body = answer.json()
    except requests.JSONDecodeError:
        return answer.reason or ""
    if isinstance(body, dict):
        return "; ".join(
            f"{name}: {' '.join(map(str, why)) if isinstance(why, list) else why}" for name, why in body.items()
        )[:300]
    return str(body)[:300]

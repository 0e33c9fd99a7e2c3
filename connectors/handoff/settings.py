"""Connectors from the environment. Which queue belongs to which stands in data/service/queues.yml; a secret never does."""
from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from handoff.outbox.services import Patience

_NAMED = re.compile(r"NEUVO_CONNECTOR_([A-Z][A-Z0-9_]{0,19})_URL")
SHORTEST_SECRET = 24        # bytes; the specification asks for 24 to 64


class ConnectorError(ValueError):
    """A setting that cannot be used; the message says which and how to mend it, without the secret."""


@dataclass(frozen=True)
class Endpoint:
    """Where a county's chat system listens. The first secret signs; any of them is good for what comes in."""

    name: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def loopback(self) -> bool:
        return urlsplit(self.url).hostname in ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class ConnectorSettings:
    endpoints: tuple[Endpoint, ...] = ()
    timeout: float = 10.0               # seconds that the other side has to answer
    patience: Patience = Patience()

    def get(self, name: str | None) -> Endpoint | None:
        return next((endpoint for endpoint in self.endpoints if endpoint.name == name), None)


def read(environment: Mapping[str, str]) -> ConnectorSettings:
    """Raises ConnectorError for what cannot be used."""
    endpoints = []
    for variable, url in sorted(environment.items()):
        match = _NAMED.fullmatch(variable)
        if match and url:
            endpoints.append(_endpoint(match.group(1), url, environment))
    timeout = _seconds(environment, "NEUVO_CONNECTOR_TIMEOUT", 10)
    return ConnectorSettings(tuple(endpoints), timeout, Patience(
        first=_seconds(environment, "NEUVO_CONNECTOR_FIRST_PAUSE", 2),
        longest=_seconds(environment, "NEUVO_CONNECTOR_LONGEST_PAUSE", 600),
        give_up=3600 * _seconds(environment, "NEUVO_CONNECTOR_GIVE_UP_HOURS", 72), lease=2 * timeout))


def _endpoint(name: str, url: str, environment: Mapping[str, str]) -> Endpoint:
    variable = f"NEUVO_CONNECTOR_{name}_SECRET"
    secrets = tuple(environment.get(variable, "").split())
    endpoint = Endpoint(name.lower().replace("_", "-"), url, secrets)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ConnectorError(f"NEUVO_CONNECTOR_{name}_URL is not an address; write https://host/path")
    if parts.scheme == "http" and not endpoint.loopback:
        raise ConnectorError(f"NEUVO_CONNECTOR_{name}_URL must be https: health data is never sent in the clear")
    if not secrets:
        raise ConnectorError(f"{variable} is missing; make one with: "
                             "python3 -c 'import base64, os; print(\"whsec_\" + base64.b64encode(os.urandom(32)).decode())'")
    for secret in secrets:
        try:
            length = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True))
        except (binascii.Error, ValueError):
            length = 0
        if length < SHORTEST_SECRET:
            raise ConnectorError(f"{variable} must be base64 of at least {SHORTEST_SECRET} random bytes, "
                                 "with or without whsec_ before it")
    return endpoint


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name)
    if not text:
        return float(default)
    if not re.fullmatch(r"\d+(\.\d+)?", text) or float(text) <= 0:
        raise ConnectorError(f'{name} is "{text}"; it must be a number above zero')
    return float(text)

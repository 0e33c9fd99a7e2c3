"""Settings of the service, read once from the environment. Names and meanings: docs/operations.md."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from connectors.handoff import settings as connector_settings
from connectors.handoff.settings import ConnectorError, ConnectorSettings
from handoff.queues.duty import Rules
from handoff.retention import Times
from handoff.summary import fhir

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    home: Path
    host: str
    port: int
    database_url: str
    engine_url: str
    engine_key: str
    web_folder: Path
    allow_drafts: bool
    public_url: str | None
    allowed_origins: tuple[str, ...]
    trusted_proxies: int
    retention: Times
    rules: Rules
    keeper_seconds: float
    neutral_url: str | None
    fhir_url: str
    video_url: str | None
    brakes: bool = True
    connectors: ConnectorSettings = ConnectorSettings()

    @property
    def https(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https:"))


class SettingError(ValueError):
    """A setting that cannot be used; the message says which and how to mend it."""


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; raises SettingError for one that makes no sense."""
    home = Path(environment.get("NEUVO_HOME") or ROOT / ".neuvo").resolve()
    return Settings(
        home=home,
        host=environment.get("NEUVO_HOST") or "127.0.0.1",
        port=_number(environment, "NEUVO_PORT", 8080),
        database_url=environment.get("NEUVO_DATABASE_URL") or f"sqlite:///{home / 'neuvo.db'}",
        engine_url=f"http://127.0.0.1:{_number(environment, 'NEUVO_ENGINE_PORT', 5005)}",
        engine_key=environment.get("NEUVO_ENGINE_KEY", ""),
        web_folder=Path(environment.get("NEUVO_WEB") or ROOT / "web" / "dist"),
        allow_drafts=environment.get("NEUVO_DRAFTS", "show") != "forbid",
        public_url=environment.get("NEUVO_PUBLIC_URL") or None,
        allowed_origins=tuple(filter(None, environment.get("NEUVO_ORIGINS", "*").split(","))),
        trusted_proxies=_number(environment, "NEUVO_TRUSTED_PROXIES", 0),
        retention=Times(
            unfinished=timedelta(hours=_number(environment, "NEUVO_KEEP_UNFINISHED_HOURS", 24)),
            closed=timedelta(days=_number(environment, "NEUVO_KEEP_CLOSED_DAYS", 30)),
            review=timedelta(days=_number(environment, "NEUVO_KEEP_REVIEW_DAYS", 90)),
            abandoned=timedelta(days=_number(environment, "NEUVO_KEEP_ABANDONED_DAYS", 30)),
            unanswered=timedelta(days=_number(environment, "NEUVO_KEEP_UNANSWERED_DAYS", 365, least=90)),
        ),
        rules=Rules(gone_after=timedelta(seconds=_number(environment, "NEUVO_NURSE_GONE_SECONDS", 180, least=60)),
                    reopen_within=timedelta(hours=_number(environment, "NEUVO_REOPEN_HOURS", 24))),
        keeper_seconds=_number(environment, "NEUVO_KEEPER_MILLISECONDS", 5000, least=50) / 1000,
        neutral_url=environment.get("NEUVO_NEUTRAL_URL") or None,
        fhir_url=(environment.get("NEUVO_FHIR_URL") or fhir.DEFAULT_ADDRESS).rstrip("/"),
        video_url=_video(environment.get("NEUVO_VIDEO_URL")),
        brakes=environment.get("NEUVO_LIMITS", "on") != "off",
        connectors=_connectors(environment),
    )


def _connectors(environment: Mapping[str, str]) -> ConnectorSettings:
    try:
        return connector_settings.read(environment)
    except ConnectorError as error:
        raise SettingError(str(error)) from None


def _video(template: str | None) -> str | None:
    """The provider's address with {room} in it: https only, since whoever knows the address may come in."""
    if not template:
        return None
    if not template.startswith("https://") or template.count("{room}") != 1:
        raise SettingError(f'NEUVO_VIDEO_URL is "{template}"; it must begin with https:// and hold {{room}} once')
    return template


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not text.isdigit():
        raise SettingError(f'{name} is "{text}"; it must be a whole number')
    if int(text) < least:
        raise SettingError(f"{name} is {text}; it must be at least {least}")
    return int(text)

"""Signatures both ways, as Standard Webhooks has them: HMAC-SHA256 over id, timestamp and body.

The library signs; looking at what came is done here, because the moment is passed in and nothing may raise but Refused.
"""
from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from handoff.errors import Refused

TOLERANCE = 300         # seconds that a timestamp may differ from our clock
LONGEST_KEY = 100


def headers(secret: str, key: str, now: datetime, content: bytes) -> dict[str, str]:
    """The three headers of a request."""
    return {"webhook-id": key, "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(key, now, content.decode())}


def verify(secrets: tuple[str, ...], given: Mapping[str, str], content: bytes, now: datetime) -> str:
    """The request's key; raises Refused 401 for a missing, wrong or old signature. Any of `secrets` is good."""
    key, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not (stamp.isascii() and stamp.isdigit()):
        raise Refused(401, "not_signed", "Send webhook-id, webhook-timestamp and webhook-signature.")
    if len(stamp) > 12 or abs(int(stamp) - now.timestamp()) > TOLERANCE:
        raise Refused(401, "old_timestamp", f"webhook-timestamp differs from our clock by more than {TOLERANCE} s.")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Refused(401, "bad_signature", "The body is not UTF-8, so it cannot have been signed.") from None
    at = datetime.fromtimestamp(int(stamp), UTC)
    offered = [part.encode() for part in given.get("webhook-signature", "").split()[:10]]
    right = [Webhook(secret).sign(key, at, text).encode() for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in offered for other in right):
        raise Refused(401, "bad_signature", "webhook-signature does not fit the body.")
    return key

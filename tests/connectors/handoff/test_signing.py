"""Signatures: the published form, and everything that is not one."""
from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from connectors.handoff import settings, signing
from handoff.errors import Refused

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime.fromtimestamp(1614265330, UTC)
KEY, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'


def test_the_signature_is_that_of_the_published_example() -> None:
    assert signing.headers(SECRET, KEY, NOW, BODY) == {
        "webhook-id": KEY, "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}


def test_one_good_signature_of_several_is_enough_also_by_the_older_secret() -> None:
    given = signing.headers(SECRET, KEY, NOW, BODY)
    given["webhook-signature"] = f"v2,x v1,AAAA {given['webhook-signature']}"
    newer = "whsec_" + base64.b64encode(b"n" * 32).decode()
    assert signing.verify((newer, SECRET), given, BODY, NOW) == KEY


@pytest.mark.parametrize("change", [
    {"webhook-id": "other"}, {"webhook-id": ""}, {"webhook-id": "x" * 101}, {"webhook-id": "ä"},
    {"webhook-timestamp": "1614265331"}, {"webhook-timestamp": "soon"}, {"webhook-timestamp": "-1"},
    {"webhook-timestamp": "9" * 40}, {"webhook-timestamp": "²"},
    {"webhook-signature": ""}, {"webhook-signature": "v1"}, {"webhook-signature": "v1,ä"}, {"webhook-signature": "v1,AAAA"},
])
def test_what_is_not_exactly_signed_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        signing.verify((SECRET,), signing.headers(SECRET, KEY, NOW, BODY) | change, BODY, NOW)
    assert refused.value.status == 401


@pytest.mark.parametrize("late", [-301, 301])
def test_an_old_or_early_timestamp_is_refused(late: int) -> None:
    given = signing.headers(SECRET, KEY, NOW, BODY)
    assert signing.verify((SECRET,), given, BODY, NOW + timedelta(seconds=late * 299 // 301)) == KEY
    with pytest.raises(Refused) as refused:
        signing.verify((SECRET,), given, BODY, NOW + timedelta(seconds=late))
    assert refused.value.code == "old_timestamp"


@pytest.mark.parametrize("body", [BODY + b" ", b"", b"\xff\xfe"])
def test_another_body_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        signing.verify((SECRET,), signing.headers(SECRET, KEY, NOW, BODY), body, NOW)
    assert refused.value.code == "bad_signature"


@pytest.mark.parametrize(("change", "told"), [
    ({"NEUVO_CONNECTOR_COUNTY_URL": "http://chat.example.fi/in"}, "must be https"),
    ({"NEUVO_CONNECTOR_COUNTY_URL": "chat.example.fi"}, "not an address"),
    ({"NEUVO_CONNECTOR_COUNTY_SECRET": ""}, "is missing"),
    ({"NEUVO_CONNECTOR_COUNTY_SECRET": "c2hvcnQ="}, "24 random bytes"),
    ({"NEUVO_CONNECTOR_COUNTY_SECRET": "not base64 !"}, "24 random bytes"),
    ({"NEUVO_CONNECTOR_TIMEOUT": "long"}, "above zero"),
])
def test_a_setting_that_cannot_be_used_is_told_without_the_secret(change: dict[str, str], told: str) -> None:
    right = {"NEUVO_CONNECTOR_COUNTY_URL": "https://chat.example.fi/in", "NEUVO_CONNECTOR_COUNTY_SECRET": SECRET}
    endpoint = settings.read(right).get("county")
    assert endpoint is not None and SECRET not in repr(endpoint)
    with pytest.raises(settings.ConnectorError, match=told) as error:
        settings.read(right | change)
    assert SECRET not in str(error.value) and "c2hvcnQ" not in str(error.value)


def test_pauses_double_up_to_the_longest() -> None:
    patience = settings.Patience(first=2, longest=600)
    assert [patience.pause(tries) for tries in (1, 2, 3, 9, 10, 1000)] == [2, 4, 8, 512, 600, 600]

"""Roles: one table, asked by every endpoint and every stream. A route without a rule fails here."""
from __future__ import annotations

import uuid

import pytest
import requests

from connectors import settings
from connectors.app import create_app
from connectors.console import permissions
from tests.service.conftest import Desk, Service

ROLES = sorted(permissions.TABLE)
ONE = "00000000-0000-0000-0000-000000000000"


def routes() -> set[str]:
    app = create_app(settings.read({}), name=f"roles{uuid.uuid4().hex[:6]}")
    app.finalize()
    return {f"{method} {'/' + route.path.lstrip('/')}".replace(permissions.PREFIX, "", 1).rstrip("/")
            for route in app.router.routes if ("/" + route.path).startswith(permissions.PREFIX)
            for method in route.methods if method != "OPTIONS"}


def test_every_console_route_has_a_rule_and_every_rule_a_route() -> None:
    assert routes() == set(permissions.ROUTES)
    assert set(permissions.ROUTES.values()) <= {permissions.OPEN}.union(*permissions.TABLE.values())


def test_a_route_without_a_rule_is_open_to_nobody() -> None:
    with pytest.raises(Exception, match="open to nobody"):
        permissions.rule("GET", "/api/v1/console/something-new")


def address(service: Service, route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    for name in ("conversation_id", "attachment_id", "meeting_id", "account_id"):
        path = path.replace(f"<{name}:str>", ONE)
    return method, f"{service.base}/api/v1/console/{path.replace('<page:int>', '1').replace('<deed:again|skip>', 'again')}"


@pytest.fixture(scope="module")
def desks(service: Service) -> dict[str, Desk]:
    return {role: service.nurse(role=role, name=role.title()) for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_gives_it_and_nothing_else(service: Service, desks: dict[str, Desk], role: str) -> None:
    desk, wrong = desks[role], []
    for route, needed in permissions.ROUTES.items():
        if needed == permissions.OPEN or route == "POST logout":
            continue
        method, url = address(service, route)
        with desk.session.request(method, url, json={} if method != "GET" else None, stream=True, timeout=20,
                                  headers={"X-CSRF-Token": desk.csrf}) as answer:
            refused = answer.status_code == 403 and answer.json()["error"]["code"] == "not_allowed"
        if refused == (needed in permissions.TABLE[role]) or answer.status_code >= 500:
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_no_route_but_login_opens_without_login(service: Service) -> None:
    for route, needed in permissions.ROUTES.items():
        if needed != permissions.OPEN:
            method, url = address(service, route)
            assert requests.request(method, url, json={}, timeout=20).status_code == 401, route


def lines_of(desk: Desk, service: Service, path: str) -> tuple[requests.Response, object]:
    stream = desk.session.get(f"{service.base}/api/v1/console/{path}", stream=True, timeout=20,
                              headers={"Accept": "text/event-stream"})
    lines = stream.iter_lines()
    next(lines)
    return stream, lines


def test_losing_the_role_ends_the_open_streams_and_the_login_at_once(service: Service, desks: dict[str, Desk]) -> None:
    desk = service.nurse(name="Vaihtuva")
    family = service.queued()
    assert desk.post(f"conversations/{family.id}/claim").ok
    board, board_lines = lines_of(desk, service, "stream")
    talk, talk_lines = lines_of(desk, service, f"conversations/{family.id}/events?after=0")
    changed = desks["administrator"].put(f"accounts/{desk.user['id']}", {"role": "editor"})
    assert changed.status_code == 200 and changed.json()["role"] == "editor"
    family.say("ei enää hänelle")
    assert "ei enää hänelle".encode() not in b"\n".join([*board_lines, *talk_lines])     # both end by themselves
    assert desk.get("queues").status_code == 401
    assert desk.login().ok and desk.get("queues").status_code == 403


def test_logging_out_ends_the_stream_of_a_conversation_too(service: Service) -> None:
    desk = service.nurse()
    family = service.queued()
    desk.post(f"conversations/{family.id}/claim")
    _, lines = lines_of(desk, service, f"conversations/{family.id}/events?after=0")
    assert desk.post("logout").status_code == 204
    family.say("onko siellä ketään")
    assert "onko siellä ketään".encode() not in b"\n".join(lines)


def test_accounts_are_made_changed_and_reset_by_administrators(service: Service, desks: dict[str, Desk]) -> None:
    boss = desks["administrator"]
    name = f"uusi{uuid.uuid4().hex[:6]}"
    made = boss.post("accounts", {"username": name, "name": "Uusi", "role": "nurse"})
    assert made.status_code == 201
    fresh = Desk(service.base, name, made.json()["one_time_password"])
    assert fresh.login().json()["user"]["must_change_password"] is True
    account = made.json()["account"]["id"]
    assert made.json()["account"]["languages"] == ["fi", "sv", "en"] and made.json()["account"]["queues"] == []
    some = {"username": f"{name}x", "name": "Toinen", "role": "nurse", "languages": ["sv"], "queues": ["chat-sv"]}
    assert boss.post("accounts", {**some, "queues": ["nowhere"]}).status_code == 422
    added = boss.post("accounts", some).json()["account"]
    assert (added["languages"], added["queues"]) == (["sv"], ["chat-sv"])
    assert boss.get("accounts").json()["serving"] == ["nurse", "supervisor"]
    assert boss.post("accounts", {"username": name, "name": "Toinen", "role": "nurse"}).status_code == 409
    for bad in ({}, {"role": "queen"}, {"languages": []}, {"languages": ["de"]}, {"queues": ["nowhere"]}, {"active": "yes"},
                {"name": " "}, {"name": "\u202e\u2066"}, {"queues": [{}]}):
        assert boss.put(f"accounts/{account}", bad).status_code == 422, bad
    assert boss.put(f"accounts/{account}", {"queues": ["chat-sv"], "languages": ["sv"]}).json()["queues"] == ["chat-sv"]
    assert boss.put(f"accounts/{boss.user['id']}", {"role": "nurse"}).json()["error"]["code"] == "own_account"
    assert boss.put(f"accounts/{ONE}", {"active": False}).status_code == 404
    again = boss.post(f"accounts/{account}/reset").json()["one_time_password"]
    assert fresh.get("me").status_code == 401 and fresh.login().status_code == 401 and fresh.login(again).ok
    assert boss.put(f"accounts/{account}", {"active": False}).ok and fresh.login(again).status_code == 401


def test_a_name_shows_what_it_is_wherever_it_comes_in(service: Service, desks: dict[str, Desk]) -> None:
    """Turned round by U+202E, "annaS" would read as "Sanna"; an unseen mark would make two names look the same."""
    boss, username = desks["administrator"], f"bidi{uuid.uuid4().hex[:6]}"
    made = boss.post("accounts", {"username": f"{username}\u202e\u200b", "name": "\u202eannaS\u202c \u2067Oy\u2069\n", "role": "nurse"})
    assert (made.json()["account"]["username"], made.json()["account"]["name"]) == (username, "annaS Oy")
    assert boss.post("accounts", {"username": f"\u200e{username}", "name": "Sama", "role": "nurse"}).status_code == 409
    assert boss.post("accounts", {"username": "\u2066", "name": "Tyhjä", "role": "nurse"}).json()["error"]["code"] == "empty"
    changed = boss.put(f"accounts/{made.json()['account']['id']}", {"name": "Ma\u202ea\u061cr it\u2028Å"})
    assert changed.json()["name"] == "Maar it Å"
    assert Desk(service.base, f"{username}\u202c", made.json()["one_time_password"]).login().ok


def test_a_password_is_compared_with_every_character_that_was_typed(service: Service) -> None:
    desk = service.nurse()
    typed = " a\u0308 salasana \u202e jossa on kaikkea "
    assert desk.post("password", {"current": desk.password, "new": typed}).status_code == 204
    assert desk.login(typed).ok and desk.login(typed.strip()).status_code == 401


def test_a_nurse_of_another_system_is_no_account_here(service: Service, desks: dict[str, Desk]) -> None:
    boss = desks["administrator"]
    theirs = service.nurse_of_another_system()
    assert theirs not in [account["id"] for account in boss.get("accounts").json()["accounts"]]
    assert boss.put(f"accounts/{theirs}", {"active": True}).status_code == 404
    assert boss.post(f"accounts/{theirs}/reset").status_code == 404

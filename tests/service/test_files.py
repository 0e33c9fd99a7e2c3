"""Files and facts on the wire: packed for browsers that read it, kept by caches for as long as they may be."""
from __future__ import annotations

import gzip
import json

import pytest
import requests

from tests.service.conftest import ROOT, Service

DIST = ROOT / "web" / "dist"


def fetch(service: Service, path: str, packing: str | None) -> requests.Response:
    """The answer as it came: `raw` unpacks nothing."""
    return requests.get(service.base + path, headers={"Accept-Encoding": packing or "identity", "Origin": "https://county.example"},
                        stream=True, timeout=20)


def chat_file() -> str:
    return next(row["file"] for row in json.loads((DIST / "sizes.json").read_text()) if row["name"] == "chat")


@pytest.mark.parametrize(("asked", "packing", "ending"), [
    ("gzip, deflate, br, zstd", "br", ".br"), ("gzip", "gzip", ".gz"), ("br;q=0, gzip;q=0.5", "gzip", ".gz"), (None, None, "")])
def test_the_bundle_comes_as_small_as_the_browser_reads_it(service: Service, asked: str | None, packing: str | None, ending: str) -> None:
    for name in ("widget.js", chat_file()):
        answer = fetch(service, f"/{name}", asked)
        assert answer.headers.get("Content-Encoding") == packing
        assert answer.raw.read(decode_content=False) == (DIST / f"{name}{ending}").read_bytes()
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert {each.strip() for each in answer.headers["Vary"].split(",")} == {"Accept-Encoding", "Origin"}


def test_a_hashed_file_is_kept_for_ever_and_the_loader_shortly(service: Service) -> None:
    assert fetch(service, f"/{chat_file()}", "br").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert fetch(service, "/widget.js", "br").headers["Cache-Control"].startswith("public, max-age=300, ")


def test_a_loader_from_before_an_upgrade_gets_todays_chat_which_is_not_kept_under_the_old_name(service: Service) -> None:
    answer = fetch(service, "/assets/chat-0ldHash0.js", None)
    assert (answer.status_code, answer.content) == (200, (DIST / chat_file()).read_bytes())
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["widget.js.br", "widget.js.gz", "chat.html", "assets/console-0ldHash0.js"])
def test_a_packed_file_has_no_address_of_its_own(service: Service, name: str) -> None:
    assert fetch(service, f"/{name}", "br, gzip").status_code == 404


@pytest.mark.parametrize("path", ["/chat?lang=sv", "/?lang=en", "/api/v1/service"])
def test_what_is_the_same_for_everybody_is_packed_on_the_way(service: Service, path: str) -> None:
    packed, plain = fetch(service, path, "gzip, br"), fetch(service, path, None)
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    raw = packed.raw.read(decode_content=False)
    assert len(raw) < len(plain.content)
    assert gzip.decompress(raw)[:100] == plain.content[:100]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_what_belongs_to_one_family_is_never_packed(service: Service) -> None:
    talk = requests.post(f"{service.base}/api/v1/conversations", json={"language": "fi"}, timeout=20)
    assert "Content-Encoding" not in talk.headers
    log = requests.get(f"{service.base}/api/v1/conversations/{talk.json()['conversation_id']}/events?after=0", timeout=20,
                       headers={"Authorization": f"Bearer {talk.json()['token']}", "Accept-Encoding": "gzip, br"})
    assert len(log.content) > 1_000
    assert "Content-Encoding" not in log.headers

"""The document tells every route that the service has, and no other."""
from __future__ import annotations

import re
import uuid

from connectors import openapi, settings
from connectors.app import create_app

PAGES = "pages"     # what people read and the bundle's files: no API


def routes() -> set[tuple[str, str]]:
    """(method, path as the document writes it) of everything registered but the pages."""
    app = create_app(settings.read({}), name=f"document{uuid.uuid4().hex[:6]}")
    app.finalize()
    return {(method, re.sub(r"<(\w+):[^>]*>", r"{\1}", f"/{route.path}"))
            for route in app.router.routes if route.name.split(".")[1] != PAGES
            for method in route.methods if method not in ("HEAD", "OPTIONS")}


def told() -> set[tuple[str, str]]:
    document = openapi.document()
    return {(method.upper(), (calls.get("servers", document["servers"])[0]["url"] + path).replace("//", "/"))
            for path, calls in document["paths"].items() for method in calls if method != "servers"}


def test_every_route_is_in_the_document_and_every_path_of_it_is_a_route() -> None:
    found = routes()
    assert ("POST", "/api/v1/connectors/{name}") in found and ("GET", "/healthz") in found
    assert found == told()


def test_every_name_in_a_path_is_told_once_with_its_schema() -> None:
    for path, calls in openapi.document()["paths"].items():
        for method, call in calls.items():
            if method != "servers":
                names = [each["name"] for each in call.get("parameters", []) if each["in"] == "path"]
                assert sorted(names) == sorted(re.findall(r"{(\w+)}", path)), path
                assert all("schema" in each for each in call.get("parameters", [])), path


def test_every_call_tells_who_may_or_is_open_on_purpose() -> None:
    unsecured = {path for path, calls in openapi.document()["paths"].items()
                 for method, call in calls.items() if method != "servers" and "security" not in call}
    assert unsecured == {"/service", "/conversations", "/console/login", "/openapi.json", "/healthz", "/readyz", "/metrics"}

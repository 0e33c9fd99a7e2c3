"""Pages and files: demo, full-page chat (also without JavaScript), console, privacy and accessibility pages, bundle.

Strict content security: nothing inline, nothing from elsewhere.
"""
from __future__ import annotations

import html
import json
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from connectors import compression
from connectors.web import service_facts
from content import LANGUAGES
from content import pages as texts_of_pages
from handoff.errors import Refused

views = Blueprint("pages")

POLICY = ("default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors {ancestors}; "
          "img-src 'self' blob: data:; connect-src 'self'")
_WIDGET_FILE = re.compile(r"^/(widget\.js|chat[\w.-]*\.js|chunks?/[\w./-]+|assets/[\w./-]+)$")
_HASHED = re.compile(r"-[\w-]{8,}\.\w+$")
_CHAT_FILE = re.compile(r"^assets/chat-[\w-]+\.js$")
_FOR_EVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=300, stale-while-revalidate=86400"     # a page that comes again does not wait for the loader
_SAFE_FILE = re.compile(r"^[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)*$")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


def is_widget_file(path: str) -> bool:
    """Files that a county's page on another address loads."""
    return bool(_WIDGET_FILE.match(path))


@lru_cache(maxsize=64)
def _file(path: Path, stamp: int) -> bytes:
    return path.read_bytes()


def _read(path: Path) -> bytes:
    return _file(path, path.stat().st_mtime_ns)


def _page(request: Request, name: str, language: str, framed: bool = False) -> HTTPResponse:
    own = request.app.ctx.runtime
    path = own.settings.web_folder / name
    if not path.is_file():
        raise Refused(503, "not_built", "The web bundle has not been built: run ./neuvo up.")
    text = _read(path).decode()
    values = _values(request, language)
    text = re.sub(r"\{\{\s*([a-z_]+)\s*\}\}", lambda match: values.get(match.group(1), ""), text)
    return compression.packed(request, response.html(text, headers={
        "Content-Security-Policy": POLICY.format(ancestors="*" if framed else "'self'"),
        "Cache-Control": "no-cache",
    }))


def _values(request: Request, language: str) -> dict[str, str]:
    """What a page's {{placeholders}} become; everything is escaped here."""
    facts = service_facts.facts(request.app.ctx.runtime.conversations.speaker())
    phones = "".join(
        f'<li><a href="tel:{html.escape(phone["number"])}">{html.escape(phone["shown"])}</a> '
        f'{html.escape(phone["titles"][language])}'
        + (f' ({html.escape(phone["hours"][language])})' if phone["hours"] else "") + "</li>"
        for phone in facts["phones"])
    texts = {
        "lang": language, "title": facts["title"][language], "hours": facts["hours_text"][language],
        "greeting": facts["greeting"][language], "privacy": facts["privacy"][language],
        "maintenance": facts["maintenance"][language] if facts["maintenance"] else "",
    }
    return {**{name: html.escape(value) for name, value in texts.items()},
            "phones": f"<ul>{phones}</ul>"}


def _language(request: Request) -> str:
    """`?lang=`, else the browser's wish, else Finnish."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "fi"


@views.get("/")
async def demo(request: Request) -> HTTPResponse:
    """A page of a make-believe county with the widget on it."""
    return _page(request, "demo.html", _language(request))


@views.get("/chat")
async def chat(request: Request) -> HTTPResponse:
    return _page(request, "chat.html", _language(request), framed=True)


@views.get("/console")
async def console(request: Request) -> HTTPResponse:
    return _page(request, "console.html", _language(request))


@views.get("/privacy")
async def privacy(request: Request) -> HTTPResponse:
    return _text_page(request, "privacy")


@views.get("/accessibility")
async def accessibility(request: Request) -> HTTPResponse:
    return _text_page(request, "accessibility")


def _text_page(request: Request, name: str) -> HTTPResponse:
    """A page of data/pages in the frame and style of the others."""
    language = _language(request)
    page = texts_of_pages.pages.get()[name]
    frame = _read(request.app.ctx.runtime.settings.web_folder / "chat.html").decode()
    style = re.search(r"<link[^>]+stylesheet[^>]*>", frame)
    title = html.escape(page.title[language])
    switch = "".join(f'<a href="?lang={code}" lang="{code}" hreflang="{code}">{words}</a> '
                     for code, words in (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")))
    return response.html(
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title>'
        f'<link rel="icon" href="/favicon.svg" type="image/svg+xml">{style.group(0) if style else ""}</head>'
        f'<body><main class="plain"><nav aria-label="Kieli, språk, language">{switch}</nav>'
        f"<h1>{title}</h1>{page.as_html(language)}</main></body></html>",
        headers={"Content-Security-Policy": POLICY.format(ancestors="'self'"), "Cache-Control": "no-cache"})


@views.get("/<name:path>")
async def file(request: Request, name: str) -> HTTPResponse:
    """Files of the built bundle."""
    own = request.app.ctx.runtime
    folder = own.settings.web_folder
    path = folder / name
    caching = _FOR_EVER if _HASHED.search(name) else _SHORTLY
    if _CHAT_FILE.match(name) and not path.is_file():
        path, caching = folder / _chat_file(folder), "no-cache"
    if not _SAFE_FILE.match(name) or name.endswith(".html") or compression.is_packed(name) or not path.is_file():
        raise Refused(404, "not_found", "There is nothing at this address.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    sent, packing = compression.packed_file(request, path)
    answer = response.raw(_read(sent), content_type=kind + ("; charset=utf-8" if kind.startswith("text/") else ""), headers={
        "Cache-Control": caching,
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; sandbox" if kind == "image/svg+xml" else "default-src 'none'",
    })
    compression.vary(answer, "Accept-Encoding")
    if packing:
        answer.headers["Content-Encoding"] = packing
    return answer


def _chat_file(folder: Path) -> str:
    """Today's chat, for a loader that a browser kept from before an upgrade."""
    return next(row["file"] for row in json.loads(_read(folder / "sizes.json")) if row["name"] == "chat")

"""The service: one Sanic application with the families' API, the console's API, pages and operations."""
from __future__ import annotations

import logging
import os
from typing import Any

from sanic import Request, Sanic, response
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse

from connectors import compression, metrics, openapi, operations, pages
from connectors.console.views import api as console_api
from connectors.handoff import incoming
from connectors.runtime import Runtime
from connectors.settings import Settings
from connectors.web.views import api as families_api
from content.files import ContentError
from handoff import clock as clocks
from handoff.attachments.services import LARGEST_BYTES
from handoff.clock import Clock
from handoff.errors import Refused

log = logging.getLogger("neuvo.http")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The families' API carries its own token and no cookie, so a county's page on another address may call it.
CORS_PATHS = ("/api/v1/service", "/api/v1/conversations", "/api/v1/openapi.json")


def create_app(settings: Settings, clock: Clock | None = None, name: str = "neuvo") -> Sanic:
    """The application, ready to be served."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BYTES + 1024 * 1024
    app.config.RESPONSE_TIMEOUT = 24 * 3600     # streams
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.MOTD = False
    app.ctx.settings = settings

    @app.before_server_start
    async def start(running: Sanic) -> None:
        running.ctx.runtime = Runtime(settings, clock or clocks.from_environment())
        await running.ctx.runtime.start()

    @app.after_server_stop
    async def stop(running: Sanic) -> None:
        await running.ctx.runtime.stop()

    app.blueprint(families_api)
    app.blueprint(console_api)
    app.blueprint(incoming.api)
    app.blueprint(operations.views)
    app.blueprint(openapi.views)
    app.blueprint(pages.views)
    _errors(app)
    _headers(app)
    return app


def _error(status: int, code: str, message: str, field: str | None = None) -> HTTPResponse:
    error: dict[str, Any] = {"code": code, "message": message}
    if field:
        error["field"] = field
    return response.json({"error": error}, status=status)


def _errors(app: Sanic) -> None:
    @app.exception(Refused)
    async def refused(request: Request, error: Refused) -> HTTPResponse:
        return _error(error.status, error.code, error.message, error.field)

    @app.exception(SanicException)
    async def http(request: Request, error: SanicException) -> HTTPResponse:
        status = error.status_code or 500
        codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "bad_request"}
        messages = {404: "There is nothing at this address.", 405: "This address does not take that method.",
                    413: "The request is too large.", 400: "The request could not be read."}
        return _error(status, codes.get(status, "error"), messages.get(status, "The request failed."))

    @app.exception(ContentError)
    async def content(request: Request, error: ContentError) -> HTTPResponse:
        log.error("content cannot be used: %s", error.sentence())
        return _error(503, "content_broken", "The service's texts cannot be read just now.")

    @app.exception(Exception)
    async def unexpected(request: Request, error: Exception) -> HTTPResponse:
        # The text of an exception may hold what a customer wrote; its type and place are enough to find it.
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
        log.error("unexpected %s at %s in %s", type(error).__name__, where, request.uri_template or "?")
        if os.environ.get("NEUVO_DEBUG"):
            log.exception("debug", exc_info=error)
        return _error(500, "internal", "Something went wrong here. Nothing you wrote is lost; try again.")


def _headers(app: Sanic) -> None:
    @app.on_request
    async def preflight(request: Request) -> HTTPResponse | None:
        if request.method == "OPTIONS":
            return response.empty()
        return None

    @app.on_response
    async def finish(request: Request, answer: HTTPResponse) -> None:
        for header, value in SECURITY_HEADERS.items():
            answer.headers.setdefault(header, value)
        if request.path.startswith("/api/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        _cross_origin(request, answer, app.ctx.settings.allowed_origins)
        metrics.REQUESTS.labels(request.uri_template or "none", answer.status).inc()


def _cross_origin(request: Request, answer: HTTPResponse, allowed: tuple[str, ...]) -> None:
    origin = request.headers.get("origin")
    shared = request.path.startswith(CORS_PATHS) or pages.is_widget_file(request.path)
    if not origin or not shared or not ("*" in allowed or origin in allowed):
        return
    answer.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
    compression.vary(answer, "Origin")
    answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
    answer.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE, OPTIONS"
    answer.headers["Access-Control-Max-Age"] = "7200"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"

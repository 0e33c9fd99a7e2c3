"""Smaller answers for slow phones. Only what is the same for everybody is packed: never an answer that holds a secret beside
something a stranger chose, whose size would tell about the secret, and never a stream."""
from __future__ import annotations

import gzip
from pathlib import Path

from sanic import Request
from sanic.response import HTTPResponse

WORTH_BYTES = 1_000     # below this the header costs what packing saves
_ENDINGS = {"br": ".br", "gzip": ".gz"}     # the smaller first


def accepted(request: Request) -> list[str]:
    """The packings that this browser reads, the smaller first."""
    offered = {}
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        offered[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return [name for name in _ENDINGS if offered.get(name, False)]


def is_packed(name: str) -> bool:
    """Whether a file is the packed form of another: it is never asked for by its own name."""
    return name.endswith(tuple(_ENDINGS.values()))


def packed_file(request: Request, path: Path) -> tuple[Path, str | None]:
    """The file to send for `path` and its Content-Encoding: packed by the build where the browser reads that."""
    for name in accepted(request):
        packed = path.with_name(path.name + _ENDINGS[name])
        if packed.is_file():
            return packed, name
    return path, None


def vary(answer: HTTPResponse, header: str) -> None:
    """Caches keep one answer for each value of the request's `header`."""
    before = answer.headers.get("Vary")
    answer.headers["Vary"] = f"{before}, {header}" if before else header


def packed(request: Request, answer: HTTPResponse) -> HTTPResponse:
    """The same answer, its body packed with gzip where that is worth it."""
    vary(answer, "Accept-Encoding")
    if "gzip" in accepted(request) and answer.body and len(answer.body) >= WORTH_BYTES:
        answer.body = gzip.compress(answer.body, 6, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
    return answer

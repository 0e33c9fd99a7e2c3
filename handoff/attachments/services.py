"""Re-encoding and keeping pictures. What leaves here has been drawn anew: no metadata, no hidden content."""
from __future__ import annotations

import hashlib
import io
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from handoff.errors import Refused

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 50_000_000         # a 48-megapixel phone picture; more is a decompression bomb
LONGEST_SIDE = 2400                 # pixels: enough to look closely at a rash
SETTLED_SECONDS = 3600.0
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PICTURES = 3                   # in one conversation's pre-information; a nurse may ask for more

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS


@dataclass(frozen=True)
class Picture:
    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def re_encode(raw: bytes) -> Picture:
    """Draw an uploaded picture anew as JPEG.

    Raises Refused 413 when larger than 10 MB or too many pixels, 415 for anything but JPEG, PNG, HEIC or WebP.
    """
    if len(raw) > LARGEST_BYTES:
        raise Refused(413, "too_large", "The picture is larger than 10 MB.", "file")
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > LARGEST_PIXELS:
                raise Refused(413, "too_many_pixels", "The picture has too many pixels.", "file")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise Refused(413, "too_many_pixels", "The picture has too many pixels.", "file") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(415, "not_a_picture", "Only JPEG, PNG, HEIC and WebP pictures can be sent.", "file") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=85, optimize=True)
    return Picture(target.getvalue(), "image/jpeg", upright.width, upright.height)


class Store:
    """Files by content hash under one folder that no web server serves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def save(self, picture: Picture) -> None:
        """Write so that a half-written file is never seen."""
        path = self.path(picture.sha256)
        try:
            os.utime(path)      # the same picture again: new now, so that no sweep takes it before its row is there
            return
        except FileNotFoundError:
            pass
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(picture.content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def settled(self) -> list[Path]:
        """All files older than an hour: their rows are there, or never will be. Their names are content hashes, but
        for those that a killed process left half-written."""
        before = time.time() - SETTLED_SECONDS
        return sorted(file for file in self.folder.glob("??/*") if file.stat().st_mtime < before)

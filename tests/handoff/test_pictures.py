"""Families' pictures: the four formats, the limit of 10 MB to the byte, and what is refused by name."""
from __future__ import annotations

import io

import pytest
from PIL import Image

from handoff.attachments import re_encode
from handoff.attachments.services import LARGEST_BYTES
from handoff.errors import Refused


def drawn(kind: str, size: tuple[int, int] = (64, 40)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 120, 90)).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_format_becomes_a_jpeg_of_its_own(kind: str) -> None:
    picture = re_encode(drawn(kind))
    assert picture.content_type == "image/jpeg" and Image.open(io.BytesIO(picture.content)).format == "JPEG"
    assert (picture.width, picture.height) == (64, 40)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_another_format_is_refused_by_its_content_whatever_its_name(kind: str) -> None:
    with pytest.raises(Refused) as refused:
        re_encode(drawn(kind, (32, 32)))
    assert (refused.value.status, refused.value.code) == (415, "not_a_picture")


@pytest.mark.parametrize(("spare", "taken"), [(0, True), (1, False)])
def test_ten_megabytes_are_taken_and_one_byte_more_is_not(spare: int, taken: bool) -> None:
    raw = drawn("JPEG")
    raw += b"\0" * (LARGEST_BYTES - len(raw) + spare)       # bytes after a JPEG's end belong to no picture
    assert LARGEST_BYTES == 10 * 1024 * 1024
    if taken:
        assert re_encode(raw).width == 64
        return
    with pytest.raises(Refused) as refused:
        re_encode(raw)
    assert (refused.value.status, refused.value.code) == (413, "too_large")

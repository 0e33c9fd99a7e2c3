"""PDF files that a nurse sends: kept without anything that could run, without metadata and without other files inside."""
from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from hashlib import sha256

import pikepdf
import pypdfium2

from handoff.attachments.services import LARGEST_BYTES, LONGEST_SIDE
from handoff.errors import Refused

MOST_PAGES = 60
# Keys under which a PDF keeps scripts, actions that start by themselves, forms that send, and files in the file.
RUNNING = ("/OpenAction", "/AA", "/A", "/JS", "/AcroForm", "/XFA", "/Names", "/EmbeddedFiles", "/AF", "/Collection",
           "/RichMedia", "/Metadata", "/PieceInfo")
KEPT_ACTIONS = ("/GoTo", "/URI")        # a link within the file, a link to a web page


@dataclass(frozen=True)
class Pdf:
    content: bytes
    pages: int
    content_type: str = "application/pdf"
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def looks_like_pdf(raw: bytes) -> bool:
    return raw[:5] == b"%PDF-"


def made_safe(raw: bytes) -> Pdf:
    """The same pages written anew. Raises Refused 413 when too large, 415 for a broken, locked or empty file."""
    if len(raw) > LARGEST_BYTES:
        raise Refused(413, "too_large", "The file is larger than 10 MB.", "file")
    try:
        with pikepdf.open(io.BytesIO(raw)) as document:
            if not 0 < len(document.pages) <= MOST_PAGES:
                raise Refused(415, "not_a_pdf", f"A PDF may have 1 to {MOST_PAGES} pages.", "file")
            for each in document.objects:
                _clean(each)
            _clean(document.Root)
            if "/Info" in document.trailer:
                del document.trailer["/Info"]
            document.remove_unreferenced_resources()
            target = io.BytesIO()
            document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return Pdf(target.getvalue(), len(document.pages))
    except pikepdf.PasswordError:
        raise Refused(415, "not_a_pdf", "The PDF is locked with a password.", "file") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, NotImplementedError):
        raise Refused(415, "not_a_pdf", "The file is not a PDF that can be read.", "file") from None


def _clean(each: pikepdf.Object) -> None:
    """Take what runs out of one object and out of what stands directly in it."""
    if isinstance(each, pikepdf.Array):
        for inner in each:
            _clean_direct(inner)
        return
    if not isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    for key in RUNNING:
        if key in each and not (key == "/A" and _harmless(each[key])):
            del each[key]
    if str(each.get("/Subtype", "")) in ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Widget"):
        each["/Subtype"] = pikepdf.Name("/Text")
    for key in list(each.keys()):
        _clean_direct(each.get(key))


def _clean_direct(inner: object) -> None:
    if isinstance(inner, (pikepdf.Dictionary, pikepdf.Array)) and not inner.is_indirect:
        _clean(inner)


def _harmless(action: pikepdf.Object) -> bool:
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action or "/JS" in action:
        return False
    kind = str(action.get("/S", ""))
    return kind in KEPT_ACTIONS and (kind != "/URI" or str(action.get("/URI", "")).startswith("https://"))


_pdfium = threading.Lock()      # the library is not safe for threads


def drawn(content: bytes, page: int) -> bytes:
    """One page (from 1) as JPEG, so that it can be looked at without opening the file. Raises Refused 404."""
    with _pdfium:
        document = pypdfium2.PdfDocument(content)
        try:
            if not 1 <= page <= len(document):
                raise Refused(404, "not_found", "There is no such page.")
            opened = document[page - 1]
            scale = min(2.0, LONGEST_SIDE / max(1.0, *opened.get_size()))
            target = io.BytesIO()
            opened.render(scale=scale).to_pil().convert("RGB").save(target, "JPEG", quality=85)
            return target.getvalue()
        finally:
            document.close()

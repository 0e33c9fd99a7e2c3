"""Text pages (privacy, accessibility statement) from data/pages/: headings, paragraphs and lists, nothing else."""
from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

from content.files import Watched, data_dir, load, localised
from content.texts import Localised

NAMES = ("privacy", "accessibility")


@dataclass(frozen=True)
class Page:
    title: Localised
    body: Localised

    def as_html(self, language: str) -> str:
        """The body as HTML; everything an editor wrote is escaped."""
        parts: list[str] = []
        items: list[str] = []

        def end_list() -> None:
            if items:
                parts.append("<ul>" + "".join(items) + "</ul>")
                items.clear()

        for line in self.body[language].splitlines():
            text = html.escape(line.strip())
            if text.startswith("- "):
                items.append(f"<li>{text[2:]}</li>")
                continue
            end_list()
            if text.startswith("## "):
                parts.append(f"<h2>{text[3:]}</h2>")
            elif text:
                parts.append(f"<p>{text}</p>")
        end_list()
        return "\n".join(parts)


def read_pages() -> Mapping[str, Page]:
    """Load every page; raises ContentError with file and line."""
    found = {}
    for name in NAMES:
        document = load(data_dir() / "pages" / f"{name}.yml")
        found[name] = Page(localised(document, "title"), localised(document, "body"))
    return found


pages: Watched[Mapping[str, Page]] = Watched(lambda: [data_dir() / "pages" / f"{name}.yml" for name in NAMES],
                                             read_pages)

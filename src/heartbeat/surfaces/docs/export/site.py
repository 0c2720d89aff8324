"""Every file of the site by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from heartbeat.surfaces.docs.book.page import Book, Page
from heartbeat.surfaces.docs.document import llms_full_text, llms_text, trails_of
from heartbeat.surfaces.docs.export.layout import LLMS, LLMS_FULL, OPENAPI, PICTURES, Layout, file_of, leading
from heartbeat.surfaces.docs.export.markdown import with_links
from heartbeat.surfaces.docs.export.page import ASSETS, page_html
from heartbeat.surfaces.docs.reference import Reference
from heartbeat.surfaces.docs.search.sections import sections_of

_OURS = Path(__file__).parent / "assets"
_SEARCH = f"{ASSETS}search-index.js"


def site_files(layout: Layout, reference: Reference, pictures: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Each file with what it holds.

    Args:
        layout: of the book.
        reference: what the program says about itself; its OpenAPI document lies beside the pages.
        pictures: the folder of those that the pages show.
        name: what the whole is called.
    """
    book, trails = layout.book, trails_of(layout.book)
    for path in book.order:
        page = book.pages[path]
        yield file_of(path), page_html(layout, page, trails.get(path, ()), name).encode()
        yield file_of(path, ".md"), with_links(page.text, layout.link(page, suffix=".md")).encode()
    for file in sorted(_OURS.iterdir()):
        yield f"{ASSETS}{file.name}", file.read_bytes()
    for file in sorted(pictures.iterdir()):
        yield f"{PICTURES}{file.name}", file.read_bytes()
    yield _SEARCH, _search_index(book).encode()
    yield LLMS, llms_text(book, _markdown_file).encode()
    yield LLMS_FULL, llms_full_text(book, _markdown_file).encode()
    yield OPENAPI, json.dumps(reference.api(), indent=1, ensure_ascii=False).encode()


def _markdown_file(page: Page) -> str:
    return leading(LLMS, file_of(page.path, ".md"))


def _search_index(book: Book) -> str:
    """A script and no JSON: a page that was opened from a disk may load the one and not the other."""
    trails = trails_of(book)
    entries = [
        {
            "file": leading(LLMS, file_of(path)),
            "title": book.pages[path].title,
            "trail": " › ".join(trails.get(path, ())),
            "sections": [[each.heading, each.anchor, each.text] for each in sections_of(book.pages[path].text)],
        }
        for path in book.order
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f"window.docsIndex = [\n{lines}\n];\n"

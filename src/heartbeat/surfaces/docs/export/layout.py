"""Where each page lies in the folder, and how one leads to another: relatively, as nobody knows where the folder will be."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from heartbeat.surfaces.docs.book.links import linker, links_in, page_at
from heartbeat.surfaces.docs.book.page import Book, Page
from heartbeat.wire.markdown import parse

OPENAPI = "api/openapi.json"
LLMS, LLMS_FULL = "llms.txt", "llms-full.txt"
PICTURES = "images/"
_BESIDE = frozenset({OPENAPI, LLMS, LLMS_FULL})
_ELSEWHERE = ("#", "//")
_PAGES = frozenset({"", "/docs"})  # what a link to a page of the docs reads as; the first where there is no such page


@dataclass(frozen=True)
class Layout:
    """The files of a book. `cockpit` is the address of the product that the book belongs to, if it is known."""

    book: Book
    cockpit: str | None = None

    def link(self, page: Page, *, suffix: str = ".html") -> Callable[[str], str | None]:
        """How the links of a page read in its file with this suffix; none where a folder has nothing to lead to."""
        in_product, here = linker(self.book, page), file_of(page.path, suffix)

        def link(href: str) -> str | None:
            if href.startswith(_ELSEWHERE):
                return href
            address = in_product(href)
            if not address.startswith("/"):
                return None if address == "#" else address
            target, mark, fragment = address.partition("#")
            file = self._file(page, target, suffix)
            if file is not None:
                return leading(here, file) + mark + fragment
            return None if self.cockpit is None else self.cockpit.rstrip("/") + address

        return link

    def _file(self, page: Page, target: str, suffix: str) -> str | None:
        if target.startswith(f"/docs/{PICTURES}"):
            return target.removeprefix("/docs/")
        if target.removeprefix("/") in _BESIDE:
            return target.removeprefix("/")
        found = page_at(self.book, page, target) if target.startswith("/docs") else None
        return None if found is None else file_of(found.path, ".md" if target.endswith(".md") else suffix)


def lost_links(layout: Layout) -> tuple[int, int]:
    """How many links become text: those into the cockpit, where its address is not known, and those that lead nowhere."""
    into_cockpit = dead = 0
    for path in layout.book.order:
        page = layout.book.pages[path]
        link, in_product = layout.link(page), linker(layout.book, page)
        for href in links_in(parse(page.text)):
            is_page = in_product(href).split("#")[0] in _PAGES or in_product(href).startswith("/docs/")
            if link(href) is None:
                dead, into_cockpit = dead + is_page, into_cockpit + (not is_page)
    return into_cockpit, dead


def file_of(path: str, suffix: str = ".html") -> str:
    """The file of a page: `how-to/add-a-cut` is `how-to/add-a-cut.html`."""
    return f"{path or 'index'}{suffix}"


def leading(here: str, there: str) -> str:
    """The relative address of one file in another."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."))

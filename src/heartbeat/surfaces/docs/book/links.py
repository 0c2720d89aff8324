"""Where a link in a page leads: files become pages, as far as the book has them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from heartbeat.surfaces.docs.book.page import Book, Page

IMAGES = "docs/images/"
"""Where the product's pictures are; they are the only files beside Markdown that a page may lead to."""

_ELSEWHERE = ("http://", "https://", "mailto:", "/", "#")


def linker(book: Book, page: Page) -> Callable[[str], str]:
    """How the links of a page read in the product: `settings.md#secrets` is `/docs/settings#secrets`."""

    def link(href: str) -> str:
        if href.startswith(_ELSEWHERE):
            return href
        target, mark, fragment = href.partition("#")
        found = page_at(book, page, target)
        if found is not None:
            return found.address + mark + fragment
        file = file_at(page, target)
        return f"/docs/images/{file.removeprefix(IMAGES)}" if file.startswith(IMAGES) else "#"

    return link


def page_at(book: Book, page: Page, target: str) -> Page | None:
    """The page that a relative link leads to, or that of an address below `/docs`."""
    if target == "/docs" or target.startswith("/docs/"):
        return book.pages.get(target.removeprefix("/docs").strip("/").removesuffix(".md"))
    return book.of_file.get((page.origin, file_at(page, target)))


def file_at(page: Page, target: str) -> str:
    """The file that a relative link means, below the root that the page's own file is below."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.file or ""), unquote(target)))


def links_in(tokens: Sequence[Token]) -> Iterator[str]:
    """Where the links and pictures of a page lead, as it was written."""
    for token in tokens:
        href = token.attrGet("href") or token.attrGet("src")
        if href:
            yield str(href)
        yield from links_in(token.children or ())

"""A book in the words of the API, and as one text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from operator import attrgetter
from typing import Any

from heartbeat.surfaces.docs.book.links import linker
from heartbeat.surfaces.docs.book.page import Book, Node, Page
from heartbeat.surfaces.docs.search.excerpt import excerpt
from heartbeat.surfaces.docs.search.index import Index, index_of
from heartbeat.wire.markdown import render

Entry = dict[str, Any]

_ABOUT = (
    "> A metrics cockpit for a company: red first, green fades. These pages are its documentation, with what is deployed here; "
    "each is Markdown, and all of them at once are in llms-full.txt."
)

_ITSELF = "Heartbeat itself"
"""The part of the table of contents whose pages are for whoever changes Heartbeat: they are found below the others."""


def contents_document(book: Book) -> Entry:
    """The answer of `GET /api/docs`."""
    return {"contents": [_node(node) for node in book.contents]}


def page_document(book: Book, path: str) -> Entry:
    """The answer of `GET /api/docs/pages/{path}`.

    Raises:
        DocNotFound: there is no such page.
    """
    page = book.page(path)
    rendered = render(page.text, link=linker(book, page), permalinks=True)
    before, after = book.around(page.path)
    return {
        "path": page.path,
        "title": page.title,
        "trail": trails_of(book).get(page.path, ()),
        "html": rendered.html,
        "headings": [asdict(heading) for heading in rendered.headings],
        "markdown": page.markdown_address,
        "origin": page.origin,
        "file": page.file,
        "previous": _neighbour(before),
        "next": _neighbour(after),
    }


def search_document(book: Book, query: str, limit: int) -> Entry:
    """The answer of `GET /api/docs/search`."""
    trails = trails_of(book)
    found = searched(book).find(query, limit)
    return {
        "query": query,
        "hits": [
            {
                "path": hit.place.page.path,
                "title": hit.place.page.title,
                "heading": hit.place.section.heading,
                "anchor": hit.place.section.anchor,
                "trail": trails.get(hit.place.page.path, ()),
                "excerpt": [{"text": text, "is_hit": is_hit} for text, is_hit in excerpt(hit.place.section.text, hit.words)],
            }
            for hit in found
        ],
    }


def searched(book: Book) -> Index:
    """What finds a place in the book."""
    aside = frozenset(path for node in book.contents if node.title == _ITSELF for path in node.pages())
    return index_of(tuple(book.pages[path] for path in book.order), aside)


def trails_of(book: Book) -> Mapping[str, tuple[str, ...]]:
    """The groups above each page, the outermost first."""
    return {path: trail for node in book.contents for path, trail in _trails(node, ())}


def llms_text(book: Book, address: Callable[[Page], str] = attrgetter("markdown_address")) -> str:
    """The table of contents for a language model, as llmstxt.org has it; `address` is that of the Markdown of a page."""
    parts = ["# Heartbeat", _ABOUT]
    for node in book.contents:
        pages = (book.pages[path] for path in node.pages())
        lines = [f"- [{page.title}]({address(page)}){f': {page.summary}' if page.summary else ''}" for page in pages]
        parts += [f"## {node.title}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def llms_full_text(book: Book, address: Callable[[Page], str] = attrgetter("address")) -> str:
    """Every page, one after the other, each with its address above it."""
    pages = (book.pages[path] for path in book.order)
    return "\n\n".join(f"<!-- {address(page)} -->\n\n{page.text.strip()}" for page in pages) + "\n"


def _node(node: Node) -> Entry:
    return {"title": node.title, "path": node.path, "children": [_node(child) for child in node.children]}


def _neighbour(page: Page | None) -> Entry | None:
    return None if page is None else {"path": page.path, "title": page.title}


def _trails(node: Node, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if node.path is not None:
        yield node.path, above
    for child in node.children:
        yield from _trails(child, (*above, node.title))

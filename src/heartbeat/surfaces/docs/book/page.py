"""Pages, and the book that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from heartbeat.errors import DocNotFound

Origin = Literal["product", "workspace", "program"]
"""Who says it: Heartbeat's own pages, a file of the workspace, or the program about itself."""


@dataclass(frozen=True)
class Page:
    """One page: Markdown that begins with its title.

    `path` is its address below `/docs/`; empty for the first page. `file` is where it comes from, below the product's root or
    below the workspace; links in it are relative to that. Null for what comes from no single file.
    """

    path: str
    title: str
    text: str
    origin: Origin
    file: str | None = None
    summary: str = ""

    @property
    def address(self) -> str:
        """Where the page is, as a link has it."""
        return f"/docs/{self.path}" if self.path else "/docs"

    @property
    def markdown_address(self) -> str:
        """Where its Markdown is."""
        return f"/docs/{self.path or 'index'}.md"


@dataclass(frozen=True)
class Node:
    """An entry of the table of contents: a page, a group of entries, or both."""

    title: str
    path: str | None = None
    children: tuple[Node, ...] = ()

    def pages(self) -> Iterator[str]:
        """The paths of it and of all below, in reading order."""
        if self.path is not None:
            yield self.path
        for child in self.children:
            yield from child.pages()


@dataclass(frozen=True)
class Book:
    """All pages by their path, and the table of contents."""

    pages: Mapping[str, Page]
    contents: tuple[Node, ...]

    def page(self, path: str) -> Page:
        """A page by its path.

        Raises:
            DocNotFound: there is none.
        """
        found = self.pages.get("" if path == "index" else path)
        if found is None:
            raise DocNotFound(f"There is no page {path!r} in the docs.", hint="GET /api/docs lists them; the search knows all.")
        return found

    @cached_property
    def order(self) -> Sequence[str]:
        """Every path once, in reading order."""
        return tuple(dict.fromkeys(path for node in self.contents for path in node.pages()))

    def around(self, path: str) -> tuple[Page | None, Page | None]:
        """The pages before and after one."""
        at = self.order.index(path)
        before = self.pages[self.order[at - 1]] if at else None
        return before, self.pages[self.order[at + 1]] if at + 1 < len(self.order) else None

    @cached_property
    def of_file(self) -> Mapping[tuple[Origin, str], Page]:
        """The page that shows a file."""
        return {(page.origin, page.file): page for page in self.pages.values() if page.file is not None}

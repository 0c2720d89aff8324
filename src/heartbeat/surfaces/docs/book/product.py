"""The product's own pages: `docs/` of a clone, or what an installed package brought of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from heartbeat.errors import ConfigError
from heartbeat.surfaces.docs.book.contents import Entry, entries_of
from heartbeat.surfaces.docs.book.page import Node, Page
from heartbeat.wire.markdown import headings_of

_PACKAGE = Path(__file__).parents[3]
_PLACES = (_PACKAGE / "_docs", _PACKAGE.parents[1])
INDEX, CHANGELOG = "docs/index.md", "CHANGELOG.md"
_REST = "More"


@dataclass(frozen=True)
class Product:
    """Heartbeat's own pages, and their table of contents."""

    pages: tuple[Page, ...]
    contents: tuple[Node, ...]


def product_root() -> Path:
    """The folder with `docs/` and the changelog.

    Raises:
        ConfigError: this installation came without them.
    """
    for place in _PLACES:
        if (place / INDEX).is_file():
            return place
    raise ConfigError("The documentation is not part of this installation.", hint="Install Heartbeat again, or use a clone.")


def read_product(root: Path) -> Product:
    """Every page below a root, as its files are now."""
    index = entries_of((root / INDEX).read_text(encoding="utf-8"))
    entries = {posixpath.normpath(posixpath.join("docs", entry.file)): entry for entry in index}
    pages = {page.file or "": page for page in _pages(root, entries)}
    listed = {file: entry for file, entry in entries.items() if file in pages}
    rest = [Node(page.title, page.path) for file, page in pages.items() if file not in {*listed, INDEX}]
    parts = dict.fromkeys(entry.part for entry in listed.values())
    groups = [
        Node(part, None, tuple(Node(entry.title, pages[file].path) for file, entry in listed.items() if entry.part == part))
        for part in parts
    ]
    if rest:
        groups.append(Node(_REST, None, tuple(rest)))
    return Product(tuple(pages.values()), (Node(pages[INDEX].title, ""), *groups))


def markdown_files(root: Path) -> list[Path]:
    """Every Markdown file of the docs, and the changelog."""
    changelog = root / CHANGELOG
    return [*sorted((root / "docs").rglob("*.md")), *([changelog] if changelog.is_file() else [])]


def path_of(file: str) -> str:
    """The path of the page that shows a file: `docs/how-to/add-a-cut.md` is `how-to/add-a-cut`."""
    special = {INDEX: "", CHANGELOG: "changelog"}
    return special.get(file, file.removeprefix("docs/").removesuffix(".md"))


@lru_cache(maxsize=1024)
def title_of(text: str, fallback: str) -> str:
    """The first heading of a page."""
    headings = headings_of(text)
    return headings[0].text if headings else fallback


def _pages(root: Path, entries: dict[str, Entry]) -> Iterator[Page]:
    for path in markdown_files(root):
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        summary = entries[file].summary if file in entries else ""
        yield Page(path_of(file), title_of(text, path.stem), text, "product", file, summary)

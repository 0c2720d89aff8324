"""What is wrong with a folder of HTML files: links that lead nowhere, and what would be loaded from elsewhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit


@dataclass
class Seen:
    """What one file leads to, loads, and may be led to."""

    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen.anchors += [given["id"]] if "id" in given else []
        if tag == "a":
            self.seen.links += [given["href"]] if "href" in given else []
        else:
            self.seen.assets += [given[name] for name in ("src", "href", "srcset", "data") if name in given]


def read_html(content: bytes) -> Seen:
    reader = _Reader()
    reader.feed(content.decode())
    return reader.seen


def dead_links(files: Mapping[str, bytes]) -> list[str]:
    """Every link and every asset of the site's own that is not there, and every anchor that its page lacks or has twice."""
    seen = {name: read_html(content) for name, content in files.items() if name.endswith(".html")}
    return [wrong for name, page in seen.items() for wrong in _wrong(name, page, files, seen)]


def foreign_assets(files: Mapping[str, bytes]) -> list[str]:
    """What a page would load from another site, or from the root of its own."""
    pages = (read_html(content) for name, content in files.items() if name.endswith(".html"))
    return [
        each for page in pages for each in page.assets if each.startswith(("/", "http:", "https:", "file:")) or "url(" in each
    ]


def _wrong(name: str, page: Seen, files: Mapping[str, bytes], seen: Mapping[str, Seen]) -> Iterator[str]:
    yield from (f"{name}: #{anchor} comes twice" for anchor in {*page.anchors} if page.anchors.count(anchor) > 1)
    for href in (*page.links, *page.assets):
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
        anchor = unquote(parts.fragment)
        if target not in files:
            yield f"{name}: {href} is not there"
        elif anchor and target in seen and anchor not in seen[target].anchors:
            yield f"{name}: {href} has no such place"

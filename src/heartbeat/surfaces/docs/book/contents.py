"""The table of contents as `docs/index.md` has it: a heading for each part, below it a list of links to pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from heartbeat.wire.markdown import parse


@dataclass(frozen=True)
class Entry:
    """A page that a table of contents lists: below which heading, what it is called there, and what is said of it."""

    part: str
    title: str
    file: str
    summary: str


@lru_cache(maxsize=4)
def entries_of(text: str) -> tuple[Entry, ...]:
    """The entries in their order: of each item of a list that begins with a link to a Markdown file, that link."""
    return tuple(_entries(parse(text)))


def _entries(tokens: list[Token]) -> Iterator[Entry]:
    part, fresh = "", False
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            part = tokens[at + 1].content
        elif token.type == "list_item_open":
            fresh = True
        elif token.type == "inline" and fresh:
            fresh = False
            yield from _entry(part, token.children or [])


def _entry(part: str, children: list[Token]) -> Iterator[Entry]:
    if not children or children[0].type != "link_open":
        return
    href = str(children[0].attrGet("href") or "").partition("#")[0]
    end = next(at for at, token in enumerate(children) if token.type == "link_close")
    if href.endswith(".md"):
        title, rest = _words(children[:end]), _words(children[end:])
        yield Entry(part, title, href, rest.removeprefix(":").strip())


def _words(tokens: list[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)

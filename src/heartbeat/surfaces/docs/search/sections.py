"""A page as the pieces between its headings, each as plain text: what is searched, and what an excerpt is taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from heartbeat.wire.markdown import headings_of, parse


@dataclass(frozen=True)
class Section:
    """What stands below a heading, up to the next one."""

    heading: str
    anchor: str
    text: str


@dataclass
class _Piece:
    heading: str = ""
    anchor: str = ""
    parts: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def sections_of(text: str) -> tuple[Section, ...]:
    """The sections of a page in their order; kept by their text, as pages seldom change between two searches."""
    return tuple(Section(each.heading, each.anchor, " ".join(" ".join(each.parts).split())) for each in _pieces(text))


def _pieces(text: str) -> Iterator[_Piece]:
    headings = iter(headings_of(text))
    piece, in_heading = _Piece(), False
    for token in parse(text):
        if token.type == "heading_open":
            if piece.parts or piece.heading:
                yield piece
            found = next(headings)
            piece, in_heading = _Piece(found.text, found.anchor), True
        elif token.type == "inline" and not in_heading:
            piece.parts.append(_plain(token.children or ()))
        elif token.type in {"fence", "code_block"}:
            piece.parts.append(token.content)
        in_heading = in_heading and token.type != "heading_close"
    yield piece


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(
        " " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens if token.type != "html_inline"
    )

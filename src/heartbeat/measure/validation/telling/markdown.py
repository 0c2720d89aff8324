"""A document as blocks, and as Markdown in which no text of a workspace or a source can become markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

_MARKS = re.compile(r"([\\`*\[\]<>#|~&$])|(?<![^\W_])_|_(?![^\W_])")
_LIST_MARK = re.compile(r"^(\d+(?=[.)](?:\s|$))|)([-+=.)])")
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    text: str
    level: int = 2
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks are spaces."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Table:
    """Rows of cells below their header; the columns at `right` hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Code:
    """SQL as it is written."""

    text: str
    kind: Literal["code"] = "code"


Block = Heading | Paragraph | Bullets | Table | Code


def as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as JSON can hold them: text as it is, for whoever lays it out."""
    return [asdict(block) for block in blocks]


def as_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as one Markdown text that ends in a line break."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escaped(block.text)}"
    if isinstance(block, Paragraph):
        return escaped(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"- {escaped(item)}" for item in block.items)
    if isinstance(block, Code):
        return _fenced(block.text)
    rule = ["---:" if at in block.right else "---" for at in range(len(block.header))]
    lines = [[escaped(cell) for cell in block.header], rule, *([escaped(cell) for cell in row] for row in block.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(text: str) -> str:
    """Text as one line of Markdown that shows exactly it: no markup, no HTML, no sign that turns the reading direction."""
    line = " ".join(part for part in printable(text).split(" ") if part)  # thin spaces stay: numbers have them
    return _LIST_MARK.sub(r"\1\\\2", _MARKS.sub(lambda found: f"\\{found[0]}", line))


def printable(text: str) -> str:
    """Text without control characters, line breaks as spaces."""
    return "".join(_printed(letter) for letter in text)


def _printed(letter: str) -> str:
    if letter in "\n\r\t":
        return " "
    return "" if letter in _DIRECTION_MARKS or unicodedata.category(letter) in {"Cc", "Cs"} else letter


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sql\n{text.strip()}\n{fence}"

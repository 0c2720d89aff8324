"""Markdown out of values: what a name or a statement holds must not become a heading, a link or the end of a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from heartbeat.clock import utc_text

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)
NONE = "–"


def plain(text: Any) -> str:
    """A value as text that is nothing but text; a dash where there is none."""
    return NONE if text is None or text == "" else _SIGNS.sub(r"\\\1", " ".join(str(text).split()))


def code(text: Any) -> str:
    """A value as code within a line; a dash where there is none."""
    if text is None or text == "":
        return NONE
    words = str(text).replace("\n", " ")
    return f"`` {words} ``" if "`" in words else f"`{words}`"


def block(text: str, language: str) -> str:
    """A text as a block of code, fenced by more backticks than any line of it begins with."""
    longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; nothing where it has no row."""
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines, ""])


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A table of names and values."""
    return table(("", ""), rows)


def link(text: str, address: str) -> str:
    """A link with plain words."""
    return f"[{plain(text)}]({address})"


def moment(at: datetime | None) -> str:
    """A moment to the minute, in UTC."""
    return NONE if at is None else f"{utc_text(at)[:16].replace('T', ' ')} UTC"


def page(title: str, *parts: str) -> str:
    """A page of parts; those that are empty are left out."""
    return "\n\n".join([f"# {plain(title)}", *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """A heading with what is below it; nothing at all where nothing is."""
    said = [part.strip("\n") for part in parts if part.strip()]
    return "\n\n".join([f"{'#' * level} {title}", *said]) if said else ""


def _cell(text: str) -> str:
    """A cell ends at a stroke, in code too; one that is escaped already stays."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split("\n")))

"""The text of an audit page, taken apart: Markdown, and the places of cuts in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r" {0,3}\[\[([^\[\]]*)\]\]\s*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True)
class CutPlace:
    """A line that holds only `[[cut_id]]`. `cut_id` is as it was written; `line` counts from 1 within the text."""

    cut_id: str
    line: int


def split_page(text: str) -> tuple[str | CutPlace, ...]:
    """Pieces of Markdown and places of cuts, in their order. A place within a fenced block of code is code."""
    parts: list[str | CutPlace] = []
    piece: list[str] = []
    fence = ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        fence = _fence_after(line, fence)
        place = None if fence else _PLACE.fullmatch(line)
        if place is None:
            piece.append(line)
            continue
        parts += ["".join(piece), CutPlace(place[1].strip(), number)]
        piece = []
    parts.append("".join(piece))
    return tuple(part for part in parts if isinstance(part, CutPlace) or part.strip())


def _fence_after(line: str, fence: str) -> str:
    """The fence of the block of code that a line leaves open; '' outside of one."""
    match = _FENCE.fullmatch(line.rstrip("\r\n"))
    if match is None:
        return fence
    if not fence:
        return "" if match[1][0] == "`" and "`" in match[2] else match[1]
    is_end = match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip()
    return "" if is_end else fence

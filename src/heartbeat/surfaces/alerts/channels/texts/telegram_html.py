"""A message in the HTML that Telegram takes: never longer than it allows, never cut within a tag or an escape."""

from __future__ import annotations

import html
from collections.abc import Iterator

from heartbeat.rules.alerts.wording.model import MessageText, Row

LIMIT = 4096  # UTF-16 units
_DOTS = {"red": "🔴", "amber": "🟠", "green": "🟢", "grey": "⚪"}
_CUT = "…"

Line = tuple[str, str]
"""What is written in bold, and what follows it; either may be empty."""


def html_of(text: MessageText) -> str:
    """The whole message if it fits; else as many of its lines as do, and the link."""
    link = f'<a href="{html.escape(text.link)}">Open in Heartbeat</a>' if text.link else ""
    if units(link) > LIMIT // 2:  # an address that long opens nothing
        link = ""
    lines = list(_lines(text))
    whole = "\n".join(part for part in ("\n".join(_written(line) for line in lines), link) if part)
    if not whole:
        return _CUT
    return whole if units(whole) <= LIMIT else _cut(lines, "\n".join(part for part in (_CUT, link) if part))


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lines(text: MessageText) -> Iterator[Line]:
    if text.form in {"test", "digest"} or not text.rows:  # what is a list already
        yield text.subject, ""
        body = text.body.removeprefix(text.subject).strip()
        yield from (("", line) for line in body.splitlines() if line and line != text.link)
        return
    if len(text.rows) > 1:
        yield text.subject, ""
    for row in text.rows:
        if len(text.rows) > 1:
            yield "", ""
        yield from _row(row)
        if len(text.rows) > 1 and row.link:
            yield "", row.link


def _row(row: Row) -> Iterator[Line]:
    yield f"{_DOTS[row.colour]} {row.headline}", ""
    yield from ((f"{label}: ", value) for label, value in row.facts)
    if row.how_to_read:
        yield "How to read: ", row.how_to_read


def _written(line: Line) -> str:
    bold, rest = line
    return (f"<b>{html.escape(bold, quote=False)}</b>" if bold else "") + html.escape(rest, quote=False)


def _cut(lines: list[Line], tail: str) -> str:
    """Lines from the first on, as long as they and the tail fit; of a first line that alone is too long, its beginning."""
    left, kept = LIMIT - units(tail) - 1, []
    for line in lines:
        needed = units(_written(line)) + 1
        if needed > left:
            break
        kept.append(_written(line))
        left -= needed
    return "\n".join([*kept, tail] if kept else [_beginning(lines[0], left), tail])


def _beginning(line: Line, room: int) -> str:
    text = "".join(line)
    while text and units(_written((text, ""))) > room:
        over = units(_written((text, ""))) - room
        text = text[: len(text) - max(1, over // 6)]  # an escape has up to six units
    return _written((text, ""))

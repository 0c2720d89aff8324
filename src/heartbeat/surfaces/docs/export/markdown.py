"""The Markdown of a page as its file in the folder has it: what it leads to is the file beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from heartbeat.surfaces.docs.book.links import links_in
from heartbeat.wire.markdown import parse

_CODE = frozenset({"fence", "code_block"})


def with_links(text: str, link: Callable[[str], str | None]) -> str:
    """A text with its links rewritten. What leads nowhere stays as it was written, and so does code."""
    tokens = parse(text)
    targets = {href: target for href in links_in(tokens) if (target := link(href)) is not None and target != href}
    if not targets:
        return text
    code = {line for token in tokens if token.type in _CODE and token.map for line in range(*token.map)}
    written = re.compile(rf"(?<=\]\()(?:{'|'.join(map(re.escape, sorted(targets, key=len, reverse=True)))})(?=[)\s])")
    lines = text.splitlines(keepends=True)
    return "".join(
        line if at in code else written.sub(lambda found: targets[found.group()], line) for at, line in enumerate(lines)
    )

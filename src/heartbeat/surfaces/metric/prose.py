"""What a metric's file says in Markdown, as HTML for its page."""

from __future__ import annotations

import posixpath
from functools import lru_cache, partial
from typing import Any

from heartbeat.wire.links import link_of
from heartbeat.wire.markdown import render


def with_html(page: dict[str, Any]) -> dict[str, Any]:
    """The page with how to read and methodology as HTML beside what was written."""
    said = page["definition"]
    methodology = said["methodology"]
    told = {
        "how_to_read_html": _html(said["how_to_read"], said["file"], "read-"),
        "methodology_html": _html(methodology, said["file"], "method-") if methodology else None,
    }
    return {**page, "definition": {**said, **told}}


@lru_cache(maxsize=512)  # the same texts on every look at a page, and they change with a deploy only
def _html(text: str, file: str, anchor_prefix: str) -> str:
    return render(text, link=partial(link_of, folder=posixpath.dirname(file)), anchor_prefix=anchor_prefix).html

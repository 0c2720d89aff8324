"""What readings know about cuts, as the answers have it: their texts are HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from heartbeat.wire.links import link_of
from heartbeat.wire.markdown import render

Row = Mapping[str, Any]


def cut_document(cut: Row) -> dict[str, Any]:
    """A cut with its texts as HTML."""
    told = {name: value for name, value in cut.items() if name not in {"how_to_read", "methodology"}}
    how_to_read, methodology = cut["how_to_read"], cut["methodology"]
    return {
        **told,
        "how_to_read_html": html_of(how_to_read, f"{cut['cut_id']}-read-"),
        "methodology_html": html_of(methodology, f"{cut['cut_id']}-method-") if methodology else None,
    }


def page_document(page: Row) -> dict[str, Any]:
    """A page with its pieces of text and those of its cuts as HTML."""
    return {**page, "parts": list(_parts(page["parts"]))}


def windows_by_cut(wanted: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Cuts with their windows as one entry for each cut, in their order."""
    windows: dict[str, list[str]] = {}
    for cut_id, window in wanted:
        windows.setdefault(cut_id, []).append(window)
    return [{"cut_id": cut_id, "windows": keys} for cut_id, keys in windows.items()]


def _parts(parts: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if part["kind"] == "prose":
            yield {"kind": "prose", "html": html_of(part["text"])}
        else:
            yield {"kind": "cut", "cut": cut_document(part["cut"])}


@lru_cache(maxsize=512)  # the same texts on every look at a page, and they change with a deploy only
def html_of(text: str, anchor_prefix: str = "") -> str:
    """Markdown as HTML. The prefix keeps anchors of texts apart that stand on one page."""
    return render(text, link=link_of, anchor_prefix=anchor_prefix).html

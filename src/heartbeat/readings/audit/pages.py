"""Audit pages: which there are, and one of them with its text and its cuts in their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.cuts.prose import CutPlace, split_page
from heartbeat.definitions.cuts.window import in_words, shortest_first
from heartbeat.errors import AuditPageNotFound, WindowNotOffered
from heartbeat.readings.audit.cuts import Row, declared_cuts, read_standing, shown_window, with_snapshots

_SQL = load_statements("heartbeat.readings", "queries/audit_cuts.sql")


def read_pages(connection: psycopg.Connection[Any]) -> list[Row]:
    """Every page in its order, with its cuts and what a person should know before opening it."""
    cuts = declared_cuts(connection)
    standing = read_standing(connection, cuts)
    of_page: dict[str, list[Row]] = {}
    for cut in cuts:
        of_page.setdefault(cut["page"], []).append(cut)
    return [_told(page, of_page.get(page["page"], []), standing) for page in _pages(connection)]


def read_page(connection: psycopg.Connection[Any], name: str, window: str | None = None) -> Row:
    """One page for a window: pieces of its text, and cuts.

    Raises:
        AuditPageNotFound: no such page is deployed.
        WindowNotOffered: no cut of it is computed for this window.
    """
    page = _page(connection, name)
    cuts = declared_cuts(connection, page=name)
    windows = _windows(cuts)
    _refuse_other_window(name, windows, window)
    shown = window or _window_default(cuts)
    told = with_snapshots(connection, cuts, shown)
    return {
        **{key: page[key] for key in ("page", "title", "file")},
        "window": shown,
        "windows": [{"key": key, "words": in_words(key)} for key in windows],
        "parts": list(_parts(page["text"], told)),
        "computed_at": _oldest(cut["snapshot"]["computed_at"] for cut in told if cut["snapshot"]),
        "refreshing": sum(cut["refresh"] is not None for cut in told),
    }


def shown_of_page(connection: psycopg.Connection[Any], name: str, window: str | None = None) -> list[tuple[str, list[str]]]:
    """The cuts of a page, each with the window that it shows of the one that is asked for; with all of its own where none is.

    Raises:
        AuditPageNotFound: no such page is deployed.
        WindowNotOffered: no cut of it is computed for this window.
    """
    _page(connection, name)
    cuts = declared_cuts(connection, page=name)
    _refuse_other_window(name, _windows(cuts), window)
    return [(cut["cut_id"], cut["windows"] if window is None else [shown_window(cut, window)]) for cut in cuts]


def _refuse_other_window(page: str, windows: Sequence[str], window: str | None) -> None:
    if window is not None and window not in windows:
        hint = f"Its cuts are computed for {', '.join(windows)}."
        raise WindowNotOffered(f"No cut of the audit page {page} is computed for this window.", hint=hint)


def _page(connection: psycopg.Connection[Any], name: str) -> Row:
    pages = _pages(connection)
    for page in pages:
        if page["page"] == name:
            return page
    if not pages:
        hint = "Write cuts/<name>.py in the workspace and run `heartbeat deploy`."
        raise AuditPageNotFound("No audit page is deployed.", hint=hint)
    hint = f"There are {', '.join(page['page'] for page in pages)}."
    raise AuditPageNotFound("No audit page of this name is deployed.", hint=hint)


def _told(page: Row, cuts: Sequence[Row], standing: dict[str, list[Row]]) -> Row:
    stands = [each for cut in cuts for each in standing[cut["cut_id"]]]
    return {
        "page": page["page"],
        "title": page["title"],
        "cuts": [{"cut_id": cut["cut_id"], "title": cut["title"]} for cut in cuts],
        "windows": _windows(cuts),
        "window_default": _window_default(cuts),
        "unverified": sum(cut["verification_state"] != "verified" for cut in cuts),
        "failing": sum(any(each["failure"] for each in standing[cut["cut_id"]]) for cut in cuts),
        "oldest_computed_at": _oldest(each["computed_at"] for each in stands),
    }


def _windows(cuts: Iterable[Row]) -> list[str]:
    return shortest_first({key for cut in cuts for key in cut["windows"]})


def _window_default(cuts: Sequence[Row]) -> str:
    """What most of its cuts show unasked; of as many the one of the first cut."""
    counted = Counter(cut["window_default"] for cut in cuts).most_common(1)
    return counted[0][0] if counted else "all"


def _parts(text: str, cuts: Sequence[Row]) -> Iterator[Row]:
    """The text with each cut in its place, then the cuts that it does not name."""
    left = {cut["cut_id"]: cut for cut in cuts}
    for piece in split_page(text):
        if not isinstance(piece, CutPlace):
            if piece.strip():
                yield {"kind": "prose", "text": piece}
        elif (cut := left.pop(piece.cut_id, None)) is not None:
            yield {"kind": "cut", "cut": cut}
    yield from ({"kind": "cut", "cut": cut} for cut in left.values())


def _oldest(moments: Iterable[Any]) -> Any:
    return min((at for at in moments if at is not None), default=None)


def _pages(connection: psycopg.Connection[Any]) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_pages"]).fetchall()

"""Cuts as people look at them: what each declares, what it computed last for a window, and how its last try ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.cuts.window import in_words
from heartbeat.errors import CutNotFound, WindowNotOffered
from heartbeat.readings.deployed.workspace import settings_or_defaults

_SQL = load_statements("heartbeat.readings", "queries/audit_cuts.sql")
_DECLARED = (
    "cut_id", "page", "page_title", "title", "chart", "windows", "window_default", "how_to_read", "methodology", "sources",
    "owner", "owner_name", "verification_state", "file", "git_commit", "deployed_at",
)  # fmt: skip
_COMPUTED = ("payload", "chart", "computed_at", "source_as_of", "window_start", "window_end", "seconds")

EDITED = ("owner", "verification_state")
"""What people change of a cut; all else is declared in its module."""

Row = dict[str, Any]


def cut_version(row: Row) -> str:
    """A fingerprint of what an edit changes and stands on: the two columns and the definition, nothing that a refresh moves."""
    told = [row["cut_id"], row["definition_hash"], *(row[name] for name in EDITED)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def read_cut(connection: psycopg.Connection[Any], cut_id: str, window: str | None = None) -> Row:
    """One cut for a window, with all its edits; for its own window where none is asked for.

    Raises:
        CutNotFound: no such cut is deployed.
        WindowNotOffered: it is not computed for this window.
    """
    (cut,) = with_snapshots(connection, [find_cut(connection, cut_id, window)], window)
    return {**cut, "changes": _rows(connection, "read_changes", cut_id=cut_id)}


def read_edited_cut(connection: psycopg.Connection[Any], cut_id: str) -> Row:
    """What an edit changes of a cut: its owner, who stands behind it, all edits, and the version that the next one stands on.

    Raises:
        CutNotFound: no such cut is deployed.
    """
    row = find_cut(connection, cut_id)
    names = ("cut_id", "owner", "owner_name", "verification_state", "verified")
    declared = _declared(row)
    changes = _rows(connection, "read_changes", cut_id=cut_id)
    return {**{name: declared[name] for name in names}, "edit_version": cut_version(row), "changes": changes}


def find_cut(connection: psycopg.Connection[Any], cut_id: str, window: str | None = None) -> Row:
    """A registered cut, which has the window where one is asked for.

    Raises:
        CutNotFound: no such cut is deployed.
        WindowNotOffered: it is not computed for this window.
    """
    found = declared_cuts(connection, cut_id=cut_id)
    if not found:
        raise not_registered(connection)
    _refuse_other_window(found[0], window)
    return found[0]


def read_registry(connection: psycopg.Connection[Any]) -> list[Row]:
    """Every cut in the order of the pages, with how it stands in each of its windows, and without what it shows."""
    cuts = declared_cuts(connection)
    standing = read_standing(connection, cuts)
    links = _links(connection, cuts)
    return [
        {**_declared(cut), "metrics": links.get(cut["cut_id"], []), "snapshots": standing.get(cut["cut_id"], [])} for cut in cuts
    ]


def read_chart_module(connection: psycopg.Connection[Any], kind: str) -> str | None:
    """The JavaScript that draws a kind of chart; none where the workspace brings no such chart."""
    found = _rows(connection, "read_chart", kind=kind)
    return found[0]["module"] if found else None


def read_cut_links(connection: psycopg.Connection[Any], metric_id: str | None = None) -> dict[str, list[Row]]:
    """The cuts that belong to each metric, or to one of them: what explains it first."""
    links: dict[str, list[Row]] = {}
    for row in _rows(connection, "read_links_of_metrics", metric_id=metric_id):
        links.setdefault(row.pop("metric_id"), []).append(row)
    return links


def declared_cuts(connection: psycopg.Connection[Any], *, page: str | None = None, cut_id: str | None = None) -> list[Row]:
    """Registered cuts in the order of the pages, each with how people call its owner."""
    people = settings_or_defaults(connection).people
    rows = _rows(connection, "read_cuts", page=page, cut_id=cut_id)
    return [{**row, "owner_name": people.get(row["owner"], {}).get("name")} for row in rows]


def shown_window(cut: Row, window: str | None) -> str:
    """The window that a cut shows on a page that is asked for one: its own where it has not that one."""
    return window if window and window in cut["windows"] else str(cut["window_default"])


def with_snapshots(connection: psycopg.Connection[Any], cuts: Sequence[Row], window: str | None) -> list[Row]:
    """Cuts with what they show of a window; one that has it not shows its own, and so does each where none is asked for."""
    shown = [shown_window(cut, window) for cut in cuts]
    ids = [cut["cut_id"] for cut in cuts]
    snapshots = _by_window(_rows(connection, "read_snapshots", cut_ids=ids, windows=shown))
    refreshes = _by_window(_rows(connection, "read_refreshes", cut_ids=ids))
    links = _links(connection, cuts)
    return [
        {
            **_declared(cut),
            "edit_version": cut_version(cut),
            "module": cut["module"],
            "metrics": links.get(cut["cut_id"], []),
            "window": key,
            "window_words": in_words(key),
            "is_other_window": window is not None and key != window,
            **_shown(cut, snapshots.get((cut["cut_id"], key))),
            "refresh": _without_key(refreshes.get((cut["cut_id"], key))),
        }
        for cut, key in zip(cuts, shown, strict=True)
    ]


def read_standing(connection: psycopg.Connection[Any], cuts: Sequence[Row]) -> dict[str, list[Row]]:
    """How each cut stands in each of its windows, in the order in which it declares them."""
    rows = _by_window(_rows(connection, "read_standing", cut_ids=[cut["cut_id"] for cut in cuts]))
    return {cut["cut_id"]: [_stands(cut, key, rows.get((cut["cut_id"], key))) for key in cut["windows"]] for cut in cuts}


def not_registered(connection: psycopg.Connection[Any]) -> CutNotFound:
    """The error for a cut that is not deployed; it says whether any is."""
    if not _rows(connection, "read_cuts", page=None, cut_id=None):
        return CutNotFound("No cut is deployed.", hint="Write cuts/<name>.py in the workspace and run `heartbeat deploy`.")
    return CutNotFound("No cut of this id is deployed.", hint="GET /api/audit/registry lists them all.")


def _refuse_other_window(cut: Row, window: str | None) -> None:
    if window is not None and window not in cut["windows"]:
        hint = f"It is computed for {', '.join(cut['windows'])}; META of {cut['file']} says so."
        raise WindowNotOffered(f"The cut {cut['cut_id']} is not computed for this window.", hint=hint)


def _declared(cut: Row) -> Row:
    by_whom = {"by": cut["verified_by"], "at": cut["verified_at"]}
    return {**{name: cut[name] for name in _DECLARED}, "verified": by_whom if cut["verified_by"] else None}


def _shown(cut: Row, row: Row | None) -> Row:
    """What was computed last, and how the last try ended."""
    if row is None:
        return {"snapshot": None, "failure": None}
    snapshot = {**{name: row[name] for name in _COMPUTED}, "is_outdated": row["definition_hash"] != cut["definition_hash"]}
    return {"snapshot": None if row["payload"] is None else snapshot, "failure": _failure(row)}


def _stands(cut: Row, window: str, row: Row | None) -> Row:
    names = ("computed_at", "source_as_of", "seconds", "tried_at")
    told = {name: None if row is None else row[name] for name in names}
    outdated = row is not None and row["has_payload"] and row["definition_hash"] != cut["definition_hash"]
    return {"window": window, **told, "is_outdated": outdated, "failure": None if row is None else _failure(row)}


def _failure(row: Row) -> Row | None:
    if row["error_code"] is None:
        return None
    return {"code": row["error_code"], "message": row["error"] or "", "hint": row["hint"] or "", "tried_at": row["tried_at"]}


def _links(connection: psycopg.Connection[Any], cuts: Iterable[Row]) -> dict[str, list[Row]]:
    links: dict[str, list[Row]] = {}
    for row in _rows(connection, "read_links_of_cuts", cut_ids=[cut["cut_id"] for cut in cuts]):
        links.setdefault(row.pop("cut_id"), []).append(row)
    return links


def _by_window(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    return {(row["cut_id"], row["time_window"]): row for row in rows}


def _without_key(row: Row | None) -> Row | None:
    return None if row is None else {name: value for name, value in row.items() if name not in {"cut_id", "time_window"}}


def _rows(connection: psycopg.Connection[Any], statement: str, **values: Any) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL[statement], values).fetchall()

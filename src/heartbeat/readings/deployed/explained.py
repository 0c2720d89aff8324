"""What explains the numbers, from files to rows: audit pages, cuts, charts, segments, own docs, and the links to metrics."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.definitions.cuts.model import CutDefinition
from heartbeat.definitions.model import Explained, Workspace
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.readings.deployed.rows import Row

_SQL = load_statements("heartbeat.readings", "queries/explained.sql")
_WHEN = ("git_commit", "deployed_at")
_OF_PEOPLE = ("owner", "verification_state")
_PLACES = frozenset(("position",))  # of a page among the others: it moves when another comes or goes


@dataclass(frozen=True)
class Changes:
    """What a deploy does with things of one kind, by id."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExplainedReport:
    """What a deploy did. `stale_cuts` are new, or compute something else than before."""

    pages: Changes = Changes()
    cuts: Changes = Changes()
    charts: Changes = Changes()
    segments: Changes = Changes()
    docs: Changes = Changes()
    ended_verifications: tuple[str, ...] = ()
    kept_owners: tuple[str, ...] = ()
    stale_cuts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    """A registry of things of one kind: its key, and the rows that files make."""

    name: str
    key: str
    rows: Callable[[Explained], list[Row]]


def deploy_explained(connection: psycopg.Connection[Any], workspace: Workspace, *, now: datetime) -> ExplainedReport:
    """Write what the files say, within the transaction of a deploy.

    A cut's owner follows its file until a person sets another. Its verification ends when it computes something else.

    Args:
        connection: of role config, within a transaction.
        workspace: read and validated.
        now: UTC.
    """
    connection.execute(_SQL["lock_cuts"])
    before = {table.name: _read(connection, table) for table in _TABLES}
    after = {table.name: table.rows(workspace.explained) for table in _TABLES}
    cuts = before["cuts"]
    kept = [row["cut_id"] for row in after["cuts"] if _keep_what_people_set(cuts.get(row["cut_id"]), row)]
    ended = [row["cut_id"] for row in after["cuts"] if _end_verification(cuts.get(row["cut_id"]), row)]
    changes = {}
    for table in _TABLES:  # pages before their cuts; a page that is left goes when the transaction ends
        changes[table.name] = _write(connection, table, before[table.name], _Files(after[table.name], workspace.git_commit, now))
    _write_links(connection, workspace)
    for row in after["cuts"]:
        _log_moved(connection, cuts.get(row["cut_id"]), row, now)
    stale = [row["cut_id"] for row in after["cuts"] if _computes_anew(cuts.get(row["cut_id"]), row)]
    return ExplainedReport(
        pages=changes["pages"],
        cuts=changes["cuts"],
        charts=changes["charts"],
        segments=changes["segments"],
        docs=changes["docs"],
        ended_verifications=tuple(ended),
        kept_owners=tuple(kept),
        stale_cuts=tuple(stale),
    )


def drifting_rows(workspace: Workspace) -> dict[str, dict[str, Row]]:
    """What the files say as rows, by the name of the registry and the id; without what people change, and without when.

    Docs are not among them: they decide no number, and `heartbeat validate` writes one each time.
    """
    tables = {table.name: {row[table.key]: row for row in table.rows(workspace.explained)} for table in _DECIDING}
    return {name: {key: _declared(row) for key, row in rows.items()} for name, rows in tables.items()}


def deployed_rows(connection: psycopg.Connection[Any]) -> dict[str, dict[str, Row]]:
    """What is deployed, in the same form."""
    tables = {table.name: _read(connection, table) for table in _DECIDING}
    return {name: {key: _declared(row) for key, row in rows.items()} for name, rows in tables.items()}


def _declared(row: Row) -> Row:
    left_out = (*_WHEN, *_OF_PEOPLE) if "cut_id" in row else _WHEN
    return {name: value for name, value in row.items() if name not in left_out}


@dataclass(frozen=True)
class _Files:
    rows: Sequence[Row]
    git_commit: str | None
    now: datetime


def _read(connection: psycopg.Connection[Any], table: _Table) -> dict[str, Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return {row[table.key]: row for row in cursor.execute(_SQL[f"read_{table.name}"])}


def _write(connection: psycopg.Connection[Any], table: _Table, before: Mapping[str, Row], files: _Files) -> Changes:
    """A row that says what it said keeps the commit and time at which its file changed last."""
    rows, added, changed = [], [], []
    for row in files.rows:
        old = before.get(row[table.key])
        is_same = old is not None and all(old[name] == value for name, value in row.items() if name not in _PLACES)
        when = (
            {name: old[name] for name in _WHEN} if old and is_same else {"git_commit": files.git_commit, "deployed_at": files.now}
        )
        rows.append({**row, **when})
        if old is None:
            added.append(row[table.key])
        elif not is_same:
            changed.append(row[table.key])
    removed = sorted(set(before) - {row[table.key] for row in rows})
    connection.execute(_SQL[f"delete_{table.name}"], {"keys": removed})
    connection.execute(_SQL[f"write_{table.name}"], {"rows": Jsonb(rows, dumps=_dumps)})
    return Changes(tuple(added), tuple(changed), tuple(removed))


def _dumps(rows: Any) -> str:
    return json.dumps(rows, default=lambda moment: moment.isoformat())


def _keep_what_people_set(old: Row | None, row: Row) -> bool:
    """Give a row the owner and state that it has; whether an operator's owner stays although the file has another now."""
    row["owner"], row["verification_state"] = row["file_owner"], "unverified"
    if old is None:
        return False
    row["verification_state"] = old["verification_state"]
    is_tuned = old["owner"] != old["file_owner"]
    if is_tuned:
        row["owner"] = old["owner"]
    return is_tuned and row["file_owner"] not in (old["file_owner"], old["owner"])


def _end_verification(old: Row | None, row: Row) -> bool:
    ends = old is not None and old["verification_state"] == "verified" and old["definition_hash"] != row["definition_hash"]
    if ends:
        row["verification_state"] = "changed"
    return ends


def _log_moved(connection: psycopg.Connection[Any], old: Row | None, row: Row, now: datetime) -> None:
    """What a changed file made of an owner or a verification is logged as an edit is."""
    reasons = {"owner": "its file changed", "verification_state": "its module computes something else"}
    for column in _OF_PEOPLE:
        if old is not None and old[column] != row[column]:
            logged = {"column_name": column, "value_from": old[column], "value_to": row[column], "reason": reasons[column]}
            connection.execute(_SQL["log_cut_change"], {"cut_id": row["cut_id"], **logged, "now": now})


def _computes_anew(old: Row | None, row: Row) -> bool:
    return old is None or any(old[name] != row[name] for name in ("definition_hash", "windows", "chart", "sources"))


def _write_links(connection: psycopg.Connection[Any], workspace: Workspace) -> None:
    connection.execute(_SQL["delete_links"])
    connection.execute(_SQL["write_links"], {"rows": Jsonb(list(_links(workspace)))})


def _links(workspace: Workspace) -> Iterator[Row]:
    """What both kinds of files say; that they agree was seen when they were read."""
    of_metrics = {(metric.metric_id, cut_id): role for metric in workspace.metrics for cut_id, role in metric.links.items()}
    of_cuts = {(metric_id, cut.cut_id): role for cut in workspace.explained.cuts for metric_id, role in cut.metrics.items()}
    for metric_id, cut_id in sorted({*of_metrics, *of_cuts}):
        both = (metric_id, cut_id)
        said = "both" if both in of_metrics and both in of_cuts else "metric" if both in of_metrics else "cut"
        yield {"metric_id": metric_id, "cut_id": cut_id, "role": of_metrics.get(both) or of_cuts[both], "declared_in": said}


def _page_rows(explained: Explained) -> list[Row]:
    names = ("page", "title", "file", "text", "content_hash")
    return [
        {**{name: getattr(page, name) for name in names}, "position": position}
        for position, page in enumerate(explained.pages, start=1)
    ]


def _cut_row(cut: CutDefinition) -> Row:
    names = ("cut_id", "page", "file", "title", "chart", "window_default", "how_to_read", "methodology")
    return {
        **{name: getattr(cut, name) for name in (*names, "definition_hash", "content_hash")},
        "cut_order": cut.order,
        "windows": list(cut.windows),
        "sources": list(cut.sources),
        "metrics": dict(cut.metrics),
        "module": cut.text,
        "file_owner": cut.owner,
    }


def _segment_row(segment: SegmentDefinition) -> Row:
    names = ("segment", "file", "name", "entity", "description", "sql", "uses_as_of", "methodology", "owner")
    return {
        **{name: getattr(segment, name) for name in (*names, "definition_hash", "content_hash")},
        "segment_values": list(segment.values),
        "tables": list(segment.tables),
    }


_TABLES = (
    _Table("pages", "page", _page_rows),
    _Table("cuts", "cut_id", lambda explained: [_cut_row(cut) for cut in explained.cuts]),
    _Table(
        "charts",
        "kind",
        lambda explained: [
            {"kind": one.kind, "file": one.file, "module": one.text, "content_hash": one.content_hash} for one in explained.charts
        ],
    ),
    _Table("segments", "segment", lambda explained: [_segment_row(segment) for segment in explained.segments]),
    _Table(
        "docs",
        "path",
        lambda explained: [
            {name: getattr(page, name) for name in ("path", "file", "title", "text", "content_hash")} for page in explained.docs
        ],
    ),
)
_DECIDING = tuple(table for table in _TABLES if table.name != "docs")

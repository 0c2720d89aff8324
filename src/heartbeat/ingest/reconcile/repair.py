"""Make the rows of a landed table those of its source, where a comparison has found them to differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.db import load_statements
from heartbeat.errors import LoadHeld
from heartbeat.ingest.reconcile.compare import Found
from heartbeat.ingest.staging import staging_of
from heartbeat.ingest.tables.ranges import hash_of
from heartbeat.ingest.tables.refusal import not_unique
from heartbeat.ingest.tables.rows import has_repeated_key, in_span
from heartbeat.ingest.tables.shrinking import loses_most
from heartbeat.marts.books.reconciliation import Comparison

_SQL: Mapping[str, Any] = load_statements(__package__)
_DIFFERING = sql.Identifier("pg_temp", "heartbeat_differing")


def repair_table(connection: psycopg.Connection[Any], found: Found, *, accept_shrink: bool) -> Comparison:
    """Delete, correct and insert what differs, inside the transaction of a publish; returns what was done.

    Where policies may hide rows of the source, none is deleted, and the comparison is told as held; `accept_shrink` deletes them.

    Raises:
        LoadHeld: the table would lose 90 % of its rows or more, or has no key and rows that policies may hide.
        IngestError: its key is not unique at the source.
    """
    ranges = found.ranges
    count, unlike = (1, 0) if ranges is None else (ranges.count, len(ranges.wanted))
    told = Comparison(found.plan.table.landed, "ok", found.rows_there, count, unlike, 0, 0, 0)
    if found.is_same:
        return told
    statements = _statements(found)
    connection.execute(statements["lock_standing"])
    _refuse_repeated(connection, found)
    connection.execute(statements["find_by_key" if found.plan.key else "find_by_row"])
    deleted, missed, changed = connection.execute(statements["count_differing"]).fetchone() or (0, 0, 0)
    hidden, deleted = (deleted, 0) if found.plan.table.hides_rows and not accept_shrink else (0, deleted)
    if hidden:
        _refuse_halves(found, hidden)
    if not accept_shrink:
        _check_shrink(found, deleted, missed)
    for what, rows in (("delete_gone", deleted), ("correct_changed", changed), ("insert_missed", missed)):
        if rows:
            connection.execute(statements[what])
    connection.execute(statements["drop_differing"])
    unlike = unlike if ranges is not None else int(hidden + deleted + missed + changed > 0)
    told = replace(told, differing=unlike, deleted=deleted, missed=missed, changed=changed)
    return _held_for(hidden, told, found) if hidden else told


def _held_for(hidden: int, told: Comparison, found: Found) -> Comparison:
    """A comparison that has mended all but rows which the source may only hide."""
    error = f"{_not_shown(found, hidden)} {told.missed:,} missed were brought, {told.changed:,} corrected."
    return replace(told, state="held", error=error, hint=_not_shown_hint(found))


def _refuse_halves(found: Found, hidden: int) -> None:
    """Without a key, a changed row is one that is gone and one that was missed: both would count, for good."""
    if not found.plan.key:
        raise LoadHeld(f"{_not_shown(found, hidden)} It has no key, so nothing was mended.", hint=_not_shown_hint(found))


def _not_shown(found: Found, hidden: int) -> str:
    return (
        f"{hidden:,} rows of {found.state.dataset}.{found.plan.table.landed} are not shown by the source, whose row-level "
        "security may hide rows from this login. They may be there, so they stay."
    )


def _not_shown_hint(found: Found) -> str:
    return (
        "Let the url have a login that sees all rows (`alter role … bypassrls`), or set `reconcile: off`. "
        f"If the rows are gone: {_accepting(found)}"
    )


def _accepting(found: Found) -> str:
    return f"`heartbeat ingest {found.state.source_id} --reconcile --accept-shrink`."


def _statements(found: Found) -> dict[str, sql.Composed]:
    """The statements of this room, over this table."""
    plan, dataset, table = found.plan, found.state.dataset, found.plan.table
    names = [sql.Identifier(column.landed) for column in table.columns]
    key = tuple(column for column in table.columns if column.landed in plan.key)
    assigned = [sql.SQL("{0} = s.{0}").format(sql.Identifier(column.landed)) for column in table.columns if column not in key]
    parts = {
        "standing": sql.Identifier(dataset, table.landed),
        "staged": sql.Identifier(staging_of(dataset), table.landed),
        "differing": _DIFFERING,
        "key": hash_of(key, landed=True) if key else sql.SQL("null"),
        "row": hash_of(table.columns, landed=True),
        "wanted": sql.SQL("true") if found.ranges is None else in_span(found.ranges, landed=True),
        "coming": sql.SQL("false") if found.coming is None else in_span(found.coming, landed=True),
        "assignments": sql.SQL(", ").join(assigned),
        "names": sql.SQL(", ").join(names),
        "values": sql.SQL(", ").join(sql.SQL("s.{}").format(name) for name in names),
    }
    return {name: sql.SQL(statement).format(**parts) for name, statement in _SQL.items()}


def _refuse_repeated(connection: psycopg.Connection[Any], found: Found) -> None:
    """A key that the file declares need not be one; nor one that was found, where an index at the source is broken."""
    plan, dataset = found.plan, found.state.dataset
    if not plan.key:
        return
    staged = sql.Identifier(staging_of(dataset), plan.table.landed)
    if connection.execute(sql.SQL("select {}").format(has_repeated_key(staged, plan.key))).fetchone() == (True,):
        raise not_unique(f"{dataset}.{plan.table.landed}", "the source has two rows with the same one")


def _check_shrink(found: Found, deleted: int, missed: int) -> None:
    after = found.rows_here - deleted + missed
    if deleted == 0 or not loses_most(found.rows_here, after):
        return
    message = (
        f"{found.state.dataset}.{found.plan.table.landed} would shrink from {found.rows_here} to {after} rows, "
        "so nothing was mended and the old rows stay."
    )
    raise LoadHeld(message, hint=f"Look at the source. If it is right: {_accepting(found)}")

"""What has been landed so far: the state of each table, and the condition of each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from heartbeat.db import load_statements
from heartbeat.definitions.segments.model import RESERVED, SEGMENTS
from heartbeat.marts.books.backfill import read_backfilled
from heartbeat.marts.inspect import read_columns
from heartbeat.marts.segments.read import read_newest
from heartbeat.rules.condition import ConditionState, SourceCondition
from heartbeat.rules.upkeep.repairs import Disposition

_SQL = load_statements(__package__)


@dataclass(frozen=True)
class TableCheck:
    """What the newest check of a table knew about it, and the last one that brought rows (UTC; null if none ever did)."""

    reason: str | None  # why this disposition; null in rows that an older version wrote
    key_columns: tuple[str, ...]
    seconds: float
    note: str | None
    changed_columns: Mapping[str, str]  # what it found changed, in words
    loaded_at: datetime | None
    loaded_rows: int | None
    loaded_seconds: float | None


@dataclass(frozen=True)
class TableState:
    """The state of one landed table.

    `checked_at` (UTC) is up to when its source has been read. `load_id` is the last load that brought rows, so it stays the same
    while nothing is new. `rows` were delivered by the newest check, 0 when nothing was new; `total_rows` are in the table now.
    """

    dataset: str
    table_name: str
    source_id: str
    load_id: str | None
    checked_at: datetime
    cursor_value: str | None
    rows: int
    total_rows: int
    disposition: Disposition = "replace"
    cursor_column: str | None = None
    check: TableCheck | None = None  # null where another pipeline fills the table


class ChangedColumn(NamedTuple):
    """What published runs found of a column that changed, in words; `found_at` (UTC) is the check that found it first."""

    table: str  # 'dataset.table'
    column: str
    what: str
    found_at: datetime


def read_table_states(connection: psycopg.Connection[Any], dataset: str | None = None) -> dict[str, TableState]:
    """The state of every landed table, by `dataset.table`; of one dataset if it is named.

    Tables of a dataset that another dlt pipeline fills carry the time of that pipeline's last finished load. Each segment that
    has a snapshot is told as `segments.<segment>`, and the tables in which all of them are as of the newest one.
    """
    states = {}
    for row in connection.execute(_SQL["read_newest_loads"], {"dataset": dataset}):
        name, table, source_id, checked_at, cursor_value, rows, total, disposition, cursor_column, load_id, *checked = row
        states[f"{name}.{table}"] = TableState(
            name, table, source_id, load_id, checked_at, cursor_value, rows, total, disposition, cursor_column, _check(*checked)
        )
    if dataset is None:
        for (foreign,) in connection.execute(_SQL["read_foreign_datasets"]).fetchall():
            states.update(_foreign_states(connection, foreign))
        states.update(_segment_states(connection))
    return states


def _check(
    reason: str | None, key: list[str] | None, seconds: float, note: str | None, changed: dict[str, str] | None, *loaded: Any
) -> TableCheck:
    return TableCheck(reason, tuple(key or ()), seconds, note, changed or {}, *loaded)


def read_earlier_cursor(
    connection: psycopg.Connection[Any], dataset: str, table: str, cursor_column: str, *, until: datetime
) -> str | None:
    """How far the cursor had come in the newest run that began at or before `until`; null when there was none.

    Runs before the table was last begun anew do not count.
    """
    wanted = {"dataset": dataset, "table": table, "cursor_column": cursor_column, "until": until}
    row = connection.execute(_SQL["read_earlier_cursor"], wanted).fetchone()
    return str(row[0]) if row else None


def read_changed_columns(connection: psycopg.Connection[Any]) -> list[ChangedColumn]:
    """What became of columns that changed. A column that changed, was mended and changed again is told with the last time."""
    rows = connection.execute(_SQL["read_changed_columns"])
    return [ChangedColumn(f"{dataset}.{table}", column, what, at) for dataset, table, at, column, what in rows]


def read_whole_runs(connection: psycopg.Connection[Any]) -> dict[str, datetime]:
    """When each dataset was last read with all its tables and without a failure: the beginning of that run, UTC."""
    return dict(connection.execute(_SQL["read_whole_runs"]).fetchall())


def read_source_conditions(
    connection: psycopg.Connection[Any], states: Mapping[str, TableState] | None = None
) -> tuple[SourceCondition, ...]:
    """The condition of every source that ever ran, one for each dataset; `states` are those of all tables, if they are known.

    A run that is going on says `running` only while the one before it was well: a failing source stays failing until it succeeds.
    While a backfill of it goes on, a source is `running`, whatever its last beat met.
    """
    backfilled = read_backfilled(connection)
    states, conditions = read_table_states(connection) if states is None else states, []
    for source_id, dataset, state, failure, error, since, *told in connection.execute(_SQL["read_conditions"]):
        shown: ConditionState = failure or state
        landed = {name: table.checked_at for name, table in states.items() if table.dataset == dataset}
        unread = frozenset(name for name, checked_at in landed.items() if since is not None and checked_at < since)
        condition = SourceCondition(source_id, dataset, shown, error, since, *told)
        if source_id in backfilled:
            condition = SourceCondition(source_id, dataset, "running", None, None, condition.last_ok_at)
        conditions.append(replace(condition, is_partial=len(unread) < len(landed), unread=unread))
    return tuple(conditions)


def _foreign_states(connection: psycopg.Connection[Any], dataset: str) -> dict[str, TableState]:
    query = sql.SQL("select load_id, inserted_at from {} where status = 0 order by inserted_at desc limit 1")
    newest = connection.execute(query.format(sql.Identifier(dataset, "_dlt_loads"))).fetchone()
    if newest is None:
        return {}
    load_id, checked_at = newest
    return {
        f"{dataset}.{table}": TableState(dataset, table, dataset, load_id, checked_at, None, 0, 0)
        for table in read_columns(connection, dataset)
    }


def _segment_states(connection: psycopg.Connection[Any]) -> dict[str, TableState]:
    states = {}
    for newest in sorted(read_newest(connection), key=lambda one: one.as_of):
        load_id = f"{newest.d} {newest.taken_at.isoformat()}"
        for table in (newest.segment, *sorted(RESERVED)):
            counts = (newest.entities, newest.entities)
            state = TableState(SEGMENTS, table, SEGMENTS, load_id, newest.as_of, None, *counts)
            states[f"{SEGMENTS}.{table}"] = state
    return states

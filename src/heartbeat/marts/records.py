"""What ingest writes down about its runs: the rows of schema `landing`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements

_SQL = load_statements(__package__)


@dataclass(frozen=True)
class TableLoad:
    """One finished table of one run. `load_id` is null when nothing was new; `checked_at` is before its extraction began.

    `changed_columns` tells in words what became of each column that changed; `starts_anew` that older cursor values mean nothing.
    """

    source_id: str
    dataset: str
    table_name: str
    load_id: str | None
    checked_at: datetime
    disposition: Literal["merge", "append", "replace"]
    cursor_column: str | None
    cursor_value: str | None
    rows: int
    total_rows: int
    seconds: float
    note: str | None
    changed_columns: Mapping[str, str] | None = None
    starts_anew: bool = False


def note_load(connection: psycopg.Connection[Any], load: TableLoad) -> None:
    """Record a finished table; it becomes the table's state with the caller's commit."""
    changed = Jsonb(dict(load.changed_columns)) if load.changed_columns else None
    connection.execute(_SQL["note_load"], asdict(load) | {"changed_columns": changed})


def open_run(connection: psycopg.Connection[Any], source_id: str, dataset: str, *, is_whole: bool, now: datetime) -> int:
    """Record that a run over all of a dataset, or some tables of it, has begun; returns its id. The caller holds its lock."""
    run = {"source_id": source_id, "dataset": dataset, "is_whole": is_whole, "now": now}
    row = connection.execute(_SQL["open_run"], run).fetchone()
    if row is None:
        raise LookupError("an inserted run has no id")
    return int(row[0])


def close_run(  # noqa: PLR0913 - one argument for each column of the outcome
    connection: psycopg.Connection[Any], run_id: int, state: str, *, now: datetime, code: str | None, error: str | None
) -> None:
    """Record how a run ended: `ok`, `error` or `held`. A run that has ended already keeps its outcome."""
    connection.execute(_SQL["close_run"], {"run_id": run_id, "state": state, "now": now, "code": code, "error": error})


def close_lost_runs(connection: psycopg.Connection[Any], dataset: str, *, now: datetime, code: str, error: str) -> None:
    """Give an outcome to the runs of a dataset that ended without one. Only for the holder of its lock."""
    connection.execute(_SQL["close_lost_runs"], {"dataset": dataset, "now": now, "code": code, "error": error})

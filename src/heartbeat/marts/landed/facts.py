"""Facts about landed tables that no run needs and an operator wants: size, failure, files, comparisons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__)


@dataclass(frozen=True)
class Standing:
    """A table that stands in marts: its size in bytes with its indexes, and its columns of a time, in their order."""

    size: int
    moments: tuple[str, ...]


@dataclass(frozen=True)
class FailingTable:
    """Why a table is not read. `since` is the start of the first run that met it and was not followed by a good one, UTC."""

    state: Literal["error", "held"]
    code: str
    error: str
    hint: str
    since: datetime


@dataclass(frozen=True)
class LastRun:
    """The last run over all tables of a dataset that has ended, UTC; whether it came so far as to read them."""

    started_at: datetime
    ended_at: datetime
    state: Literal["ok", "error", "held"]
    came_to_tables: bool


@dataclass(frozen=True)
class Reconciliation:
    """The last comparison of a table with its source, UTC; counts are null where it did not come so far.

    `rows` were compared in `ranges`, of which `differing` were not the same. `deleted` rows were removed here, `missed` ones
    brought, `changed` ones corrected.
    """

    started_at: datetime
    ended_at: datetime | None
    state: Literal["running", "ok", "error", "held"]
    rows: int | None
    ranges: int | None
    differing: int | None
    deleted: int | None
    missed: int | None
    changed: int | None
    error: str | None


@dataclass(frozen=True)
class FileCounts:
    """The files whose rows stand in a table: how many, their size in bytes, and when the newest was modified, UTC.

    `rows_left_out` of them could not be read; `left_out_of` is the first file that has such rows, null where none has.
    """

    files: int
    size: int
    newest_at: datetime
    rows_left_out: int
    left_out_of: str | None


@dataclass(frozen=True)
class Waiting:
    """Deliveries of a webhook that came since its source was read last: how many, and when the first of them came, UTC."""

    deliveries: int
    oldest_at: datetime


@dataclass(frozen=True)
class LandedFacts:
    """All of it, by `dataset.table`; `last_runs` and `waiting` by dataset."""

    standing: dict[str, Standing]
    failing: dict[str, FailingTable]
    last_runs: dict[str, LastRun]
    reconciliations: dict[str, Reconciliation]
    files: dict[str, FileCounts]
    waiting: dict[str, Waiting]


def read_landed_facts(connection: psycopg.Connection[Any], datasets: Collection[str]) -> LandedFacts:
    """What is known of the tables of these datasets, as any role of ours."""
    standing = _rows(connection, "read_standing", datasets=sorted(datasets))
    waiting = _rows(connection, "read_waiting_deliveries", datasets=sorted(datasets))
    return LandedFacts(
        {f"{dataset}.{table}": Standing(size, tuple(moments)) for dataset, table, size, moments in standing if size is not None},
        {f"{dataset}.{table}": FailingTable(*told) for dataset, table, *told in _rows(connection, "read_failing_tables")},
        {dataset: LastRun(*told) for dataset, *told in _rows(connection, "read_last_runs")},
        {f"{dataset}.{table}": Reconciliation(*told) for dataset, table, *told in _rows(connection, "read_reconciliations")},
        {f"{dataset}.{table}": FileCounts(*told) for dataset, table, *told in _rows(connection, "read_file_counts")},
        {dataset: Waiting(*told) for dataset, *told in waiting},
    )


def _rows(connection: psycopg.Connection[Any], statement: str, **wanted: Any) -> list[tuple[Any, ...]]:
    return connection.execute(_SQL[statement], wanted or None).fetchall()

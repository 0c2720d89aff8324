"""What was read in a stretch of time, such as a beat: tables with their rows, and what to do about what failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "runs.sql")


@dataclass(frozen=True)
class LoadedTable:
    """One table that was read: the rows that came, the seconds it took, and what was noted about it."""

    table: str  # without its dataset
    rows: int
    seconds: float
    note: str | None


@dataclass(frozen=True)
class RunProblem:
    """What failed or was held: a table, or the dataset as a whole where `table` is null; `hint` is what to do."""

    table: str | None
    state: str
    error: str
    hint: str


@dataclass(frozen=True)
class DatasetRun:
    """What a dataset brought; both empty where nothing is known any more: these books are kept for thirty days."""

    loads: tuple[LoadedTable, ...] = ()
    problems: tuple[RunProblem, ...] = ()


def read_runs_between(
    connection: psycopg.Connection[Any], datasets: Collection[tuple[str, str]], start: datetime, until: datetime
) -> Mapping[str, DatasetRun]:
    """By dataset, what was read between two moments (UTC). `datasets` are pairs of a source's id and a dataset of it."""
    wanted = {
        "source_ids": [source_id for source_id, _ in datasets],
        "datasets": [dataset for _, dataset in datasets],
        "start": start,
        "until": until,
    }
    loads: dict[str, list[LoadedTable]] = defaultdict(list)
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_SQL["read_loads_between"], wanted).fetchall():
            loads[row["dataset"]].append(LoadedTable(row["table_name"], row["rows"], row["seconds"], row["note"]))
        runs = {row["dataset"]: row for row in cursor.execute(_SQL["read_runs_between"], wanted).fetchall()}
    return {name: DatasetRun(tuple(loads[name]), _problems(runs.get(name))) for _, name in datasets}


def _problems(run: Mapping[str, Any] | None) -> tuple[RunProblem, ...]:
    """Of single tables where those failed, else of the whole."""
    if run is None or run["state"] not in {"error", "held"}:
        return ()
    failures: Mapping[str, Mapping[str, str]] = run["failures"] or {}
    if failures:
        return tuple(RunProblem(table, one["state"], one["error"], one["hint"]) for table, one in sorted(failures.items()))
    return (RunProblem(None, run["state"], run["error"] or "", run["hint"] or ""),)

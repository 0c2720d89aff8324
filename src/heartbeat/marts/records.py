"""What ingest writes down about its runs: the rows of schema `landing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypedDict

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.rules.upkeep.repairs import Disposition

_SQL = load_statements(__package__)


@dataclass(frozen=True)
class TableLoad:
    """One finished table of one run. `load_id` is null when nothing was new; `checked_at` is before its extraction began.

    `changed_columns` tells in words what became of each column that changed; `starts_anew` that older cursor values mean nothing.
    `reason` is why it is kept up to date in this way, and `key_columns` are the landed names of its key.
    """

    source_id: str
    dataset: str
    table_name: str
    load_id: str | None
    checked_at: datetime
    disposition: Disposition
    cursor_column: str | None
    cursor_value: str | None
    rows: int
    total_rows: int
    seconds: float
    note: str | None
    changed_columns: Mapping[str, str] | None = None
    starts_anew: bool = False
    reason: str | None = None
    key_columns: tuple[str, ...] = ()


class TableFailure(TypedDict):
    """Why one table of a run was not published: it failed (`error`), or waits for a person (`held`)."""

    state: Literal["error", "held"]
    code: str
    error: str
    hint: str


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended. `error` has a line for each table of `failures`, or says what ended the run itself."""

    state: Literal["ok", "error", "held"]
    code: str | None = None
    error: str | None = None
    hint: str | None = None
    failures: Mapping[str, TableFailure] = field(default_factory=dict)


def note_loads(connection: psycopg.Connection[Any], *loads: TableLoad) -> None:
    """Record finished tables, at one go; with the caller's commit each becomes its table's state."""
    with connection.cursor() as cursor:
        cursor.executemany(_SQL["note_load"], [_noted(load) for load in loads])


def _noted(load: TableLoad) -> dict[str, Any]:
    changed = Jsonb(dict(load.changed_columns)) if load.changed_columns else None
    return asdict(load) | {"changed_columns": changed, "key_columns": list(load.key_columns)}


@dataclass(frozen=True)
class FilePart:
    """A file whose rows were read. `file` is its path below the source's url, `size` in bytes, `modified_at` UTC.

    `rows_left_out` could not be read, and stand in no table. `replaces` are other names under which its rows stood before.
    """

    file: str
    modified_at: datetime
    size: int
    rows: int
    rows_left_out: int = 0
    replaces: tuple[str, ...] = ()

    @property
    def state(self) -> tuple[datetime, int]:
        """What differs as soon as the file was written."""
        return self.modified_at, self.size


class TableRead(Protocol):
    """A table as far as it has been read: what `TableLoad` and `loads.TableState` have in common."""

    @property
    def source_id(self) -> str: ...  # noqa: D102
    @property
    def dataset(self) -> str: ...  # noqa: D102
    @property
    def table_name(self) -> str: ...  # noqa: D102
    @property
    def checked_at(self) -> datetime: ...  # noqa: D102


def note_files(connection: psycopg.Connection[Any], load: TableRead, files: Sequence[FilePart], *, is_all: bool) -> None:
    """Record in which state files were read; `is_all` when the table holds the rows of no other."""
    where = {"source_id": load.source_id, "dataset": load.dataset, "table_name": load.table_name}
    replaced = [name for one in files for name in one.replaces]
    if is_all:
        connection.execute(_SQL["forget_files"], where)
    elif replaced:
        connection.execute(_SQL["forget_replaced_files"], {**where, "files": replaced})
    rows = [{**where, **asdict(one), "now": load.checked_at} for one in files]
    with connection.cursor() as cursor:
        cursor.executemany(_SQL["note_file"], rows)


def read_files(connection: psycopg.Connection[Any], dataset: str, table_name: str) -> dict[str, FilePart]:
    """The files whose rows stand in a table, by their names, as they were when they were read."""
    rows = connection.execute(_SQL["read_files"], {"dataset": dataset, "table_name": table_name})
    return {row[0]: FilePart(*row) for row in rows}


def open_run(connection: psycopg.Connection[Any], source_id: str, dataset: str, *, is_whole: bool, now: datetime) -> int:
    """Record that a run over all of a dataset, or some tables of it, has begun; returns its id. The caller holds its lock."""
    run = {"source_id": source_id, "dataset": dataset, "is_whole": is_whole, "now": now}
    row = connection.execute(_SQL["open_run"], run).fetchone()
    if row is None:
        raise LookupError("an inserted run has no id")
    return int(row[0])


def close_run(connection: psycopg.Connection[Any], run_id: int, outcome: RunOutcome, *, now: datetime) -> None:
    """Record how a run ended. A run that has ended already keeps its outcome."""
    failures = Jsonb(dict(outcome.failures)) if outcome.failures else None
    connection.execute(_SQL["close_run"], {"run_id": run_id, "now": now, **_told(outcome), "failures": failures})


def close_lost_runs(connection: psycopg.Connection[Any], dataset: str, outcome: RunOutcome, *, now: datetime) -> None:
    """Give an outcome to the runs of a dataset that ended without one. Only for the holder of its lock."""
    connection.execute(_SQL["close_lost_runs"], {"dataset": dataset, "now": now, **_told(outcome)})


def _told(outcome: RunOutcome) -> dict[str, str | None]:
    return {"state": outcome.state, "code": outcome.code, "error": outcome.error, "hint": outcome.hint or None}

"""Long first loads, table by table: what a command that was killed finds again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "backfill.sql")

BackfillState = Literal["waiting", "running", "ok", "error", "held"]


@dataclass(frozen=True)
class BackfillTable:
    """One table of a backfill.

    `begun_at` is the whole backfill's, UTC; `is_again` tells that it loads also what stood before it. `started_at` is null where
    the table stood already.
    """

    dataset: str
    table_name: str  # as landed
    begun_at: datetime
    is_again: bool
    state: BackfillState = "waiting"
    started_at: datetime | None = None
    rows: int | None = None
    seconds: float | None = None

    @property
    def name(self) -> str:
        """`dataset.table`."""
        return f"{self.dataset}.{self.table_name}"


class Backfilled(NamedTuple):
    """How far a backfill that goes on at this moment has come."""

    source_id: str
    done: int
    tables: int

    @property
    def words(self) -> str:
        """Such as `a backfill of it goes on: 3 of 30 tables`."""
        return f"a backfill of it goes on: {self.done} of {self.tables} tables"


def backfill_lock(connection: psycopg.Connection[Any], source_id: str) -> bool:
    """Try to become the one backfill of a source, for as long as this session lasts; never waits."""
    row = connection.execute(_SQL["try_backfill_lock"], {"source_id": source_id}).fetchone()
    return bool(row and row[0])


def read_backfilled(connection: psycopg.Connection[Any]) -> dict[str, Backfilled]:
    """The sources of which a backfill goes on at this moment, by id."""
    return {row[0]: Backfilled(*row) for row in connection.execute(_SQL["read_backfilled"])}


def read_backfill(connection: psycopg.Connection[Any], source_id: str) -> dict[str, BackfillTable]:
    """The tables of the last backfill of a source, by `dataset.table`."""
    rows = connection.execute(_SQL["read_backfill"], {"source_id": source_id})
    return {table.name: table for table in (BackfillTable(*row) for row in rows)}


def enter_backfill(
    connection: psycopg.Connection[Any], source_id: str, tables: Collection[BackfillTable], *, is_whole: bool
) -> None:
    """Write down what a backfill is about to do. `is_whole`: other tables of the source are no longer part of it."""
    with connection.transaction():
        if is_whole:
            connection.execute(_SQL["forget_backfill"], {"source_id": source_id, "tables": [table.name for table in tables]})
        for table in tables:
            connection.execute(_SQL["enter_table"], {"source_id": source_id, **asdict(table)})


def start_table(connection: psycopg.Connection[Any], dataset: str, table: str, *, now: datetime) -> None:
    """A table is being read from `now` on."""
    connection.execute(_SQL["start_table"], {"dataset": dataset, "table_name": table, "now": now})


def note_rows(connection: psycopg.Connection[Any], dataset: str, table: str, rows: int) -> None:
    """So many rows of a table have been read."""
    connection.execute(_SQL["note_rows"], {"dataset": dataset, "table_name": table, "rows": rows})


def end_table(  # noqa: PLR0913 - one argument for each column of the outcome
    connection: psycopg.Connection[Any],
    dataset: str,
    table: str,
    state: BackfillState,
    *,
    now: datetime,
    rows: int | None = None,
    seconds: float | None = None,
    error: str | None = None,
) -> None:
    """What became of a table; `waiting` when the command was interrupted."""
    told = {"state": state, "now": now, "rows": rows, "seconds": seconds, "error": error}
    connection.execute(_SQL["end_table"], {"dataset": dataset, "table_name": table, **told})

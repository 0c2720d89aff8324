"""Comparisons of landed tables with their sources: when each was, what it found and mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg

from heartbeat.db import load_statements
from heartbeat.rules.upkeep.comparisons import LastComparison

_SQL = load_statements(__package__, "reconciliation.sql")


@dataclass(frozen=True)
class Comparison:
    """What one comparison found. `rows` are those of the source, `differing` of its `ranges` were not the same.

    `deleted` rows were removed, because the source has them no more; `missed` ones had never landed; `changed` ones had changed
    without their cursor. What the next run would have brought anyway is in none of them. One that is held has counts where it
    mended all but what it was held for.
    """

    table: str  # as landed
    state: Literal["ok", "error", "held"]
    rows: int | None = None
    ranges: int | None = None
    differing: int | None = None
    deleted: int | None = None
    missed: int | None = None
    changed: int | None = None
    error: str | None = None
    hint: str = ""

    @property
    def repaired(self) -> int:
        """Rows that are others now than before."""
        counts = (self.deleted, self.missed, self.changed)
        return sum(count or 0 for count in counts) if self.state != "error" else 0

    @property
    def words(self) -> str:
        """One sentence for people, without the name of the table."""
        if self.state == "held":
            return f"compared with the source, and held: {self.error}"
        if self.state == "error":
            return f"not compared with the source: {self.error}"
        if not self.repaired:
            return f"compared with the source: {self.rows or 0:,} rows are the same"
        return (
            f"compared with the source: {self.deleted or 0:,} deleted there and removed here, "
            f"{self.missed or 0:,} missed and brought, {self.changed or 0:,} changed without their cursor and corrected"
        )


def open_comparison(connection: psycopg.Connection[Any], source_id: str, dataset: str, table: str, *, now: datetime) -> int:
    """Record that a table is being compared; returns the id of the record. The caller holds the dataset's lock."""
    told = {"source_id": source_id, "dataset": dataset, "table_name": table, "now": now}
    row = connection.execute(_SQL["open_comparison"], told).fetchone()
    if row is None:
        raise LookupError("an inserted comparison has no id")
    return int(row[0])


def close_comparison(connection: psycopg.Connection[Any], record: int, found: Comparison, *, now: datetime) -> None:
    """Record what it found, with the caller's commit."""
    connection.execute(_SQL["close_comparison"], {**asdict(found), "id": record, "now": now})


def close_lost_comparisons(connection: psycopg.Connection[Any], dataset: str, error: str, *, now: datetime) -> None:
    """Give an outcome to those of a dataset that ended without one. Only for the holder of its lock."""
    connection.execute(_SQL["close_lost_comparisons"], {"dataset": dataset, "error": error, "now": now})


def forget_comparison(connection: psycopg.Connection[Any], record: int) -> None:
    """Take back a record of which there is nothing to tell."""
    connection.execute(_SQL["forget_comparison"], {"id": record})


def note_repair(  # noqa: PLR0913 - one argument for each column that is not as it was
    connection: psycopg.Connection[Any],
    dataset: str,
    found: Comparison,
    *,
    load_id: str,
    total_rows: int,
    seconds: float,
) -> None:
    """Record that rows of a table were mended: a load of its own, and the same state as before otherwise."""
    told = {"dataset": dataset, "table_name": found.table, "load_id": load_id, "rows": found.repaired, "note": found.words}
    connection.execute(_SQL["note_repair"], {**told, "total_rows": total_rows, "seconds": seconds})


def read_last_comparisons(
    connection: psycopg.Connection[Any], dataset: str, tables: Collection[str]
) -> Mapping[str, LastComparison]:
    """By landed table, when it was compared last, and when it was loaded anew in full, UTC."""
    rows = connection.execute(_SQL["read_last_comparisons"], {"dataset": dataset, "tables": list(tables)})
    return {table: LastComparison(*told) for table, *told in rows}

"""How a verification ends without a person: a definition changed, or a column that it reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.model import MetricDefinition
from heartbeat.readings.deployed.rows import definition_of

_SQL = load_statements("heartbeat.readings", "queries/registry.sql")
_BETWEEN = "; "

OnEnd = Callable[[str], None]
"""Told of each metric whose verification ends, in the same transaction."""


class FoundChange(Protocol):
    """What became of a column of a landed table ('dataset.table'), in words, and when that was found first, UTC."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def found_at(self) -> datetime: ...  # noqa: D102


def heed_changed_columns(
    connection: psycopg.Connection[Any], changed: Mapping[str, Mapping[str, str]], *, on_end: OnEnd, now: datetime
) -> dict[str, str]:
    """End the verification of every metric whose value reads a column that changed its type or is gone.

    A column that stays gone is told by each run. It ends a verification once: who verifies again has seen the reason.

    Args:
        connection: of role worker.
        changed: of each table ('dataset.table') its columns, with what became of each.
        on_end: called in the transaction that ends a verification.
        now: UTC.

    Returns:
        The reason for each metric whose verification ended.
    """
    if not changed:
        return {}
    with connection.cursor(row_factory=dict_row) as cursor:
        verified = [definition_of(row) for row in cursor.execute(_SQL["read_verified"], {"tables": list(changed)})]
    ended: dict[str, str] = {}
    for metric in verified:
        reasons = _reasons(metric, changed)
        if not set(reasons) <= _told(connection, metric.metric_id):
            ended |= _end(connection, metric.metric_id, reason=_BETWEEN.join(reasons), on_end=on_end, now=now)
    return ended


def heed_found_changes(
    connection: psycopg.Connection[Any], changes: Collection[FoundChange], *, on_end: OnEnd, now: datetime
) -> dict[str, str]:
    """End every verification that is older than a change of a column which its metric reads.

    It finds what `heed_changed_columns` was not told: by a process that died, or about a column that changed a second time.

    Args:
        connection: of role worker.
        changes: what became of columns of landed tables, and when it was found.
        on_end: called in the transaction that ends a verification.
        now: UTC.

    Returns:
        The reason for each metric whose verification ended.
    """
    if not changes:
        return {}
    tables = {change.table for change in changes}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_verified"], {"tables": list(tables)}).fetchall()
    ended: dict[str, str] = {}
    for row in rows:
        later = [change for change in changes if row["verified_at"] is None or change.found_at > row["verified_at"]]
        changed = {table: {change.column: change.what for change in later if change.table == table} for table in tables}
        if reasons := _reasons(definition_of(row), changed):
            ended |= _end(connection, row["metric_id"], reason=_BETWEEN.join(reasons), on_end=on_end, now=now)
    return ended


def log_ended(connection: psycopg.Connection[Any], metric_id: str, *, reason: str, by: str, now: datetime) -> None:
    """Log that a verification has ended, in the caller's transaction."""
    change = {"metric_id": metric_id, "column_name": "verification_state", "value_from": "verified", "value_to": "changed"}
    connection.execute(_SQL["log_operator_change"], {**change, "changed_by": by, "changed_at": now, "reason": reason})


def _end(connection: psycopg.Connection[Any], metric_id: str, *, reason: str, on_end: OnEnd, now: datetime) -> dict[str, str]:
    """End the verification of a metric unless it has none (any more), and log why; returns the reason if it did."""
    with connection.transaction():
        if connection.execute(_SQL["end_verification"], {"metric_id": metric_id}).fetchone() is None:
            return {}
        log_ended(connection, metric_id, reason=reason, by="ingest", now=now)
        on_end(metric_id)
    return {metric_id: reason}


def _reasons(metric: MetricDefinition, changed: Mapping[str, Mapping[str, str]]) -> list[str]:
    from heartbeat.definitions.lint.column_reads import reads_column  # a parser that a beat seldom needs

    return [
        f"{table}.{column} {what}"
        for table in metric.sql.tables
        for column, what in changed.get(table, {}).items()
        if any(reads_column(statement, table, column) for statement in (metric.sql.value, metric.sql.history) if statement)
    ]


def _told(connection: psycopg.Connection[Any], metric_id: str) -> set[str]:
    told = connection.execute(_SQL["read_told_reasons"], {"metric_id": metric_id})
    return {reason for (whole,) in told for reason in whole.split(_BETWEEN)}

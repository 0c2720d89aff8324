"""The value of each metric and day, kept forever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import psycopg
from psycopg.rows import class_row

from heartbeat.db import load_statements
from heartbeat.rules.days import DayPoint, day_of, stands_for_day
from heartbeat.rules.status import Status

_SQL = load_statements(__package__, "queries/history.sql")


@dataclass(frozen=True)
class HistoryDay:
    """One day as the screens show it. `status` is null for a day that was filled in later: nobody was shown a verdict."""

    d: date
    value: float
    n: int | None
    status: Status | None
    origin: Literal["observed", "backfill"]
    definition_hash: str


def read_history(connection: psycopg.Connection[Any], metric_id: str) -> tuple[HistoryDay, ...]:
    """The published days of a metric, oldest first."""
    with connection.cursor(row_factory=class_row(HistoryDay)) as cursor:
        return tuple(cursor.execute(_SQL["read_history"], {"metric_id": metric_id}))


class _Unpublished(NamedTuple):
    metric_id: str
    point: DayPoint
    law: dict[str, Any]  # period, direction, min_n


def keep_days(
    connection: psycopg.Connection[Any], *, version: int, timezone: str, metric_ids: Collection[str] | None = None
) -> None:
    """Let the unpublished readings stand for their days, published with this board version; the caller holds the board's row."""
    fresh = _read_unpublished(connection, metric_ids)
    days = [(reading.metric_id, day_of(reading.point.as_of, timezone)) for reading in fresh]
    kept = _read_observed(connection, set(days))
    for key, reading in zip(days, fresh, strict=True):
        before = kept.get(key)
        kept[key] = reading.point if before is None else stands_for_day(before, reading.point, **reading.law)
    touched = sorted(set(days))
    if touched:
        connection.execute(_SQL["write_days"], {"version": version, **_columns(touched, [kept[key] for key in touched])})


def _read_unpublished(connection: psycopg.Connection[Any], metric_ids: Collection[str] | None) -> list[_Unpublished]:
    wanted = {"metric_ids": None if metric_ids is None else list(metric_ids)}
    return [
        _Unpublished(
            metric_id,
            DayPoint(value, n, as_of, status, definition_hash),
            {"period": period, "direction": direction, "min_n": min_n},
        )
        for metric_id, value, n, as_of, status, definition_hash, period, direction, min_n in connection.execute(
            _SQL["read_unpublished"], wanted
        )
    ]


def _read_observed(connection: psycopg.Connection[Any], keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], DayPoint]:
    wanted = sorted(keys)
    columns = {"metric_ids": [metric_id for metric_id, _ in wanted], "days": [d for _, d in wanted]}
    return {(metric_id, d): DayPoint(*point) for metric_id, d, *point in connection.execute(_SQL["read_observed_days"], columns)}


def _columns(keys: Sequence[tuple[str, date]], points: Sequence[DayPoint]) -> dict[str, list[Any]]:
    return {
        "metric_ids": [metric_id for metric_id, _ in keys],
        "days": [d for _, d in keys],
        "values": [point.value for point in points],
        "ns": [point.n for point in points],
        "statuses": [point.status for point in points],
        "hashes": [point.definition_hash for point in points],
        "as_ofs": [point.as_of for point in points],
    }

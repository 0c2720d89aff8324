"""The latest of each metric: what the next commit judges against, and what the board shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.rules.status import Health, Reason, Status, TypicalBand

_SQL = load_statements("heartbeat.readings", "queries/verdicts.sql")

Cause = Literal["reading", "operator", "deploy", "typical"]


@dataclass(frozen=True)
class MetricState:
    """The latest of one metric. Value, `n`, times, hash and loads are those of the last good reading; times are UTC.

    `definition_hash` is empty while there was no good reading, or when that one was in another unit; `health` and `error` tell
    about the last attempt.
    """

    metric_id: str
    seq: int
    beat_id: int
    value: float | None
    n: int | None
    as_of: datetime | None
    source_as_of: datetime | None
    computed_at: datetime | None
    definition_hash: str
    status: Status
    reason: Reason
    since: datetime
    changed_from: Status | None
    value_before: float | None
    health: Health
    health_since: datetime
    error: str | None
    typical: TypicalBand | None = None
    loads: Mapping[str, str | None] = field(default_factory=dict)


def read_state(connection: psycopg.Connection[Any], metric_id: str) -> MetricState | None:
    """The latest of one registered metric, or `None` before its first reading."""
    return _read(connection, [metric_id]).get(metric_id)


def read_states(connection: psycopg.Connection[Any]) -> dict[str, MetricState]:
    """The latest of every registered metric that was read at least once, published or not."""
    return _read(connection, None)


def write_state(connection: psycopg.Connection[Any], state: MetricState) -> None:
    """Replace the latest of one metric; the caller holds the metric's lock."""
    row = {**vars(state), "typical": Jsonb(asdict(state.typical)) if state.typical else None, "loads": Jsonb(dict(state.loads))}
    connection.execute(_SQL["write_state"], row)


def note_change(
    connection: psycopg.Connection[Any], before: MetricState | None, after: MetricState, *, cause: Cause, at: datetime
) -> None:
    """Record that the status changed, if it did. A first verdict has no status before it."""
    first = before is None or before.value is None
    if after.value is None or (not first and before is not None and before.status == after.status):
        return
    row = {"metric_id": after.metric_id, "at": at, "status_to": after.status, "cause": cause, "beat_id": after.beat_id}
    row["status_from"] = None if first or before is None else before.status
    connection.execute(_SQL["write_status_change"], row)


def _read(connection: psycopg.Connection[Any], metric_ids: list[str] | None) -> dict[str, MetricState]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_states"], {"metric_ids": metric_ids}).fetchall()
    return {row["metric_id"]: _state(row) for row in rows}


def _state(row: Mapping[str, Any]) -> MetricState:
    typical = TypicalBand(**row["typical"]) if row["typical"] else None
    return MetricState(**{**row, "typical": typical})

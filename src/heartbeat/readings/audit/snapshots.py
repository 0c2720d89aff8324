"""What a cut computed for a window is kept, or how its try failed; the last payload outlives a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.errors import HeartbeatError

_SQL = load_statements("heartbeat.readings", "queries/audit_snapshots.sql")


@dataclass(frozen=True)
class Snapshot:
    """A payload with the definition that computed it and the stretch of time it tells of; moments in UTC."""

    cut_id: str
    time_window: str
    payload: Mapping[str, Any]
    chart: str
    definition_hash: str
    window_start: datetime
    window_end: datetime
    source_as_of: datetime | None
    seconds: float


def keep(connection: psycopg.Connection[Any], snapshot: Snapshot, *, now: datetime) -> None:
    """Keep a payload in the place of the one before. A cut or window that is not declared any more keeps none."""
    connection.execute(_SQL["keep_snapshot"], {**asdict(snapshot), "payload": Jsonb(dict(snapshot.payload)), "now": now})


def keep_failure(connection: psycopg.Connection[Any], cut_id: str, window: str, error: HeartbeatError, *, now: datetime) -> None:
    """Keep how the last try failed, beside what was computed before it."""
    told = {"error_code": error.code, "error": error.message, "hint": error.hint}
    connection.execute(_SQL["keep_failure"], {"cut_id": cut_id, "time_window": window, **told, "now": now})


def prune_windows(connection: psycopg.Connection[Any]) -> None:
    """Remove what was computed or is asked for of windows that their cuts declare no more."""
    with connection.transaction():
        connection.execute(_SQL["prune_snapshots"])
        connection.execute(_SQL["prune_refreshes"])

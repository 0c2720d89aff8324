"""The dead man's switch: after each complete beat somebody outside hears that Heartbeat lives, and misses it when it does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")


def due_ping(connection: psycopg.Connection[Any], *, now: datetime) -> int | None:
    """The complete beat that is to be told of now; `None` when the newest was, or its next try is not due yet."""
    row = connection.execute(_SQL["due_ping"], {"now": now}).fetchone()
    return int(row[0]) if row else None


def note_ping(connection: psycopg.Connection[Any], beat_id: int, *, error: str | None, now: datetime) -> None:
    """Keep how telling of a beat went; without an error it is told."""
    connection.execute(
        _SQL["note_ping" if error is None else "note_failed_ping"], {"beat_id": beat_id, "error": error, "now": now}
    )

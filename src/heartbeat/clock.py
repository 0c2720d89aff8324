"""Where time comes from: a door passes a clock down, and nothing else asks for the time.

In production it is the database's `clock_timestamp()`, so that every process agrees; tests and the demo pass their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg

Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""


def database_clock(connection: psycopg.Connection[Any]) -> Clock:
    """A clock that asks this connection's server on each call."""

    def now() -> datetime:
        with connection.cursor(row_factory=psycopg.rows.scalar_row) as cursor:
            moment: datetime = cursor.execute("select clock_timestamp()").fetchone()  # type: ignore[assignment]
        return moment.astimezone(UTC)

    return now


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still at `moment` (timezone-aware)."""
    return lambda: moment


def utc_text(moment: datetime) -> str:
    """A moment as documents carry it: `2026-11-21T04:00:00Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

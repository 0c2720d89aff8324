"""Which days of a segment were looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "segments.sql")


class Newest(NamedTuple):
    """The newest day of a segment. It tells of its entities up to `as_of` (UTC)."""

    segment: str
    d: date
    taken_at: datetime
    as_of: datetime
    entities: int


def read_newest(connection: psycopg.Connection[Any]) -> tuple[Newest, ...]:
    """The newest day of each segment that was ever looked at."""
    return tuple(Newest(*row) for row in connection.execute(_SQL["read_newest"]).fetchall())


def read_days(connection: psycopg.Connection[Any], segment: str, *, first: date, last: date) -> frozenset[date]:
    """The days of a segment that were looked at, from the first to the last."""
    found = connection.execute(_SQL["read_days"], {"segment": segment, "first": first, "last": last}).fetchall()
    return frozenset(d for (d,) in found)

"""What a person looks at first in the morning: the same rows as the wall, in the order in which somebody must act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.errors import NotDeployed
from heartbeat.readings.board import read_board
from heartbeat.readings.ledger.job import read_active

_SQL = load_statements("heartbeat.readings", "queries/triage.sql")

Entry = dict[str, Any]


def read_triage(connection: psycopg.Connection[Any], *, since: datetime, now: datetime) -> dict[str, Any]:
    """The published board sorted for triage, and what changed since a moment (UTC).

    `red`, `failing` and `stale` are entries of the board as `GET /api/cockpit` has them; a metric may stand in more than one.
    Times of the changes are UTC datetimes.

    Raises:
        NotDeployed: no board was published yet.
    """
    board = read_board(connection)
    if board.published_at is None:
        hint = (
            "`heartbeat deploy` makes the files of the workspace count, `heartbeat beat` reads the sources and publishes a board."
        )
        raise NotDeployed("There is no board yet: nothing was measured.", hint=hint)
    entries: list[Entry] = board.document["metrics"]
    return {
        **{name: board.document[name] for name in ("workspace", "timezone", "counts")},
        "read_at": now,
        "published_at": board.published_at,
        "is_frozen": (now - board.published_at).total_seconds() > board.document["frozen_after_seconds"],
        "active_job": read_active(connection),
        "red": [entry for entry in entries if entry["status"] == "red"],
        "failing_sources": board.document["failing_sources"],
        "failing": [entry for entry in entries if entry["health"] != "ok"],
        "stale": [entry for entry in entries if entry["freshness"] != "green" and entry["health"] == "ok"],
        "since": since,
        "changes": [one for one in _rows(connection, "read_status_changes", since) if one["status_from"] != one["status_to"]],
        "edits": _rows(connection, "read_edits", since),
        "deployed": _rows(connection, "read_deployed", since),
        "retired": _rows(connection, "read_retired", since),
    }


def _rows(connection: psycopg.Connection[Any], statement: str, since: datetime) -> list[Entry]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL[statement], {"since": since}).fetchall()

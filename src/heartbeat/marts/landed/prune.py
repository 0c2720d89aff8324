"""What of the books of ingest is not kept for ever: rows that no question is answered from any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "prune.sql")
KEPT_DAYS = 30


@dataclass(frozen=True)
class PrunedBooks:
    """How many rows were removed."""

    loads: int
    runs: int
    reconciliations: int


def prune_books(connection: psycopg.Connection[Any], *, now: datetime) -> PrunedBooks:
    """Remove records of loads, runs and comparisons that are older than 30 days and tell nothing of today. Role loader.

    The state of every table, the condition of every source, what changed and since when, and where an increment begins read
    the same before and after. Runs may go on meanwhile.
    """
    cutoff = {"before": now - timedelta(days=KEPT_DAYS)}
    with connection.transaction():
        removed = (
            connection.execute(_SQL[name], cutoff).rowcount for name in ("prune_loads", "prune_runs", "prune_reconciliations")
        )
        return PrunedBooks(*removed)

"""The ledger in a few numbers, for whoever watches Heartbeat itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/totals.sql")


@dataclass(frozen=True)
class LedgerTotals:
    """Beats by state, and the last whole one: when it ended (UTC) and how many seconds it took."""

    by_state: Mapping[str, int]
    last_ended_at: datetime | None = None
    last_seconds: float | None = None


def read_ledger_totals(connection: psycopg.Connection[Any]) -> LedgerTotals:
    """Count the ledger."""
    by_state = dict(connection.execute(_SQL["count_beats"]).fetchall())
    last = connection.execute(_SQL["last_beat"]).fetchone()
    return LedgerTotals(by_state, *(last or ()))

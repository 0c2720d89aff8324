"""The fence: what is written in the name of a beat counts only while that beat runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.errors import FenceLost

_SQL = load_statements("heartbeat.readings", "queries/beats.sql")


def hold_fence(connection: psycopg.Connection[Any], beat_id: int) -> None:
    """Make sure that a beat still runs, and keep it so until the transaction ends.

    Raises:
        FenceLost: it was abandoned or has ended.
    """
    write_fenced(connection, "hold_fence", {"beat_id": beat_id})


def write_fenced(connection: psycopg.Connection[Any], statement: str, row: Mapping[str, Any]) -> None:
    """Execute a statement of the ledger that touches nothing once its beat does not run.

    Raises:
        FenceLost: it was abandoned or has ended.
    """
    if connection.execute(_SQL[statement], row).fetchone() is None:
        hint = "Another worker took over; the next beat covers what this one did not finish."
        raise FenceLost(f"Beat {row['beat_id']} does not run any more, so nothing it still writes counts.", hint=hint)

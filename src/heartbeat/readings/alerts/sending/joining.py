"""What several messages have to say, in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")


def join(connection: psycopg.Connection[Any], joined: Sequence[int], message_id: int, *, now: datetime) -> None:
    """Move what waits in some messages into another one; they end without being sent."""
    if joined:
        row = {"joined": list(joined), "message_id": message_id, "now": now}
        connection.execute(_SQL["join_rows"], row)
        connection.execute(_SQL["end_joined"], row)

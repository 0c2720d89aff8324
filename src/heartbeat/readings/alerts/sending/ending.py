"""How messages and what they tell come to an end; each end can be looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")

EndState = Literal["delivered", "ambiguous", "dead", "superseded"]


@dataclass(frozen=True)
class End:
    """How a message ended, and when (UTC)."""

    state: EndState
    now: datetime
    error: str | None = None
    reference: Mapping[str, Any] | None = None


def end_message(connection: psycopg.Connection[Any], message_id: int, end: End) -> None:
    """Give a message its end; its rows are not touched."""
    row = {"message_id": message_id, "state": end.state, "now": end.now, "error": end.error}
    reference = None if end.reference is None else Jsonb(dict(end.reference))
    connection.execute(_SQL["end_message"], row | {"reference": reference})


def end_rows(
    connection: psycopg.Connection[Any], outbox_ids: Iterable[int], state: EndState, *, now: datetime, reason: str | None = None
) -> None:
    """Give rows that waited for a message their end."""
    row = {"outbox_ids": list(outbox_ids), "state": state, "now": now, "reason": reason}
    connection.execute(_SQL["end_row"], row)

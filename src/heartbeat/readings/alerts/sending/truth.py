"""What of a message is still true just before it is sent: no fire of what has ended, no end of what nobody was told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.alerts.sending.ending import end_rows
from heartbeat.readings.alerts.sending.model import Row, Waiting
from heartbeat.rules.alerts.fate import Standing, outdated

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")


def still_true(connection: psycopg.Connection[Any], waiting: Waiting, *, now: datetime) -> tuple[Row, ...]:
    """The rows of a message that may be sent; the others end here.

    What is outdated and was never sent is superseded. What may have arrived already ends as that: it is not sent a second time.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_rows"], {"message_id": waiting.message_id}).fetchall()
    kept = []
    for row in rows:
        reason = outdated(Standing(row["kind"], row["shown_state"], row["has_newer"], row["was_told"]))
        if reason is None:
            kept.append(_row(row))
        else:
            end_rows(connection, [row["outbox_id"]], "ambiguous" if waiting.is_unsure else "superseded", now=now, reason=reason)
    return tuple(kept)


def _row(row: dict[str, Any]) -> Row:
    names = ("outbox_id", "incident_id", "seq", "kind", "severity", "payload", "dedup_key")
    return Row(*(row[name] for name in names))

"""Messages and incidents in a few numbers, for whoever watches Heartbeat itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/totals.sql")


@dataclass(frozen=True)
class AlertTotals:
    """Messages by channel and state, the last proof of each channel, and open incidents by kind and severity."""

    messages: Mapping[tuple[str, str], int]
    proven_at: Mapping[str, datetime]
    open_incidents: Mapping[tuple[str, str], int]


def read_alert_totals(connection: psycopg.Connection[Any]) -> AlertTotals:
    """Count all messages and the incidents that screens show as open."""
    messages = {(channel, state): count for channel, state, count in connection.execute(_SQL["count_messages"])}
    proven_at = dict(connection.execute(_SQL["read_proofs"]).fetchall())
    incidents = {(kind, severity): count for kind, severity, count in connection.execute(_SQL["count_open_incidents"])}
    return AlertTotals(messages, proven_at, incidents)

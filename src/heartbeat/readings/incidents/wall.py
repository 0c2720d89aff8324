"""What ails the messages themselves, as the wall tells it: channels by which nothing gets through, beats that do not come."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.clock import utc_text
from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")


def read_alerting(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """The part of a board that tells of it, the longest trouble first."""
    rows = connection.execute(_SQL["read_troubles"]).fetchall()
    return {
        "channels_down": [
            {"channel": subject, "since": facts.get("since") or utc_text(fired_at), "reason": facts.get("error")}
            for kind, subject, fired_at, facts in rows
            if kind == "channel"
        ],
        "no_beats_since": next((facts.get("since") for kind, _, _, facts in rows if kind == "beats"), None),
    }

"""Ticks of the schedule, taken once by whichever worker comes first. A missed one runs at the next start, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.rules.schedule import due_tick

_SQL = load_statements(__package__, "queries/ticks.sql")


def take_due_ticks(connection: psycopg.Connection[Any], settings: WorkspaceSettings, *, now: datetime) -> dict[str, datetime]:
    """Take the newest due tick of each schedule: its name (`beat`, `daily`, ...) and instant, UTC.

    Older ones that were missed are not made up for. Act on the ticks in the same transaction (open one around the call), so that
    a tick taken by a process that dies is due again.
    """
    taken = {}
    with connection.transaction():
        for schedule, cron in sorted(settings.schedule.items()):
            tick_at = _due(connection, schedule, cron, settings.timezone, now=now)
            row = {"schedule": schedule, "tick_at": tick_at, "now": now}
            if tick_at is not None and connection.execute(_SQL["take_tick"], row).fetchone():
                taken[schedule] = tick_at
    return taken


def note_beat(connection: psycopg.Connection[Any], schedule: str, tick_at: datetime, beat_id: int) -> None:
    """Record which beat a tick asked for."""
    connection.execute(_SQL["note_tick_beat"], {"schedule": schedule, "tick_at": tick_at, "beat_id": beat_id})


def _due(connection: psycopg.Connection[Any], schedule: str, cron: str, timezone: str, *, now: datetime) -> datetime | None:
    row = connection.execute(_SQL["read_last_tick"], {"schedule": schedule}).fetchone()
    since = row[0] if row else None
    return due_tick(cron, timezone, since=since, now=now) if since is not None else None

"""What is not kept forever: readings, beats, ended incidents and messages. Daily history and operator changes stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "queries/prune.sql")


@dataclass(frozen=True)
class Pruned:
    """How many rows were removed."""

    readings: int
    beats: int
    incidents: int


def prune(connection: psycopg.Connection[Any], *, readings_days: int, now: datetime) -> Pruned:
    """Remove published readings, beats, incidents and messages that ended more than `readings_days` days ago.

    Part of the daily job, role worker.
    """
    cutoff = {"before": now - timedelta(days=readings_days)}
    with connection.transaction():
        readings = connection.execute(_SQL["prune_readings"], cutoff).rowcount
        for statement in ("prune_ticks", "prune_beat_sources", "prune_beat_metrics"):
            connection.execute(_SQL[statement], cutoff)
        # A beat that a kept tick points to stays; what belonged to it is gone.
        beats = connection.execute(_SQL["prune_beats"], cutoff).rowcount
        incidents = _prune_alerts(connection, cutoff)
    return Pruned(readings, beats, incidents)


def _prune_alerts(connection: psycopg.Connection[Any], cutoff: Mapping[str, datetime]) -> int:
    """Incidents with all that belongs to them, then the messages that tell of none any more."""
    incidents = {"incident_ids": [number for (number,) in connection.execute(_SQL["old_incidents"], cutoff)]}
    for statement in ("prune_outbox", "prune_transitions", "prune_actions", "prune_incidents"):
        connection.execute(_SQL[statement], incidents)
    messages = {"message_ids": [number for (number,) in connection.execute(_SQL["old_messages"], cutoff)]}
    for statement in ("prune_attempts", "prune_messages"):
        connection.execute(_SQL[statement], messages)
    connection.execute(_SQL["prune_silences"], cutoff)
    return len(incidents["incident_ids"])

"""What is not kept forever: readings and the ledger of beats. Daily history and operator changes stay."""

from __future__ import annotations

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


def prune(connection: psycopg.Connection[Any], *, readings_days: int, now: datetime) -> Pruned:
    """Remove published readings and beats that ended more than `readings_days` days ago. Part of the daily job, role worker."""
    cutoff = {"before": now - timedelta(days=readings_days)}
    with connection.transaction():
        readings = connection.execute(_SQL["prune_readings"], cutoff).rowcount
        for statement in ("prune_ticks", "prune_beat_sources", "prune_beat_metrics"):
            connection.execute(_SQL[statement], cutoff)
        # A beat that a kept tick points to stays; what belonged to it is gone.
        beats = connection.execute(_SQL["prune_beats"], cutoff).rowcount
    return Pruned(readings, beats)

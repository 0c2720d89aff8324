"""What is done once a day beside the beats: what is typical is drawn anew, and what is not kept for ever is removed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseError
from heartbeat.log import get_logger
from heartbeat.marts.landed.prune import prune_books
from heartbeat.readings.past.typical import renew_typical
from heartbeat.readings.prune import prune


def do_daily_work(
    connection: psycopg.Connection[Any], database: Database, ticks: Collection[str], *, readings_days: int, now: datetime
) -> None:
    """Do what the ticks of `typical` and `daily` ask for.

    The ticks are taken already: this may take long, and whoever asks for a beat would wait for it; a lost one costs a day.
    """
    if "typical" in ticks and (changed := renew_typical(connection, now=now)):
        get_logger().info("typical bands changed", metric_ids=changed)
    if "daily" in ticks:
        tidy(connection, database, readings_days=readings_days, now=now)


def tidy(connection: psycopg.Connection[Any], database: Database, *, readings_days: int, now: datetime) -> None:
    """Remove old readings and beats, and what the books of ingest need no more.

    Args:
        connection: of the worker.
        database: in which the loader, whose books they are, logs in. If it may not, that is logged, and the next day tries again.
        readings_days: for how long readings are kept.
        now: UTC.
    """
    prune(connection, readings_days=readings_days, now=now)
    try:
        with database.connect(Role.LOADER, application_name="heartbeat daily") as loader:
            prune_books(loader, now=now)
    except (DatabaseError, psycopg.Error) as error:
        get_logger().warning("the books of ingest could not be pruned", error=str(error).strip())

"""The daily job: what is not kept for ever is removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseError
from heartbeat.log import get_logger
from heartbeat.marts.landed.prune import prune_books
from heartbeat.readings.prune import prune


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

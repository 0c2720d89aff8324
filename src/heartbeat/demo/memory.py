"""What the demo knows of past days that nobody watched: the snapshots of its segments, filled in while the wall is up already."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.errors import HeartbeatError
from heartbeat.log import get_logger
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.segments.run import Studio, past_days, take_due, take_past
from heartbeat.readings.audit.segments import read_segments
from heartbeat.readings.registry import read_workspace

DAYS = 90
_TIMEOUT_SECONDS = 60.0


@contextmanager
def remembering(database: Database) -> Iterator[None]:
    """Fill in what is missing for as long as the context lasts; a demo that goes on fills in what it slept through."""
    ended = threading.Event()
    thread = threading.Thread(target=_remember, args=(database, ended), name="memory", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)


def _remember(database: Database, ended: threading.Event) -> None:
    try:
        fill_segments(database, is_over=ended.is_set)
    except (psycopg.Error, HeartbeatError) as error:
        get_logger().warning("the past of the segments was not filled in", error=str(error).strip())


def fill_segments(database: Database, *, days: int = DAYS, is_over: Callable[[], bool] = lambda: False) -> int:
    """Take today's snapshot of every deployed segment, then those of past days that have none, newest first.

    Returns:
        How many were taken; `is_over` ends it between two.
    """
    taken = 0
    with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat demo") as connection:
        timezone = read_workspace(connection).settings.timezone
        now = database_clock(connection)()
        studio = Studio(connection, Sandbox(database, timeout_seconds=_TIMEOUT_SECONDS))
        with closing(take_due(database, now=now, timezone=timezone, timeout_seconds=_TIMEOUT_SECONDS)) as each:
            taken += sum(1 for _ in each)
        today = now.astimezone(ZoneInfo(timezone)).date()
        for segment in read_segments(connection):
            missing = (
                past_days(connection, segment, since=today - timedelta(days=days), today=today) if segment.uses_as_of else ()
            )
            with closing(take_past(studio, segment, missing, now=now, timezone=timezone)) as past:
                for _ in past:
                    taken += 1
                    if is_over():
                        return taken
    return taken

"""What the demo knows of days that nobody watched: past snapshots of its segments, and cuts that their owners looked at.

All of it comes while the wall is up already.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.demo.people import STAND_BEHIND
from heartbeat.errors import ChangeRefused, HeartbeatError
from heartbeat.log import get_logger
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.segments.run import Studio, past_days, take_due, take_past
from heartbeat.readings.audit.cuts import declared_cuts, read_edited_cut
from heartbeat.readings.audit.edit import amend_cut
from heartbeat.readings.audit.refreshes import request
from heartbeat.readings.audit.segments import read_segments
from heartbeat.readings.registry import read_workspace

DAYS = 90
_TIMEOUT_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 2.0
_REASON = "compared with the books"


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
        if fill_segments(database, is_over=ended.is_set):
            show_past(database)
        while not (stood_behind := stand_behind(database)) and not ended.wait(_LOOK_AGAIN_SECONDS):
            pass
    except (psycopg.Error, HeartbeatError) as error:
        get_logger().warning("the past of the demo was not filled in", error=str(error).strip(), done=False)
    else:
        get_logger().debug("the past of the demo is filled in", done=stood_behind)


def show_past(database: Database) -> None:
    """Ask for the cuts that read segments: what was computed before knew a day of them."""
    with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat demo") as connection:
        cut_ids = [cut["cut_id"] for cut in declared_cuts(connection) if "segments." in cut["module"]]
        request(connection, cut_ids, None, trigger="cli", by=None, now=database_clock(connection)())


def stand_behind(database: Database) -> bool:
    """Verify the cuts that owners have looked at; false while some of them show nothing yet. Once: what people do stays."""
    with database.connect(Role.APP, autocommit=True, application_name="heartbeat demo") as connection:
        now = database_clock(connection)()
        deployed = {cut["cut_id"] for cut in declared_cuts(connection)}
        untouched = [cut for cut in STAND_BEHIND if cut in deployed and not read_edited_cut(connection, cut)["changes"]]
        for cut_id in untouched:
            try:
                amend_cut(
                    connection,
                    cut_id,
                    {"verification_state": "verified"},
                    changed_by=STAND_BEHIND[cut_id],
                    reason=_REASON,
                    now=now,
                )
            except ChangeRefused:  # it is not computed yet
                return False
    return True


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

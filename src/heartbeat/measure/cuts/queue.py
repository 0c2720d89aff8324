"""What is asked for is computed, one cut and window after another, by one process at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.clock import Clock, database_clock
from heartbeat.db import Database, Role
from heartbeat.log import get_logger
from heartbeat.measure.cuts.run import DEADLINE_SECONDS, Computed, RunnableCut, compute_cut
from heartbeat.readings.audit import refreshes, snapshots
from heartbeat.readings.audit.refreshes import Taken, Wanted
from heartbeat.readings.registry import read_workspace

Connection = psycopg.Connection[Any]
OnDone = Callable[[Taken, Computed], None]


class Stopped(Exception):
    """The process was asked to end while a cut ran. It stays in the queue."""


@dataclass(frozen=True)
class Desk:
    """How cuts are computed: where, in what time each, and who hears of each.

    `stop` ends the work, in the middle of a cut within a second. The time is the database's own unless `clock` says otherwise.
    """

    database: Database
    deadline_seconds: float = DEADLINE_SECONDS
    stop: threading.Event | None = None
    clock: Clock | None = None
    on_done: OnDone = lambda _taken, _computed: None

    def connect(self) -> Connection:
        """A session for the queue."""
        return self.database.connect(Role.WORKER, autocommit=True, application_name="heartbeat cuts")

    def heed_stop(self) -> None:
        """End the work if it is to end.

        Raises:
            Stopped: it is.
        """
        if self.stop is not None and self.stop.is_set():
            raise Stopped


def run_queued(connection: Connection, desk: Desk, only: Collection[Wanted] | None = None) -> int:
    """Compute what is asked for until nothing waits, of `only` these if they are given; returns how many that was.

    Args:
        connection: of the worker (autocommit), which holds the lock of the queue.
        desk: how.
        only: cuts with windows; null means all that waits.

    Raises:
        NotDeployed: there is no workspace, and so no time zone.
        DatabaseUnavailable: Postgres went away; what was begun stays in the queue.
        ChildNotStarted: the machine has no process left; likewise.
        Stopped: likewise.
    """
    clock = desk.clock or database_clock(connection)
    timezone, count = read_workspace(connection).settings.timezone, 0
    while taken := refreshes.take_next(connection, now=clock(), only=only):
        _compute(connection, taken, desk, clock, timezone)
        count += 1
    if count:
        snapshots.prune_windows(connection)
    return count


def see_through(desk: Desk, wanted: Collection[Wanted], *, poll_seconds: float = 0.2) -> None:
    """Have these computed: here if no other process computes cuts, else there; returns when each was.

    Raises:
        As `run_queued`.
    """
    wait = desk.stop or threading.Event()
    with desk.connect() as connection:
        while refreshes.read_waiting(connection, wanted):
            desk.heed_stop()
            if refreshes.queue_lock(connection):
                run_queued(connection, desk, wanted)
            else:
                wait.wait(poll_seconds)


def _compute(connection: Connection, taken: Taken, desk: Desk, clock: Clock, timezone: str) -> None:
    cut = RunnableCut(taken.cut_id, taken.file, taken.chart, taken.module, tuple(taken.sources), taken.definition_hash)
    desk.heed_stop()
    checkpoints.passing("cut-taken")
    computed = compute_cut(
        desk.database,
        cut,
        taken.time_window,
        now=clock(),
        timezone=timezone,
        deadline_seconds=desk.deadline_seconds,
        keep_alive=desk.heed_stop,
    )
    checkpoints.passing("cut-computed")
    # Where a deploy has removed the cut meanwhile, it has removed the request as well, and nobody asks for what it computed.
    with contextlib.suppress(psycopg.errors.ForeignKeyViolation), connection.transaction():
        _keep(connection, cut, computed, clock)
        refreshes.finish(connection, taken.refresh_id)
    desk.on_done(taken, computed)


def _keep(connection: Connection, cut: RunnableCut, computed: Computed, clock: Clock) -> None:
    window, now = computed.window, clock()
    if computed.error is not None:
        snapshots.keep_failure(connection, cut.cut_id, window.key, computed.error, now=now)
        told = {"cut": cut.cut_id, "window": window.key, "code": computed.error.code}
        get_logger().warning("a cut failed", **told, error=computed.error.message)
        return
    snapshot = snapshots.Snapshot(
        cut_id=cut.cut_id,
        time_window=window.key,
        payload=computed.payload,
        chart=cut.chart,
        definition_hash=cut.definition_hash,
        window_start=window.start,
        window_end=window.end,
        source_as_of=computed.source_as_of,
        seconds=computed.seconds,
    )
    snapshots.keep(connection, snapshot, now=now)

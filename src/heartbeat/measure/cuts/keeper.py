"""A thread of the worker that takes due snapshots of segments, and computes what cuts are asked for."""

from __future__ import annotations

import contextlib
import threading

import psycopg

from heartbeat.clock import database_clock
from heartbeat.errors import DatabaseUnavailable, NotDeployed
from heartbeat.errors.audit import SegmentNotFound
from heartbeat.log import get_logger
from heartbeat.measure.cuts.process import ChildNotStarted
from heartbeat.measure.cuts.queue import Connection, Desk, Stopped, run_queued
from heartbeat.measure.segments.run import take_due
from heartbeat.readings.audit import refreshes, snapshots
from heartbeat.readings.registry import read_workspace

STARTS_ANEW = (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnavailable, ChildNotStarted)
"""What passes: Postgres went away, or the machine had no room. All that is asked for is in the database."""

_LONGEST_PAUSE_SECONDS = 5.0


class Keeper:
    """Computes what is asked for. Any number may run over one database: the one that holds the queue's lock works.

    Args:
        desk: how cuts are computed.
        stop: ends it.
        segment_seconds: what the SQL of one segment may take.
        poll_seconds: how often it looks.
    """

    def __init__(self, desk: Desk, stop: threading.Event, *, segment_seconds: float = 60.0, poll_seconds: float = 1.0) -> None:
        self._desk, self._stop = desk, stop
        self._segment_seconds, self._poll_seconds = segment_seconds, poll_seconds

    def run(self) -> None:
        """Work until told to stop. An outage of Postgres is waited out; what was begun is begun again."""
        while not self._stop.is_set():
            try:
                with self._desk.connect() as connection:
                    self._work(connection)
            except STARTS_ANEW as error:
                get_logger().warning("the keeper of cuts starts anew", cause=type(error).__name__, error=str(error).strip())
                self._stop.wait(min(self._poll_seconds * 2, _LONGEST_PAUSE_SECONDS))
            except Stopped:
                return

    def _work(self, connection: Connection) -> None:
        while not refreshes.queue_lock(connection):
            self._wait()
        snapshots.prune_windows(connection)
        while True:
            with contextlib.suppress(NotDeployed, SegmentNotFound):  # a deploy removed one that was due: the next turn knows
                self._turn(connection)
            self._wait()

    def _turn(self, connection: Connection) -> None:
        """Segments first: cuts read them."""
        now = (self._desk.clock or database_clock(connection))()
        if due := refreshes.read_due_segments(connection):
            zone = read_workspace(connection).settings.timezone
            limit = self._segment_seconds
            for _ in take_due(self._desk.database, now=now, timezone=zone, timeout_seconds=limit, names=due):
                self._desk.heed_stop()
        refreshes.request_never_computed(connection, now=now)
        run_queued(connection, self._desk)

    def _wait(self) -> None:
        if self._stop.wait(self._poll_seconds):
            raise Stopped

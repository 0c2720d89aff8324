"""The worker: the one process that runs beats. It keeps the schedule, takes what is queued, and outlives the database.

Any number of workers may run. The one that holds the beat lock is active; the others stand by and take over within a second of
its end, however it ended. Three doors lead here: `heartbeat worker` calls `run_worker`, `heartbeat beat` calls `Worker.run_once`,
and `heartbeat serve` wraps itself in `beside.worker_beside`, which keeps a worker in a child process. Messages are carried beside
the beats, also by those that stand by: each message is claimed by one of them. Cuts and segments are computed beside them too, by
the one that holds the lock of their queue.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.beat import Means, run_beat
from heartbeat.clock import Clock, database_clock
from heartbeat.config import Settings, read_settings
from heartbeat.daily import do_daily_work
from heartbeat.db import Database, Role, open_database
from heartbeat.errors import DatabaseUnavailable, FenceLost, HeartbeatError, NotDeployed
from heartbeat.ingest.backfill.aside import land_or_wait
from heartbeat.ingest.child import Landing
from heartbeat.ingest.report import OnProgress, RunReport
from heartbeat.log import configure, get_logger
from heartbeat.marts.loads import read_source_conditions
from heartbeat.measure.cuts.keeper import Keeper
from heartbeat.measure.cuts.queue import Desk
from heartbeat.measure.past.plan import Reach
from heartbeat.measure.run import Bench
from heartbeat.readings import beats, board
from heartbeat.readings.audit.refreshes import request_all
from heartbeat.readings.registry import read_workspace
from heartbeat.readings.ticks import note_beat, take_due_ticks
from heartbeat.rules.due import Due
from heartbeat.surfaces.alerts.courier.courier import LEASE_SECONDS, Courier
from heartbeat.threads import running_beside

Connection = psycopg.Connection[Any]
Progress = Callable[[Mapping[str, Any]], None]
"""Told about a beat while it runs, in the shape of `GET /api/metrics/recompute/{job_id}`."""

STARTS_ANEW = (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnavailable, FenceLost)
"""What makes a worker let go of everything and begin as after a start: Postgres went away, or another worker took over."""

_PROGRESS_SECONDS = 0.2
_DELIVERY_SECONDS = 30.0


class Stopped(Exception):
    """The worker was asked to end while a beat ran. The next start abandons that beat and covers the rest."""


@dataclass(frozen=True)
class Wish:
    """What a beat is asked for: all that is due, or some metrics; with or without reading their sources first."""

    requested: Literal["all"] | Collection[str] = "all"
    trigger: beats.Trigger = "cli"
    ingest: bool = True


@dataclass(frozen=True)
class Worker:
    """A worker over one database. `stop` ends it, in the middle of a beat at its next sign of progress; Ctrl-C ends it at once.

    `environment` gives the values of `${NAME}` in what was deployed. The time is the database's own unless `clock` says
    otherwise, and sources land in child processes unless `land` does it another way. `on_progress` hears of the running beat,
    at most five times a second, and of its end; `on_end` of the ends of those that ran here.
    """

    database: Database
    settings: Settings
    environment: Mapping[str, str]
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Clock | None = None
    land: Callable[[Due, OnProgress], RunReport] | None = None
    on_progress: Progress | None = None
    on_end: Progress | None = None
    poll_seconds: float = 1.0
    lease_seconds: float = LEASE_SECONDS

    def run(self) -> None:
        """Work until `stop` is set. An outage of the database is waited out; work goes on within seconds of its return."""
        with running_beside("courier", self._courier, self.stop), running_beside("keeper", self._keeper, self.stop):
            while not self.stop.is_set():
                try:
                    with self._connect() as connection:
                        self._work(connection)
                except STARTS_ANEW as error:
                    get_logger().warning("the worker starts anew", cause=type(error).__name__, error=str(error).strip())
                    self.stop.wait(self.poll_seconds)
                except Stopped:
                    return

    def run_once(self, wish: Wish) -> dict[str, Any]:
        """Have one wish fulfilled, here if no other process is the active worker, else there; returns the finished beat.

        Raises:
            NotDeployed: there is nothing to measure yet.
            DatabaseUnavailable: Postgres went away; the wish stays in the queue for the next worker.
        """
        with self._connect() as connection:
            read_workspace(connection)
            job_id = self._ask(connection, wish)
            while not beats.beat_lock(connection):
                job = beats.read_beat(connection, job_id)
                if self.on_progress:
                    self.on_progress(job)
                if job["state"] == "done":
                    return job
                self._wait()
                job_id = self._follow(connection, job_id, wish)
            self._recover(connection)
            job_id = self._follow(connection, job_id, wish)
            self._run_queued(connection)  # what somebody else wished for meanwhile as well: this is the active worker
            self._courier(self.stop).deliver_due(_DELIVERY_SECONDS)
            return beats.read_beat(connection, job_id)

    def _connect(self) -> Connection:
        return self.database.connect(Role.WORKER, autocommit=True, application_name="heartbeat worker")

    def _courier(self, stop: threading.Event) -> Courier:
        means = (self.database, self.environment, stop)
        return Courier(*means, clock=self.clock, poll_seconds=self.poll_seconds, lease_seconds=self.lease_seconds)

    def _keeper(self, stop: threading.Event) -> Keeper:
        desk = Desk(self.database, self.settings.cut_deadline, stop, self.clock)
        return Keeper(desk, stop, segment_seconds=self.settings.metric_statement_timeout, poll_seconds=self.poll_seconds)

    def _work(self, connection: Connection) -> None:
        while not beats.beat_lock(connection):
            self._wait()
        self._recover(connection)
        while True:
            with contextlib.suppress(NotDeployed):  # what is asked for before the first deploy waits for it
                self._keep_schedule(connection)
                self._run_queued(connection)
            self._wait()

    def _wait(self) -> None:
        if self.stop.wait(self.poll_seconds):
            raise Stopped

    def _clock(self, connection: Connection) -> Clock:
        return self.clock or database_clock(connection)

    def _ask(self, connection: Connection, wish: Wish) -> int:
        now = self._clock(connection)()
        answer = beats.request(connection, wish.requested, trigger=wish.trigger, ingest=wish.ingest, now=now)
        return answer.follow_up_job_id or answer.job_id

    def _follow(self, connection: Connection, job_id: int, wish: Wish) -> int:
        """The beat in which the wish is seen through; it is asked for anew when that one was abandoned."""
        abandoned = beats.read_beat(connection, job_id)["state"] == "abandoned"
        return self._ask(connection, wish) if abandoned else job_id

    def _recover(self, connection: Connection) -> None:
        """Clear up after a dead worker: its beat is abandoned and asked for anew; what it had committed is shown."""
        now = self._clock(connection)()
        if abandoned := beats.abandon_running(connection, now=now):
            get_logger().warning("a beat was abandoned", beat_id=abandoned[0])
            conditions = read_source_conditions(connection)
            board.publish(connection, beat_id=None, conditions=conditions, now=now)

    def _keep_schedule(self, connection: Connection) -> None:
        settings = read_workspace(connection).settings
        now = self._clock(connection)()
        with connection.transaction():  # a tick is taken together with what it asks for, or not at all
            ticks = take_due_ticks(connection, settings, now=now)
            if "beat" in ticks:
                note_beat(connection, "beat", ticks["beat"], self._ask(connection, Wish(trigger="cron")))
            if "cuts" in ticks:  # that of segments is heard by the keeper, which looks when one was last taken
                request_all(connection, now=now)
        do_daily_work(connection, self.database, ticks, readings_days=settings.readings_days, now=now)
        if not beats.has_read_sources(connection):
            self._ask(connection, Wish(trigger="cron"))

    def _run_queued(self, connection: Connection) -> None:
        """Run beats until none waits."""
        while beat := beats.take_next(connection, now=self._clock(connection)()):
            run_beat(beat, self._means(connection, beat.beat_id))
            for told in filter(None, (self.on_progress, self.on_end)):
                told(beats.read_beat(connection, beat.beat_id))

    def _means(self, connection: Connection, beat_id: int) -> Means:
        zone = ZoneInfo(read_workspace(connection).settings.timezone)
        bench = Bench(self.database, Reach(zone), self.settings.metric_statement_timeout)
        return Means(connection, self._clock(connection), self.land or self._land, bench, self._report(connection, beat_id))

    def _land(self, due: Due, on_progress: OnProgress) -> RunReport:
        landing = Landing(self.database, self.environment, keep_alive=self._heed_stop)
        return land_or_wait(due.source, due.schema, landing, tables=due.tables, on_progress=on_progress)

    def _heed_stop(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _report(self, connection: Connection, beat_id: int) -> Callable[[], None]:
        told_at = 0.0

        def report() -> None:
            nonlocal told_at
            self._heed_stop()
            if self.on_progress and time.monotonic() - told_at >= _PROGRESS_SECONDS:
                self.on_progress(beats.read_beat(connection, beat_id))
                told_at = time.monotonic()

        return report


def run_worker(settings: Settings) -> None:
    """Be a worker until SIGINT or SIGTERM, in the main thread of this process: children that load a source end with it.

    Raises:
        HeartbeatError: the database cannot be opened at all. Once it was open, an outage is waited out.
    """
    configure(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environment = dict(os.environ)  # noqa: TID251 - the door passes it down
    with contextlib.suppress(KeyboardInterrupt), open_database(settings) as database:
        Worker(database, settings, environment, on_end=_log_end).run()


def _log_end(job: Mapping[str, Any]) -> None:
    """A line for each beat that ended, and one for each source and metric that failed in it."""
    beat = {"beat_id": job["job_id"], "trigger": job["trigger"]}
    get_logger().info("a beat ended", **beat, sources=len(job["sources"]), metrics=len(job["metrics"]), failed=len(job["errors"]))
    for failed in job["errors"]:
        get_logger().warning("something failed in a beat", **beat, where=failed["where"], error=failed["message"])


def _end_with_parent() -> None:
    """The parent holds the other end of our stdin and writes nothing: its end is the parent's end, on every system."""
    os.read(0, 1)  # not sys.stdin: a thread that waits in it would hold its lock when this process ends
    os.kill(os.getpid(), signal.SIGTERM)


def _main() -> int:
    """The child of `beside.worker_beside`. An error is one line: the parent tries again, and a trace each time hides it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        run_worker(read_settings())
    except HeartbeatError as error:
        get_logger().error("the worker cannot start", code=error.code, error=error.message, hint=error.hint)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())

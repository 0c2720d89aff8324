"""Taking snapshots of segments: that of today for each segment that is deployed, or those of past days for one."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.db import Database, Role, is_away
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.errors import DatabaseUnavailable, HeartbeatError, MeasureError
from heartbeat.errors.audit import SegmentFailed
from heartbeat.log import get_logger
from heartbeat.marts.loads import TableState, read_table_states
from heartbeat.marts.sandbox import Block, Column, Most, Sandbox
from heartbeat.marts.segments.read import read_days
from heartbeat.marts.segments.write import LONGEST_ENTITY, MOST_ENTITIES, Kept, Snapshot, keep
from heartbeat.readings.audit.segments import Outcome, note_failed, note_taken, read_segments
from heartbeat.rules.days import day_end

_MOST = Most(MOST_ENTITIES, LONGEST_ENTITY)
FAILURES = (SegmentFailed, MeasureError)
"""What is wrong with one segment, and stops no other."""


@dataclass(frozen=True)
class Taken:
    """What came of a segment on a day. With an error nothing was changed."""

    segment: str
    d: date
    seconds: float
    entities: int = 0
    moved: int = 0
    error: HeartbeatError | None = None


@dataclass(frozen=True)
class Studio:
    """Where snapshots are taken: a connection of the worker (autocommit), and the sandbox in which SQL runs."""

    connection: psycopg.Connection[Any]
    sandbox: Sandbox

    def take(self, segment: SegmentDefinition, d: date, *, as_of: datetime, now: datetime) -> Taken:
        """Take the snapshot of a day, in the place of what that day said before.

        Args:
            segment: as it is deployed.
            d: the day it is of, in the workspace's time zone.
            as_of: the moment it tells of, which `:as_of` stands for (UTC).
            now: UTC.

        Raises:
            SegmentFailed: what the SQL gives is no snapshot.
            MeasureError: Postgres refused the SQL, or it took too long.
            DatabaseUnavailable: Postgres went away.
        """
        started = time.perf_counter()
        with closing(self.sandbox.stream(segment.sql, as_of=as_of, label=segment.segment, pick=_pick, most=_MOST)) as rows:
            kept = self._keep(Snapshot(segment.segment, d, as_of, now), rows, segment.values)
        return Taken(segment.segment, d, time.perf_counter() - started, *kept)

    def take_today(self, segment: SegmentDefinition, tables: Mapping[str, TableState], now: datetime, zone: ZoneInfo) -> Taken:
        """Take the snapshot of today as of when the segment's tables were read, and note how it ended; never raises for it."""
        started, d = time.perf_counter(), now.astimezone(zone).date()
        try:
            taken = self.take(segment, d, as_of=read_up_to(segment, tables, now), now=now)
        except FAILURES as error:
            note_failed(self.connection, segment.segment, error, now=now)
            get_logger().warning("a segment has no snapshot", segment=segment.segment, code=error.code, error=error.message)
            return Taken(segment.segment, d, time.perf_counter() - started, error=error)
        outcome = Outcome(d, taken.entities, taken.moved, taken.seconds)
        note_taken(self.connection, segment.segment, outcome, now=now)
        return taken

    def _keep(self, snapshot: Snapshot, rows: Iterable[Block], values: Sequence[str]) -> Kept:
        try:
            return keep(self.connection, snapshot, rows, values)
        except DatabaseUnavailable as error:
            self.connection.execute("select 1")  # if Postgres answers, it ended that one statement
            raise SegmentFailed(error.message, hint=error.hint) from error
        except psycopg.Error as error:
            if is_away(error):
                raise
            message = f"The snapshot of {snapshot.segment} could not be kept: {str(error).strip().splitlines()[0]}."
            raise SegmentFailed(message, hint="The database's log says more. Nothing was changed.") from error


def take_due(
    database: Database, *, now: datetime, timezone: str, timeout_seconds: float = 60.0, names: Collection[str] = ()
) -> Generator[Taken, None, None]:
    """Take today's snapshot of every deployed segment, or of those that are named, each as it is done.

    One that fails is noted and stops no other. Whoever leaves early closes the iterator.

    Raises:
        SegmentNotFound: one that is named is not deployed.
        DatabaseUnavailable: Postgres went away.
    """
    sandbox = Sandbox(database, timeout_seconds=timeout_seconds)
    with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat segments") as connection:
        studio, tables = Studio(connection, sandbox), read_table_states(connection)
        for segment in read_segments(connection, names):
            yield studio.take_today(segment, tables, now, ZoneInfo(timezone))


def past_days(
    connection: psycopg.Connection[Any], segment: SegmentDefinition, *, since: date, today: date, again: bool = False
) -> tuple[date, ...]:
    """The days from `since` to yesterday that have no snapshot, or all of them, newest first.

    Raises:
        SegmentFailed: the SQL says the same on every past day.
    """
    if not segment.uses_as_of:
        hint = "Bound what it reads by :as_of, deploy, and ask again; until then each day can be taken on that day only."
        raise SegmentFailed(f"{segment.segment} has no past: its SQL does not use :as_of.", hint=hint)
    every = [today - timedelta(days=back) for back in range(1, (today - since).days + 1)]
    known = read_days(connection, segment.segment, first=since, last=today) if every and not again else frozenset()
    return tuple(d for d in every if d not in known)


def take_past(
    studio: Studio, segment: SegmentDefinition, days: Sequence[date], *, now: datetime, timezone: str
) -> Generator[Taken, None, None]:
    """Take past days, each as of its end. Each is committed before it is given; whoever leaves early closes the iterator.

    Raises:
        SegmentFailed, MeasureError: as for one day; those before it stay.
        DatabaseUnavailable: Postgres went away; likewise.
    """
    for d in days:
        yield studio.take(segment, d, as_of=day_end(d, timezone), now=now)


def read_up_to(segment: SegmentDefinition, tables: Mapping[str, TableState], now: datetime) -> datetime:
    """Up to when the tables of a segment have been read (UTC): the oldest check of them.

    Raises:
        SegmentFailed: one of them has not landed.
    """
    missing = [table for table in segment.tables if table not in tables]
    if missing:
        hint = "It is taken with the next tick of `segments` after that, or by `heartbeat segments run`."
        raise SegmentFailed(f"{segment.segment} reads {missing[0]}, which has not landed yet.", hint=hint)
    return min((tables[table].checked_at for table in segment.tables), default=now)


def _pick(columns: Sequence[Column]) -> list[Column]:
    found = {column.name: column for column in columns}
    lacking = [name for name in ("entity", "value") if name not in found]
    if lacking:
        names = ", ".join(found) or "none"
        raise SegmentFailed(f"The statement gives no column {' and no column '.join(lacking)}.", hint=f"Its columns: {names}.")
    return [found["entity"], found["value"]]

"""One beat on one page: read what is due, measure what that changes, publish one board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.clock import Clock
from heartbeat.errors import ConfigError, DatabaseError, IngestError
from heartbeat.ingest.report import OnProgress, RunReport, TableProgress
from heartbeat.marts.loads import read_changed_columns, read_source_conditions, read_table_states, read_whole_runs
from heartbeat.measure.choose import choose
from heartbeat.measure.run import Bench, measure
from heartbeat.readings import beats, board, registry
from heartbeat.rules.due import Due, due_by_schedule, due_by_tables


@dataclass(frozen=True)
class Means:
    """What a beat works with: the ledger's connection (autocommit), the time, how a dataset lands, where metrics are measured."""

    connection: psycopg.Connection[Any]
    clock: Clock
    land: Callable[[Due, OnProgress], RunReport]
    bench: Bench
    report: Callable[[], None] = lambda: None  # called again and again, in this thread


def run_beat(beat: beats.Beat, means: Means) -> int:
    """Run a beat that was taken from the queue to its end; returns the version of the board it published.

    Raises:
        FenceLost, DatabaseUnavailable: another worker or an outage ended it; the next start covers the rest.
    """
    connection, beat_id, before = means.connection, beat.beat_id, read_table_states(means.connection)
    for due in _due(beat, means) if beat.ingest else ():
        _read(due, beat_id, means)
    registry.heed_found_changes(connection, read_changed_columns(connection), now=means.clock())
    beats.enter_phase(connection, beat_id, "measure", now=means.clock())
    measure(beat_id, choose(connection, beat, before), means.bench, now=means.clock(), report=means.report)
    beats.enter_phase(connection, beat_id, "publish", now=means.clock())
    checkpoints.passing("before-board-publish")
    conditions, now = read_source_conditions(connection), means.clock()
    version = board.publish(connection, beat_id=beat_id, conditions=conditions, now=now)
    beats.finish(connection, beat_id, version, now=means.clock())
    return version


def _due(beat: beats.Beat, means: Means) -> tuple[Due, ...]:
    """What to read: whatever is due by its schedule, and the tables that the SQL of the metrics wished for by id names."""
    connection, zone, sources = means.connection, means.bench.reach.zone, registry.read_sources(means.connection)
    if beat.requested != "all":
        return due_by_tables(sources, beats.tables_of(connection, beat.requested))
    pressing, read_at = beats.tables_of(connection, beat.pressing), read_whole_runs(connection)
    return due_by_schedule(sources, read_at, now=means.clock(), timezone=zone, pressing=pressing)


def _read(due: Due, beat_id: int, means: Means) -> None:
    """Land one dataset. A source that fails, or a loader that may not log in, is a line in the ledger and stops no other."""
    note = partial(beats.note_source, means.connection, beat_id, due.source.source_id, due.dataset)
    rows: dict[str, int] = {}

    def progress(table: TableProgress) -> None:
        rows[table.table] = table.rows
        note("running", rows=sum(rows.values()))
        means.report()

    note("running")
    means.report()
    try:
        run = means.land(due, progress)
        registry.heed_changed_columns(means.connection, run.changed_columns, now=means.clock())
        note(run.state, tables=len(run.tables), rows=run.rows, seconds=run.seconds, error=run.error, note=run.note)
    except (IngestError, ConfigError, DatabaseError) as error:
        note("error", rows=0, error=str(error))  # which fails as well where the database is away

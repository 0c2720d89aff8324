"""The ledger of beats: asked for, running one at a time, told in phases, ended or abandoned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.errors import MetricNotFound
from heartbeat.readings.deployed.retired import refuse_retired
from heartbeat.readings.deployed.workspace import read_sources
from heartbeat.readings.ledger.fence import write_fenced
from heartbeat.readings.ledger.job import read_active, read_beat
from heartbeat.readings.ledger.wishes import Requested, Trigger, Wish, as_requested, beyond, together
from heartbeat.rules.due import due_by_tables

__all__ = [
    "Beat",
    "BeatRequest",
    "Cost",
    "MetricOutcome",
    "Phase",
    "Requested",
    "SourceState",
    "Trigger",
    "abandon_running",
    "beat_lock",
    "enter_phase",
    "finish",
    "has_read_sources",
    "note_asker",
    "note_metric",
    "note_source",
    "read_active",
    "read_beat",
    "request",
    "tables_of",
    "take_next",
]

Phase = Literal["ingest", "measure", "publish"]
SourceState = Literal["waiting", "running", "ok", "error", "held"]
MetricOutcome = Literal["waiting", "running", "executed", "carried", "stood_still", "error"]

_SQL = load_statements(__package__, "queries/beats.sql")
_MOST_ABANDONED_IN_A_ROW = 3  # a beat that kills its process is not tried forever; the schedule tries again later


@dataclass(frozen=True)
class BeatRequest:
    """What became of a request: the beat to watch, and the one queued after it for what that does not cover."""

    job_id: int
    coalesced: bool
    follow_up_job_id: int | None = None


@dataclass(frozen=True)
class Beat:
    """A beat of the ledger. `requested` is `"all"` or metric ids; `beat_id` fences everything written in its name.

    The tables of `pressing` metrics are read whatever the schedule of their sources says.
    """

    beat_id: int
    trigger: Trigger
    requested: Requested
    ingest: bool
    pressing: tuple[str, ...] = ()

    @property
    def wish(self) -> Wish:
        """What it was asked for."""
        return Wish(self.requested, self.ingest, self.pressing)


@dataclass(frozen=True)
class Cost:
    """What a metric cost a beat: seconds from its turn to its commit, and the rows that its statement read from tables."""

    seconds: float | None = None
    rows_read: int | None = None


def request(
    connection: psycopg.Connection[Any],
    requested: Literal["all"] | Collection[str],
    *,
    trigger: Trigger,
    ingest: bool = True,
    now: datetime,
) -> BeatRequest:
    """Ask for a beat. At most one runs and one waits: a request joins them, and only what the running one lacks is queued.

    What is asked for with or after a deploy is never covered by a running beat that began with the definitions from before it.

    Raises:
        MetricNotFound: naming every id that is not registered; nothing was asked for.
        MetricRetired: one of them is retired.
    """
    metric_ids = as_requested(requested)
    with connection.transaction():
        _refuse_unknown(connection, metric_ids)
        running, queued = _open_beats(connection)
        asked = Wish(metric_ids, ingest, _pressing(connection, metric_ids) if ingest else ())
        if running is None:
            return BeatRequest(_enqueue(connection, queued, asked, trigger, now), coalesced=queued is not None)
        is_outdated = trigger == "deploy" or _deployed_since_start(connection)
        rest = asked if is_outdated else beyond(asked, running.wish)
        follow_up = _enqueue(connection, queued, rest, trigger, now) if rest else None
        return BeatRequest(running.beat_id, coalesced=True, follow_up_job_id=follow_up)


def note_asker(connection: psycopg.Connection[Any], asked: BeatRequest, name: str) -> None:
    """Keep with a beat who asked for it; more than one may have. Nothing is kept of somebody without a name."""
    if name:
        connection.execute(_SQL["note_asker"], {"beat_id": asked.follow_up_job_id or asked.job_id, "name": name})


def take_next(connection: psycopg.Connection[Any], *, now: datetime) -> Beat | None:
    """Start the waiting beat, unless one runs or none waits."""
    with connection.transaction():
        connection.execute(_SQL["lock_ledger"])
        row = connection.execute(_SQL["start_queued"], {"now": now}).fetchone()
    return _beat(row) if row else None


def abandon_running(connection: psycopg.Connection[Any], *, now: datetime) -> tuple[int, ...]:
    """End the beat whose process died, and ask anew for what it was asked; returns its id.

    Call it only while holding the beat lock. What the beat had committed is shown with the next board. After three abandoned
    beats in a row nothing is asked anew, so that a beat which kills its process is tried again by the schedule only.
    """
    with connection.transaction():
        _, queued = _open_beats(connection)
        abandoned = [_beat(row) for row in connection.execute(_SQL["abandon_running"], {"now": now}).fetchall()]
        count = connection.execute(_SQL["count_abandoned_in_a_row"]).fetchone()
        if count is not None and count[0] < _MOST_ABANDONED_IN_A_ROW:
            for beat in abandoned:
                _enqueue(connection, queued, beat.wish, beat.trigger, now)
    return tuple(beat.beat_id for beat in abandoned)


def enter_phase(connection: psycopg.Connection[Any], beat_id: int, phase: Phase, *, now: datetime) -> None:
    """Say what a beat does from now on.

    Raises:
        FenceLost: it does not run any more.
    """
    write_fenced(connection, "enter_phase", {"beat_id": beat_id, "phase": phase, "now": now})


def note_source(  # noqa: PLR0913 - one column of the ledger each
    connection: psycopg.Connection[Any],
    beat_id: int,
    source_id: str,
    dataset: str,
    state: SourceState,
    *,
    tables: int | None = None,
    rows: int | None = None,
    seconds: float | None = None,
    error: str | None = None,
    note: str | None = None,
) -> None:
    """Say how far a dataset is: tables finished, rows landed. What is not given stays as noted before.

    Raises:
        FenceLost: the beat does not run any more.
    """
    row = {"beat_id": beat_id, "source_id": source_id, "dataset": dataset, "state": state}
    told = {"tables": tables, "rows": rows, "seconds": seconds, "error": error, "note": note}
    write_fenced(connection, "note_source", row | told)


def note_metric(  # noqa: PLR0913 - what is known of a metric at some point of a beat
    connection: psycopg.Connection[Any],
    beat_id: int,
    metric_id: str,
    outcome: MetricOutcome,
    *,
    why: str | None = None,
    cost: Cost | None = None,
    error: str | None = None,
) -> None:
    """Say what became of a metric, and why in words. What is not given stays as noted before.

    Raises:
        FenceLost: the beat does not run any more.
    """
    row = {"beat_id": beat_id, "metric_id": metric_id, "outcome": outcome}
    write_fenced(connection, "note_metric", {**row, "why": why, "error": error, **vars(cost or Cost())})


def finish(connection: psycopg.Connection[Any], beat_id: int, board_version: int | None, *, now: datetime) -> None:
    """End a beat that published a board.

    Raises:
        FenceLost: it does not run any more.
    """
    with connection.transaction():
        connection.execute(_SQL["lock_ledger"])
        write_fenced(connection, "finish", {"beat_id": beat_id, "board_version": board_version, "now": now})


def has_read_sources(connection: psycopg.Connection[Any]) -> bool:
    """Whether a beat that reads the sources was ever begun. A deploy measures what has landed, which is nothing at first."""
    row = connection.execute(_SQL["has_read_sources"]).fetchone()
    return bool(row and row[0])


def tables_of(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> frozenset[str]:
    """The tables ('dataset.table') that the SQL of these metrics names."""
    return frozenset(table for tables in _tables_by_metric(connection, metric_ids).values() for table in tables)


def beat_lock(connection: psycopg.Connection[Any]) -> bool:
    """Try to become the active worker, for as long as this session lasts; never waits."""
    row = connection.execute(_SQL["try_beat_lock"]).fetchone()
    return bool(row and row[0])


def _pressing(connection: psycopg.Connection[Any], requested: Requested) -> tuple[str, ...]:
    """Those of the wished metrics that read a table of a source with a schedule of its own."""
    seldom = [source for source in read_sources(connection) if source.schedule != "hourly"]
    if requested == "all" or not seldom:
        return ()
    tables = _tables_by_metric(connection, requested)
    return tuple(metric_id for metric_id in tables if due_by_tables(seldom, tables[metric_id]))


def _tables_by_metric(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> dict[str, list[str]]:
    if not metric_ids:
        return {}
    return dict(connection.execute(_SQL["read_tables_of_metrics"], {"metric_ids": list(metric_ids)}).fetchall())


def _deployed_since_start(connection: psycopg.Connection[Any]) -> bool:
    """Whether the running beat may have read its sources and metrics before the newest deploy."""
    row = connection.execute(_SQL["deployed_since_start"]).fetchone()
    return bool(row and row[0])


def _refuse_unknown(connection: psycopg.Connection[Any], requested: Requested) -> None:
    if requested == "all":
        return
    unknown = [metric_id for (metric_id,) in connection.execute(_SQL["read_unknown_metrics"], {"metric_ids": list(requested)})]
    refuse_retired(connection, unknown)
    if unknown:
        hint = "Deploy them first, or correct the ids: an id is the name of its file without `.sql`. Nothing was started."
        raise MetricNotFound(f"Not registered: {', '.join(unknown)}.", hint=hint)


def _open_beats(connection: psycopg.Connection[Any]) -> tuple[Beat | None, Beat | None]:
    """The running and the waiting beat; nothing changes either until the transaction ends."""
    connection.execute(_SQL["lock_ledger"])
    rows = connection.execute(_SQL["read_open_beats"]).fetchall()
    beats = {state: _beat((beat_id, *rest)) for beat_id, state, *rest in rows}
    return beats.get("running"), beats.get("queued")


def _enqueue(connection: psycopg.Connection[Any], queued: Beat | None, wish: Wish, trigger: Trigger, now: datetime) -> int:
    if queued is None:
        inserted = connection.execute(_SQL["insert_queued"], {"trigger": trigger, "now": now, **_row(wish)}).fetchone()
        return int(inserted[0]) if inserted else 0
    connection.execute(_SQL["widen_queued"], {"beat_id": queued.beat_id, **_row(together(queued.wish, wish))})
    return queued.beat_id


def _row(wish: Wish) -> dict[str, Any]:
    requested = wish.requested if wish.requested == "all" else list(wish.requested)
    return {"requested": Jsonb(requested), "ingest": wish.ingest, "pressing": Jsonb(list(wish.pressing))}


def _beat(row: Any) -> Beat:
    beat_id, trigger, requested, ingest, pressing = row
    return Beat(beat_id, trigger, as_requested(requested), ingest, tuple(pressing))

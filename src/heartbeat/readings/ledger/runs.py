"""Past beats as people look through them: a page of the ledger, and one beat with everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.ledger.job import beat_not_found, read_beat_sources
from heartbeat.readings.ledger.wishes import Trigger

_SQL = load_statements("heartbeat.readings", "queries/runs.sql")

BeatState = Literal["queued", "running", "done", "abandoned"]
Entry = dict[str, Any]


@dataclass(frozen=True)
class WantedRuns:
    """Which beats: those in a state, asked for by a trigger, with failures; all of it where nothing is said."""

    state: BeatState | None = None
    trigger: Trigger | None = None
    failed: bool = False


def read_runs(
    connection: psycopg.Connection[Any], wanted: WantedRuns, *, before: int | None, limit: int, now: datetime
) -> tuple[list[Entry], int | None]:
    """The newest beats, or those older than beat `before`; and the id to go on from, null when these are the last.

    Times are UTC. `phases` has the seconds of ingest, measure and publish; each is null where the beat did not come to its
    end, or an older version ran it. `now` tells how long the running one has been at it.
    """
    filters = {"state": wanted.state, "trigger": wanted.trigger, "failed": wanted.failed}
    rows = _runs(connection, {**filters, "before": before, "beat_id": None, "limit": limit + 1})
    runs = [_run(row, now) for row in rows[:limit]]
    return runs, runs[-1]["beat_id"] if len(rows) > limit else None


def read_run(connection: psycopg.Connection[Any], beat_id: int, *, now: datetime) -> Entry:
    """One beat as in a page, with what it was asked for, its `sources` and its `metrics`: failures first, then the dearest.

    Raises:
        BeatNotFound: no beat has this id.
    """
    anything = {"state": None, "trigger": None, "failed": False, "before": None, "limit": 1}
    row = next(iter(_runs(connection, {**anything, "beat_id": beat_id})), None)
    if row is None:
        raise beat_not_found(beat_id)
    with connection.cursor(row_factory=dict_row) as cursor:
        metrics = cursor.execute(_SQL["read_run_metrics"], {"beat_id": beat_id}).fetchall()
    requested = None if row["requested"] == "all" else row["requested"]
    return {"beat": _run(row, now), "requested": requested, "sources": read_beat_sources(connection, beat_id), "metrics": metrics}


def _runs(connection: psycopg.Connection[Any], wanted: Mapping[str, Any]) -> list[Entry]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_runs"], wanted).fetchall()


def _run(row: Mapping[str, Any], now: datetime) -> Entry:
    names = (
        "beat_id",
        "state",
        "phase",
        "trigger",
        "asked_by",
        "ingest",
        "requested_at",
        "started_at",
        "ended_at",
        "board_version",
    )
    counted = ("executed", "carried", "stood_still")
    return {
        **{name: row[name] for name in names},
        "requested_metrics": None if row["requested"] == "all" else len(row["requested"]),
        "seconds": _seconds(row["started_at"], _end(row, now)),
        "phases": _phases(row, now),
        "sources": {name: row[f"sources{end}"] for name, end in (("total", ""), ("done", "_done"), ("failed", "_failed"))},
        "tables": row["tables"],
        "rows": row["rows"],
        "metrics": {"total": row["metrics"], **{name: row[name] for name in counted}, "failed": row["metrics_failed"]},
        "rows_read": row["rows_read"],
    }


def _phases(row: Mapping[str, Any], now: datetime) -> Entry:
    """How long each took; the one that a running beat is in goes on until now."""
    end = _end(row, now)
    is_untold = row["state"] == "done" and row["measure_at"] is None
    ingested = None if not row["ingest"] or is_untold else row["started_at"]
    return {
        "ingest": _seconds(ingested, row["measure_at"] or end),
        "measure": _seconds(row["measure_at"], row["publish_at"] or end),
        "publish": _seconds(row["publish_at"], end),
    }


def _end(row: Mapping[str, Any], now: datetime) -> datetime | None:
    """Nobody knows when a beat ended that was abandoned: only when the next process found it."""
    if row["state"] == "running":
        return now
    return row["ended_at"] if row["state"] == "done" else None


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else max(0.0, (end - start).total_seconds())

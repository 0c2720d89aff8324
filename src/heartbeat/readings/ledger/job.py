"""One beat as programs see it: the shape of `GET /api/metrics/recompute/{job_id}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.errors import BeatNotFound

_SQL = load_statements("heartbeat.readings", "queries/beats.sql")


def read_beat(connection: psycopg.Connection[Any], job_id: int) -> dict[str, Any]:
    """One beat of the ledger with its progress; times in UTC.

    Raises:
        BeatNotFound: no beat has this id.
    """
    wanted = {"beat_id": job_id}
    with connection.cursor(row_factory=dict_row) as cursor:
        job = cursor.execute(_SQL["read_beat"], wanted).fetchone()
        if job is None:
            raise beat_not_found(job_id)
        sources = read_beat_sources(connection, job_id)
        metrics = cursor.execute(_SQL["read_beat_metrics"], wanted).fetchall()
    return {**job, "sources": sources, "metrics": metrics, "errors": [*_errors(sources, metrics)]}


def read_active(connection: psycopg.Connection[Any]) -> dict[str, Any] | None:
    """The beat that runs, else the one that waits, else `None`."""
    row = connection.execute(_SQL["read_active_id"]).fetchone()
    return read_beat(connection, row[0]) if row else None


def read_beat_sources(connection: psycopg.Connection[Any], beat_id: int) -> list[dict[str, Any]]:
    """What became of each dataset in a beat, in the order of their names."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_beat_sources"], {"beat_id": beat_id}).fetchall()


def beat_not_found(beat_id: int) -> BeatNotFound:
    """The error for an id that the ledger has not got, or not any more."""
    hint = "Ask for one with POST /api/metrics/recompute; old beats leave the ledger with the readings' retention."
    return BeatNotFound(f"No beat {beat_id} is in the ledger.", hint=hint)


def _errors(sources: Iterable[Mapping[str, Any]], metrics: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for place, rows in (("dataset", sources), ("metric_id", metrics)):
        yield from ({"where": row[place], "message": row["error"]} for row in rows if row["error"])

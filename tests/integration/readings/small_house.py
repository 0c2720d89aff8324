"""A deployed workspace of a few metrics, and the steps of a beat without anything that measures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition, MetricSql, SourceDefinition, Workspace, WorkspaceSettings
from heartbeat.readings import beats
from heartbeat.readings.board import Board, publish, read_board
from heartbeat.readings.commit import Measurement, commit
from heartbeat.readings.registry import DeployReport, deploy
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.status import Verdict

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
SETTINGS = WorkspaceSettings(
    name="Small house", timezone="Europe/Berlin", schedule={"beat": "17 * * * *", "daily": "45 3 * * *"}, currency="EUR"
)
BANK = SourceDefinition("bank", "sources/bank.yaml", "postgres", "${BANK_URL}", ("core",), content_hash="s1")


def metric(metric_id: str, code: str, **more: Any) -> MetricDefinition:
    """A metric file as read: a 24 h count, lower is better, with lines 5 and 10 unless said."""
    declared = MetricDefinition(
        metric_id=metric_id,
        area="core",
        file=f"metrics/core/{metric_id}.sql",
        code=code,
        name=metric_id.replace("_", " "),
        period="24h",
        unit="count",
        direction="down",
        description="d",
        how_to_read="h",
        sql=MetricSql("select 1 as value", None, None, ("bank_core.payment",), uses_as_of=True, uses_now=False),
        norm_value=5.0,
        alert_value=10.0,
        definition_hash="v1:a",
        content_hash="c1",
    )
    return replace(declared, **more)


def workspace(*metrics: MetricDefinition, settings: WorkspaceSettings = SETTINGS, content_hash: str = "w1") -> Workspace:
    return Workspace(settings, (BANK,), tuple(metrics), content_hash, "abc123")


def apply(database: Database, declared: Workspace, *, now: datetime = NOON, reuse: Collection[str] = ()) -> DeployReport:
    with database.connect(Role.CONFIG) as connection:
        return deploy(connection, declared, now=now, reuse=reuse)


@contextmanager
def worker(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with database.connect(Role.WORKER, autocommit=True) as connection:
        yield connection


def start_beat(connection: psycopg.Connection[Any], *, now: datetime = NOON) -> int:
    beats.request(connection, "all", trigger="cron", now=now)
    beat = beats.take_next(connection, now=now)
    assert beat is not None
    return beat.beat_id


def measured(metric_id: str, beat_id: int, value: float | None, *, as_of: datetime = NOON, **more: Any) -> Measurement:
    plain = Measurement(
        metric_id=metric_id,
        beat_id=beat_id,
        as_of=as_of,
        source_as_of=as_of,
        value=value,
        n=None,
        health="ok" if value is not None else "no_data",
        error=None,
        definition_hash="v1:a",
        loads={"bank_core.payment": "1"},
    )
    return replace(plain, **more)


def beat(
    database: Database,
    values: dict[str, float | None],
    *,
    now: datetime = NOON,
    as_of: datetime | None = None,
    conditions: Sequence[SourceCondition] = (),
    **more: Any,
) -> dict[str, Verdict]:
    """One whole beat: take, commit each value, publish, finish."""
    with worker(database) as connection:
        beat_id = start_beat(connection, now=now)
        verdicts = {
            metric_id: commit(connection, measured(metric_id, beat_id, value, as_of=as_of or now, **more), now=now)
            for metric_id, value in values.items()
        }
        version = publish(connection, beat_id=beat_id, conditions=conditions, now=now)
        beats.finish(connection, beat_id, version, now=now)
    return verdicts


def board(database: Database) -> Board:
    with database.connect(Role.APP) as connection:
        return read_board(connection)


def tiles(database: Database) -> dict[str, dict[str, Any]]:
    return {entry["metric_id"]: entry for entry in board(database).document["metrics"]}


def rows(database: Database, query: str, *values: Any) -> list[Any]:
    with database.connect(Role.OWNER) as connection:
        return connection.execute(query, values).fetchall()

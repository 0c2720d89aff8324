"""One metric of one beat: computed, committed, told to the ledger."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import DatabaseUnavailable, FenceLost, MeasureError, MetricNotFound, ReadingOutdated
from heartbeat.log import get_logger
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.decide import Decision, Sight
from heartbeat.measure.execute import execute_value
from heartbeat.measure.past.first import first_fill
from heartbeat.measure.past.plan import Past, Reach, can_backfill
from heartbeat.measure.shape import Value
from heartbeat.readings import beats
from heartbeat.readings.commit import Measurement, MetricState, commit
from heartbeat.readings.past.days import missing_days, write_backfill
from heartbeat.rules.status import health_of

ENDS_THE_BEAT = (FenceLost, DatabaseUnavailable, psycopg.OperationalError, psycopg.InterfaceError)
"""What is no fault of one metric: the beat lost its fence, or Postgres went away."""


@dataclass(frozen=True)
class Job:
    """One metric, its last reading, what was decided for it, and what the decision saw."""

    metric: MetricDefinition
    state: MetricState | None
    decision: Decision
    sight: Sight


@dataclass(frozen=True)
class Found:
    """What came of a metric: a value, or the error in its place; and the words for the ledger."""

    value: Value
    outcome: beats.MetricOutcome
    why: str
    error: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Turn:
    """Takes metrics one after another on one connection (autocommit), in the name of one beat."""

    beat_id: int
    connection: psycopg.Connection[Any]
    sandbox: Sandbox
    reach: Reach

    def take(self, job: Job) -> None:
        """Measure one metric and commit its reading. Whatever is wrong with it becomes its health.

        Raises:
            FenceLost: the beat was abandoned meanwhile.
            DatabaseUnavailable: Postgres went away.
        """
        self._note(job, "running", job.decision.why)
        started = time.perf_counter()
        try:
            found = self._find(job)
            self._commit(job, found)
        except ENDS_THE_BEAT:
            raise
        except (ReadingOutdated, MetricNotFound) as error:  # a deploy came between; it has asked for a beat of its own
            found = Found(Value(None), "stood_still", error.message)
        except Exception as error:  # noqa: BLE001 - one metric never stops the others
            get_logger().exception("a metric failed in an unforeseen way", metric_id=job.metric.metric_id)
            found = _failed(job, f"unforeseen {type(error).__name__}: {error}", started)
            self._commit(job, found)
        self._note(job, found.outcome, found.why, seconds=time.perf_counter() - started, found=found)

    def _find(self, job: Job) -> Found:
        if job.decision.action == "report_missing":
            return Found(Value(None, missing=job.decision.why), "stood_still", job.decision.why)
        if job.decision.action == "carry" and job.state is not None:
            return Found(Value(job.state.value, job.state.n), "carried", job.decision.why)
        started = time.perf_counter()
        try:
            value = execute_value(job.metric, self.sandbox, job.decision.as_of)
        except MeasureError as error:
            return _failed(job, str(error), started)
        except DatabaseUnavailable as error:
            self._raise_if_away()
            return _failed(job, error.message, started)
        seconds = time.perf_counter() - started
        why = f"{job.decision.why}; no data: {value.missing}" if value.value is None else self._fill_past(job)
        return Found(value, "executed", why, seconds=seconds)

    def _fill_past(self, job: Job) -> str:
        """Fill the days before a new definition, so that the verdict on its first value knows what is typical."""
        why = job.decision.why
        if not job.decision.new_definition or not can_backfill(job.metric):
            return why
        metric = job.metric
        past = Past(job.decision.as_of, self.reach.zone, self.reach.days)
        missing = missing_days(self.connection, metric.metric_id, past.days(), definition_hash=metric.definition_hash)
        if not missing:
            return why
        filled = first_fill(metric, self.sandbox, past, self.reach, missing)
        if filled.lost_session:
            self._raise_if_away()
        write_backfill(
            self.connection, metric.metric_id, filled.points, beat_id=self.beat_id, definition_hash=metric.definition_hash
        )
        return f"{why}; {filled.words}"

    def _raise_if_away(self) -> None:
        """Ask Postgres itself, after a statement lost its session or got none: if it answers, that statement alone did."""
        self.connection.execute("select 1")

    def _commit(self, job: Job, found: Found) -> None:
        measurement = _measurement(self.beat_id, job, found)
        checkpoints.passing("before-metric-commit")
        commit(self.connection, measurement, now=job.sight.now)
        checkpoints.passing("after-metric-commit")

    def _note(
        self, job: Job, outcome: beats.MetricOutcome, why: str, *, seconds: float | None = None, found: Found | None = None
    ) -> None:
        cost = beats.Cost(seconds, found.value.rows_read if found else None)
        error = found.error if found else None
        beats.note_metric(self.connection, self.beat_id, job.metric.metric_id, outcome, why=why, cost=cost, error=error)


def _failed(job: Job, error: str, started: float) -> Found:
    return Found(Value(None), "error", job.decision.why, error, time.perf_counter() - started)


def _measurement(beat_id: int, job: Job, found: Found) -> Measurement:
    tables = job.sight.tables
    return Measurement(
        metric_id=job.metric.metric_id,
        beat_id=beat_id,
        as_of=job.decision.as_of,
        source_as_of=job.decision.source_as_of,
        value=found.value.value,
        n=found.value.n,
        health=health_of(found.value.value, failed=found.error is not None),
        error=found.error or found.value.missing,
        definition_hash=job.metric.definition_hash,
        loads={table: tables[table].load_id for table in job.metric.sql.tables if table in tables},
        carried=found.outcome == "carried",
        seconds=found.seconds,
    )

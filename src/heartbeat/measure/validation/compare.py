"""The statements of a metric against each other and against its record: value, cross-check, history, past days."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_at_each, execute_history, execute_value
from heartbeat.measure.shape import Value, pick_value, read_value
from heartbeat.measure.validation.findings import Computed, Crosscheck, DayCompared, Replay
from heartbeat.measure.validation.verdict import agree
from heartbeat.readings.audits import DayAsOf
from heartbeat.rules.days import day_end, day_of

REPLAYED_DAYS = 14
REPLAY_SECONDS = 20.0  # an audit of thirty metrics is waited for
FAILED = (MeasureError, DatabaseUnavailable)
"""What becomes a finding. Also a session that was lost: one statement may have cost it, and the next question asks Postgres."""
_TOO_LONG = "its time was over"


def compute(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime) -> Computed:
    """The value as of a moment (UTC), or why there is none."""
    try:
        return _computed(execute_value(metric, sandbox, as_of))
    except FAILED as error:
        return Computed(None, error=str(error))


def crosscheck(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime, value: Computed, zone: ZoneInfo) -> Crosscheck:
    """The value beside what was formulated a second time: `-- crosscheck` before `-- history`."""
    if metric.sql.crosscheck is not None:
        other = _run_crosscheck(metric, metric.sql.crosscheck, sandbox, as_of)
        agrees = None if other.error or value.error else agree(value.value, other.value)
        return Crosscheck("crosscheck", other, agrees)
    if metric.sql.history is not None:
        return Crosscheck("history", replay=_history_against_value(metric, sandbox, as_of, zone))
    return Crosscheck("none")


def replay(
    metric: MetricDefinition, sandbox: Sandbox, record: Sequence[DayAsOf], as_of: datetime | None, zone: ZoneInfo
) -> Replay:
    """The newest days of the record before that of `as_of`, computed again as of the very moment that each was computed for."""
    if as_of is None:
        return Replay(stopped="a table is missing")
    if not metric.sql.uses_as_of or metric.sql.uses_now or not metric.backfill:
        return Replay(stopped="its SQL cannot tell a past day")
    today = day_of(as_of, zone)
    days = sorted((day for day in record if day.d < today), key=lambda day: day.d, reverse=True)[:REPLAYED_DAYS]
    if not days:
        return Replay(stopped="its record has no earlier day of this definition")
    return _replayed(metric, sandbox, [(day.d, day.as_of, day.value) for day in days])


def _replayed(metric: MetricDefinition, sandbox: Sandbox, days: Sequence[tuple[date, datetime, float]]) -> Replay:
    started = time.monotonic()
    compared: list[DayCompared] = []
    try:
        with closing(execute_at_each(metric, sandbox, [as_of for _, as_of, _ in days])) as values:
            for (d, _, known), value in zip(days, values, strict=True):
                compared.append(DayCompared(d, known, value.value, agree(known, value.value)))
                if time.monotonic() - started > REPLAY_SECONDS and len(compared) < len(days):
                    return Replay(tuple(compared), _TOO_LONG)
    except FAILED as error:
        return Replay(tuple(compared), error.message)
    return Replay(tuple(compared))


def _history_against_value(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime, zone: ZoneInfo) -> Replay:
    if not metric.sql.uses_as_of or metric.sql.uses_now:
        return Replay(stopped="the value's SQL cannot tell a past day")
    try:
        told = execute_history(metric, sandbox, as_of, zone)
    except FAILED as error:
        return Replay(stopped=error.message)
    today = day_of(as_of, zone)
    known = {d: value.value for d, value in told.items() if today - timedelta(days=REPLAYED_DAYS) <= d < today}
    days = [(d, day_end(d, zone), value) for d, value in sorted(known.items(), reverse=True) if value is not None]
    if not days:
        return Replay(stopped=f"the history statement gives none of the last {REPLAYED_DAYS} days")
    return _replayed(metric, sandbox, days)


def _run_crosscheck(metric: MetricDefinition, sql: str, sandbox: Sandbox, as_of: datetime) -> Computed:
    try:
        answer = sandbox.run(sql, as_of=as_of, label=f"{metric.metric_id}.crosscheck", pick=pick_value)
        return _computed(read_value(answer.columns, answer.rows))
    except FAILED as error:
        return Computed(None, error=str(error))


def _computed(value: Value) -> Computed:
    return Computed(value.value, value.n, value.missing)

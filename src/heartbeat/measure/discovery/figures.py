"""The value of a draft today and on its last days, within a bounded time; computed as a deployed metric would be."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.problem import Findings
from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.marts.profile.model import Table
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.discovery.candidate import Candidate, draft
from heartbeat.measure.execute import execute_at_each, execute_value
from heartbeat.rules.days import day_end, day_of

PAST_DAYS = 90
STATEMENT_SECONDS = 10.0
PAST_SECONDS = 10.0
_STILL_NEW = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """What a draft gives. `as_of` is UTC; `days` are the past ones that have a value, oldest first, in the workspace's zone.

    `missing` says why there is no value, `note` why there is less of a past than `PAST_DAYS`. `is_at_end` when the data end long
    before the source was read last, so that everything is told as of their end.
    """

    as_of: datetime
    value: float | None = None
    n: int | None = None
    missing: str | None = None
    is_at_end: bool = False
    days: tuple[tuple[date, float], ...] = ()
    note: str | None = None
    refused: bool = False


def metric_of(candidate: Candidate, declared: Declared) -> MetricDefinition:
    """The draft as `heartbeat check` reads it.

    Raises:
        ValueError: the draft is no metric; that is a fault of the pattern, and the message has its problems.
    """
    findings = Findings(f"metrics/{candidate.metric_id}.sql")
    metric = parse_metric(findings.file, draft(candidate), declared, findings)
    if metric is None:
        raise ValueError("\n".join(map(str, findings.problems)))
    return metric


def moment_of(candidate: Candidate, tables: Mapping[str, Table], zone: ZoneInfo) -> tuple[datetime, bool]:
    """As of when a candidate is looked at: the oldest check of its tables, or the end of the day of their newest row.

    The latter where that row is older than thirty days: windows that end today would be empty. True then.
    """
    read = [tables[name] for name in candidate.sources if name in tables]
    as_of = min(table.checked_at for table in read)
    starts = [table.columns[table.start].newest for table in read if table.start]
    newest = [moment for moment in starts if moment is not None]
    if newest and min(newest) < as_of - _STILL_NEW:
        return day_end(day_of(min(newest) + timedelta(microseconds=1), zone), zone), True
    return as_of, False


def value_now(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime, *, is_at_end: bool = False) -> Figures:
    """The value at one moment. What Postgres refuses is told, and raises nothing."""
    try:
        value = execute_value(metric, sandbox, as_of)
    except MeasureError as error:
        return Figures(as_of, missing=error.message, is_at_end=is_at_end, refused=True)
    return Figures(as_of, value.value, value.n, value.missing, is_at_end)


def with_past(figures: Figures, metric: MetricDefinition, sandbox: Sandbox, zone: ZoneInfo) -> Figures:
    """The same with its last days, the newest computed first, for as long as its time lasts."""
    if not metric.backfill:
        return replace(figures, note="the past is overwritten at the source, so it begins with the first beat")
    today = day_of(figures.as_of, zone)
    days = [today - timedelta(days=back) for back in range(1, PAST_DAYS + 1)]
    found, note = [], None
    ends_at = time.monotonic() + PAST_SECONDS
    try:
        with closing(execute_at_each(metric, sandbox, [day_end(day, zone) for day in days])) as values:
            for day, value in zip(days, values, strict=True):
                found += [(day, value.value)] if value.value is not None else []
                if time.monotonic() > ends_at and day != days[-1]:
                    note = f"{(today - day).days} of {PAST_DAYS} days: the time of {PAST_SECONDS:g} s was over"
                    break
    except (MeasureError, DatabaseUnavailable) as error:
        note = f"then: {error.message}"
    return replace(figures, days=tuple(reversed(found)), note=note)

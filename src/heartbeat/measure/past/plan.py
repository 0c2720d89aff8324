"""Which past a metric has: whether there is one at all, and which days and moments are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.marts.loads import TableState
from heartbeat.rules.days import day_end, day_of, moments_of_day, past_of


@dataclass(frozen=True)
class Reach:
    """How far back the first fill in a beat goes and how long it may take: all bounded, because a value waits for it.

    `hours_seconds`: what the hours of the days of a snapshot metric may take of that, once the ends of all days are known.
    """

    zone: ZoneInfo
    days: int = 30
    budget_seconds: float = 30.0
    hours_seconds: float = 0.5


@dataclass(frozen=True)
class Past:
    """The days before the one to which a reading at `as_of` belongs, in the workspace's time zone."""

    as_of: datetime
    zone: ZoneInfo
    length: int

    def days(self) -> tuple[date, ...]:
        """The calendar days, newest first."""
        today = day_of(self.as_of, self.zone)
        return tuple(today - timedelta(days=back) for back in range(1, self.length + 1))


def can_backfill(metric: MetricDefinition) -> bool:
    """Whether the past of a metric can be computed."""
    return why_none(metric) is None


def why_none(metric: MetricDefinition) -> str | None:
    """Why a metric has no past to be filled in, in words; null when it has one."""
    sql = metric.sql
    has_history = sql.history is not None
    how = past_of(backfill=metric.backfill, has_history=has_history, uses_as_of=sql.uses_as_of, uses_now=sql.uses_now)
    if how != "none":
        return None
    if not metric.backfill:
        return f"{metric.file} says `backfill: no`: the past cannot be rebuilt, because its source keeps no history"
    if sql.uses_now:
        return "its SQL reads the wall clock, the same on every past day; write :as_of, or tell the past in `-- history`"
    return "its SQL does not use :as_of, so that every past day would get the number of today"


def why_not_landed(metric: MetricDefinition, tables: Mapping[str, TableState]) -> str | None:
    """Which of its tables is not there yet, in words."""
    missing = [table for table in metric.sql.tables if table not in tables]
    return f"table {missing[0]} has not landed yet" if missing else None


def read_up_to(metric: MetricDefinition, tables: Mapping[str, TableState], now: datetime) -> datetime:
    """Up to when the data of a metric has been read (UTC): the oldest check of its tables. Its past ends before that day."""
    return min((tables[table].checked_at for table in metric.sql.tables), default=now)


def moments_of(metric: MetricDefinition, d: date, zone: ZoneInfo, most: int | None) -> tuple[datetime, ...]:
    """The moments (UTC) that a past day of a metric is looked at: its end, and for a snapshot `most` of its whole hours."""
    if metric.period != "snapshot" or metric.sql.history is not None:
        return (day_end(d, zone),)
    return moments_of_day(d, zone, most)

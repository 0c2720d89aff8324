"""The days before a definition was first measured, filled from the same SQL at past moments."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_at_each, execute_history
from heartbeat.readings.history import HistoryPoint
from heartbeat.rules.days import day_end, day_of, past_of


@dataclass(frozen=True)
class Reach:
    """How far back a backfill goes and how long it may take: both bounded, because a value waits for it."""

    zone: ZoneInfo
    days: int = 30
    budget_seconds: float = 30.0


@dataclass(frozen=True)
class Past:
    """The days before the one to which a reading at `as_of` belongs."""

    as_of: datetime
    reach: Reach

    def days(self) -> tuple[date, ...]:
        """The calendar days in reach, newest first, in the workspace's time zone."""
        today = day_of(self.as_of, self.reach.zone)
        return tuple(today - timedelta(days=back) for back in range(1, self.reach.days + 1))


@dataclass(frozen=True)
class Filled:
    """The points found, and in words what the ledger says about them. `lost_session`: the database ended it, or gave none."""

    points: tuple[HistoryPoint, ...]
    words: str
    lost_session: bool = False


def can_backfill(metric: MetricDefinition) -> bool:
    """Whether the past of a metric can be computed."""
    sql = metric.sql
    has_history = sql.history is not None
    how = past_of(backfill=metric.backfill, has_history=has_history, uses_as_of=sql.uses_as_of, uses_now=sql.uses_now)
    return how != "none"


def backfill(metric: MetricDefinition, sandbox: Sandbox, past: Past, missing: Collection[date]) -> Filled:
    """Compute the value of each missing day, the newest first, until the budget is spent.

    A failure ends the backfill and is said in `words`; the points found before it count. Whether a lost session means that the
    database is away is for the caller to find out.
    """
    started = time.perf_counter()
    points: list[HistoryPoint] = []
    end, lost_session = "", False
    try:
        with closing(_points(metric, sandbox, past, missing)) as found:
            for point in found:
                points += [point] if point else []
                if time.perf_counter() - started > past.reach.budget_seconds:
                    end = ", then its time was over"
                    break
    except (MeasureError, DatabaseUnavailable) as error:
        said = " ".join(filter(None, (error.message, error.hint)))
        end, lost_session = f", then: {said}", isinstance(error, DatabaseUnavailable)
    seconds = time.perf_counter() - started
    words = f"{len(points)} of {len(missing)} days of history filled in {seconds:.1f} s{end}"
    return Filled(tuple(points), words, lost_session)


def _points(
    metric: MetricDefinition, sandbox: Sandbox, past: Past, missing: Collection[date]
) -> Generator[HistoryPoint | None, None, None]:
    """The point of each missing day, null where the SQL has no value for it: that costs time too."""
    if metric.sql.history is not None:
        yield from _told_by_history(metric, sandbox, past, missing)
        return
    days = sorted(missing, reverse=True)
    ends = [day_end(day, past.reach.zone) for day in days]
    with closing(execute_at_each(metric, sandbox, ends)) as values:
        for day, as_of, value in zip(days, ends, values, strict=True):
            yield None if value.value is None else HistoryPoint(day, value.value, value.n, as_of)


def _told_by_history(
    metric: MetricDefinition, sandbox: Sandbox, past: Past, missing: Collection[date]
) -> Generator[HistoryPoint, None, None]:
    days = execute_history(metric, sandbox, past.as_of, past.reach.zone)
    for day in sorted(set(missing) & set(days), reverse=True):
        value = days[day]
        if value.value is not None:
            yield HistoryPoint(day, value.value, value.n, day_end(day, past.reach.zone))

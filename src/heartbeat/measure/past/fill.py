"""Days become points: the value at the day's end, and of a snapshot metric the worst of the day's whole hours."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import TypedDict

from heartbeat.definitions.model import Direction, MetricDefinition, Period
from heartbeat.errors import MeasureError, QueryTimedOut
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_history
from heartbeat.measure.past.ask import Told, ask
from heartbeat.measure.past.plan import Past, moments_of
from heartbeat.measure.shape import Value
from heartbeat.readings.past.days import HistoryPoint
from heartbeat.rules.days import DayPoint, day_end, stands_for_day


@dataclass(frozen=True)
class Filled:
    """What came of a day: its point, null where the SQL has no value for it; or the error of one of its moments."""

    d: date
    point: HistoryPoint | None
    error: MeasureError | None = None


class _Law(TypedDict):
    period: Period
    direction: Direction
    min_n: int | None


def fill(
    metric: MetricDefinition, sandbox: Sandbox, past: Past, days: Sequence[date], *, most_moments: int | None
) -> Generator[Filled, None, None]:
    """Compute some past days of a metric, in the order given. Whoever leaves early closes the iterator.

    Args:
        metric: one that has a past.
        sandbox: in which its SQL runs.
        past: to which the days belong.
        days: each once.
        most_moments: how many whole hours of a day a snapshot metric is looked at; null for all of them.

    Raises:
        MeasureError: its history statement fails. A value that fails is told by its day instead.
        DatabaseUnavailable: Postgres went away, or the session was lost; the days before count.
    """
    if metric.sql.history is not None:
        yield from _told_by_history(metric, sandbox, past, days)
        return
    at = 0
    while at < len(days):
        for day in _told_by_value(metric, sandbox, {d: moments_of(metric, d, past.zone, most_moments) for d in days[at:]}):
            yield day
            at += 1


def _told_by_value(
    metric: MetricDefinition, sandbox: Sandbox, moments: Mapping[date, Sequence[datetime]]
) -> Generator[Filled, None, None]:
    """The days up to the first at which a moment ran into its timeout: each further hour of that day may cost as much again."""
    with closing(ask(metric, sandbox, [moment for of_day in moments.values() for moment in of_day])) as answers:
        for d, of_day in moments.items():
            told: list[Told] = []
            while len(told) < len(of_day) and not (told and isinstance(told[-1].error, QueryTimedOut)):
                told.append(next(answers))
            yield _day(metric, d, told)
            if len(told) < len(of_day):
                return


def _day(metric: MetricDefinition, d: date, told: Sequence[Told]) -> Filled:
    failed = next((one.error for one in told if one.error is not None), None)
    if failed is not None:  # the worst of the others may be too good
        return Filled(d, None, failed)
    # By lines alone a worse value never has the better status, so the value decides and no status needs to be judged.
    points = [
        DayPoint(one.value.value, one.value.n, one.moment, "green", metric.definition_hash)
        for one in told
        if one.value is not None and one.value.value is not None
    ]
    if not points:
        return Filled(d, None)
    law = _Law(period=metric.period, direction=metric.direction, min_n=metric.min_n)
    stands = reduce(lambda first, second: stands_for_day(first, second, **law), points)
    return Filled(d, HistoryPoint(d, stands.value, stands.n, stands.as_of, len(told)))


def _told_by_history(
    metric: MetricDefinition, sandbox: Sandbox, past: Past, days: Sequence[date]
) -> Generator[Filled, None, None]:
    found = execute_history(metric, sandbox, past.as_of, past.zone)
    for d in days:
        value = found.get(d, Value(None))
        yield Filled(d, None if value.value is None else HistoryPoint(d, value.value, value.n, day_end(d, past.zone)))

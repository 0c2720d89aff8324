"""A backfill that a person asked for: what is missing, computed newest first and committed as it comes, then shown."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import psycopg

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import MeasureError
from heartbeat.marts.loads import TableState
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.past.begins import Begins, find_beginning
from heartbeat.measure.past.fill import Filled, fill
from heartbeat.measure.past.plan import Past, moments_of, read_up_to, why_none, why_not_landed
from heartbeat.readings.past.days import Basis, HistoryPoint, KnownDay, known_days, write_filled
from heartbeat.rules.days import zone

_COMMIT_SECONDS = 1.0  # how much computed work a process that dies may lose
_COMMIT_DAYS = 500
_MOST_FAILED_IN_A_ROW = 3  # days; each may have waited for the whole timeout


@dataclass(frozen=True)
class Wish:
    """What a person asks for: whole hours per day of a snapshot metric (null for all), and whether to do known days again."""

    days: int = 400
    most_moments: int | None = None
    overwrite_observed: bool = False
    again: bool = False


@dataclass(frozen=True)
class Sight:
    """What a backfill sees before it begins: the time (UTC), the workspace's time zone, the tables by 'dataset.table'."""

    now: datetime
    timezone: str
    tables: Mapping[str, TableState]


@dataclass(frozen=True)
class Todo:
    """What there is to do for one metric. Days are calendar days, newest first.

    `days`: those in reach. `missing`: those to compute; `known`: those of them that have a value already. `kept`: how many are
    observed and stay so; `replaced`: how many are observed and would be overwritten. `begins`: why days before those in reach are
    left out, `left_out` of them.
    """

    metric: MetricDefinition
    past: Past
    days: tuple[date, ...]
    missing: tuple[date, ...]
    known: frozenset[date]
    kept: int
    replaced: int
    begins: Begins | None
    left_out: int


@dataclass
class Progress:
    """How far the backfill of one metric is: of `days` to compute, `done` are.

    Of these, `filled` have a point, `empty` no value and `failed` an error. `older` of the empty ones keep the value that they
    had: a day of the history can be replaced, and is never taken away. `error` is that of the newest day that failed.
    `given_up`: it failed on so many days in a row that the rest is not asked for.
    """

    days: int
    done: int = 0
    filled: int = 0
    empty: int = 0
    older: int = 0
    failed: int = 0
    error: MeasureError | None = None
    given_up: bool = False
    _failed_in_a_row: int = field(default=0, repr=False)

    def count(self, day: Filled, *, has_value: bool) -> None:
        """Take note of a day, and of whether the history has a value of it already."""
        self.done += 1
        self.filled += day.point is not None
        if day.error is None:
            self.empty += day.point is None
            self.older += day.point is None and has_value
            self._failed_in_a_row = 0
            return
        self.failed += 1
        self._failed_in_a_row += 1
        self.error = self.error or day.error
        self.given_up = self._failed_in_a_row >= _MOST_FAILED_IN_A_ROW


def why_refused(metric: MetricDefinition, sight: Sight) -> str | None:
    """Why the past of a metric cannot be filled in, in words; null when it can."""
    return why_none(metric) or why_not_landed(metric, sight.tables)


def survey(connection: psycopg.Connection[Any], sandbox: Sandbox, metric: MetricDefinition, wish: Wish, sight: Sight) -> Todo:
    """Find out what there is to do; computes no value.

    Raises:
        QueryTimedOut: how far back its data go could not be looked at in time.
        DatabaseUnavailable: Postgres went away meanwhile.
    """
    past = Past(read_up_to(metric, sight.tables, sight.now), zone(sight.timezone), wish.days)
    wanted = past.days()
    begins = find_beginning(metric, sandbox, wanted[-1], past.zone)
    days = tuple(d for d in wanted if begins is None or d >= begins.first_day)
    known = known_days(connection, metric.metric_id, days)
    missing = tuple(d for d in days if _is_missing(metric, d, known.get(d), past, wish))
    observed = sum(one.is_observed for one in known.values())
    replaced = observed if wish.overwrite_observed else 0
    return Todo(
        metric,
        past,
        days,
        missing,
        frozenset(known).intersection(missing),
        observed - replaced,
        replaced,
        begins,
        len(wanted) - len(days),
    )


def _is_missing(metric: MetricDefinition, d: date, known: KnownDay | None, past: Past, wish: Wish) -> bool:
    if known is None:
        return True
    if known.is_observed:
        return wish.overwrite_observed
    if wish.again or known.definition_hash != metric.definition_hash:
        return True
    return known.moments < len(moments_of(metric, d, past.zone, wish.most_moments))


def carry_out(connection: psycopg.Connection[Any], sandbox: Sandbox, todo: Todo, wish: Wish) -> Generator[Progress, None, None]:
    """Compute the missing days, newest first, and commit them as they come. Each `Progress` is of what is committed.

    The caller holds `past_lock`, and publishes at the end. Whoever leaves early closes the iterator; what was committed stays.

    Raises:
        MeasureError: the history statement fails.
        ReadingOutdated, MetricNotFound: a deploy came between; what was committed before stays.
        DatabaseUnavailable: Postgres went away; likewise.
    """
    progress = Progress(len(todo.missing))
    chunk: list[HistoryPoint] = []
    committed_at = time.monotonic()
    with closing(fill(todo.metric, sandbox, todo.past, todo.missing, most_moments=wish.most_moments)) as found:
        for day in found:
            progress.count(day, has_value=day.d in todo.known)
            chunk += [day.point] if day.point else []
            if len(chunk) >= _COMMIT_DAYS or time.monotonic() - committed_at >= _COMMIT_SECONDS:
                _write(connection, todo, chunk, wish)
                chunk, committed_at = [], time.monotonic()
                yield replace(progress)
            if progress.given_up:
                break
    _write(connection, todo, chunk, wish)
    yield replace(progress)


def _write(connection: psycopg.Connection[Any], todo: Todo, points: Sequence[HistoryPoint], wish: Wish) -> None:
    if points:
        basis = Basis(todo.metric.definition_hash, todo.past.zone.key)
        write_filled(connection, todo.metric.metric_id, points, basis=basis, overwrite_observed=wish.overwrite_observed)

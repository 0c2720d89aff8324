"""The days before a definition was first measured, filled inside the beat that measures it."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.past.begins import find_beginning
from heartbeat.measure.past.fill import fill
from heartbeat.measure.past.plan import Past, Reach
from heartbeat.readings.past.days import HistoryPoint

_MOST_HOURS = 25


@dataclass(frozen=True)
class FirstFill:
    """The points found of the days asked for.

    `remark` and `failure`: why these are not all, in words; empty when they are. `lost_session`: the database ended it, or gave
    none.
    """

    points: tuple[HistoryPoint, ...]
    asked: int
    seconds: float
    remark: str = ""
    failure: str = ""
    lost_session: bool = False

    @property
    def words(self) -> str:
        """What the ledger says of it."""
        filled = f"{len(self.points)} of {self.asked} days of history filled in {self.seconds:.1f} s"
        return ", ".join(filter(None, (filled, self.remark, self.failure and f"then: {self.failure}")))


def first_fill(metric: MetricDefinition, sandbox: Sandbox, past: Past, reach: Reach, missing: Collection[date]) -> FirstFill:
    """Compute each missing day, the newest first, until the budget is spent.

    At first each day by its end; then, for a snapshot metric, by the worst of as many of its whole hours as time allows. A
    failure ends the fill and is told; the points found before it count. Whether a lost session means that the
    database is away is for the caller to find out.
    """
    work = _Work(metric, sandbox, past, reach)
    failure, lost_session = "", False
    try:
        work.do(sorted(missing, reverse=True))
    except (MeasureError, DatabaseUnavailable) as error:
        failure = " ".join(filter(None, (error.message, error.hint)))
        lost_session = isinstance(error, DatabaseUnavailable)
    return FirstFill(tuple(work.points.values()), len(missing), work.seconds(), ", ".join(work.remarks), failure, lost_session)


@dataclass
class _Work:
    """The points found so far, by day, and what is to be said of the others."""

    metric: MetricDefinition
    sandbox: Sandbox
    past: Past
    reach: Reach
    started: float = field(default_factory=time.perf_counter)
    points: dict[date, HistoryPoint] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.started

    def do(self, days: Sequence[date]) -> None:
        """Fill the days that the rows cover."""
        begins = find_beginning(self.metric, self.sandbox, days[-1], self.past.zone)
        if begins is not None:
            days = [d for d in days if d >= begins.first_day]
            self.remarks.append(f"those before that left out: {begins.words(self.metric)}")
        is_whole = self._fill(days, most_moments=1)
        hours = self._affordable_hours(len(days))
        if is_whole and hours > 1:
            self._fill(days, most_moments=hours)

    def _fill(self, days: Sequence[date], *, most_moments: int) -> bool:
        """Fill as many days as there is time for; whether that was enough for all."""
        with closing(fill(self.metric, self.sandbox, self.past, days, most_moments=most_moments)) as found:
            for day in found:
                if day.error is not None:
                    raise day.error
                if day.point is not None:
                    self.points[day.d] = day.point
                if self.seconds() > self.reach.budget_seconds:
                    self.remarks.append("then its time was over")
                    return False
        return True

    def _affordable_hours(self, days: int) -> int:
        """How many whole hours of each day can be looked at, as dear as the days' ends were."""
        if self.metric.period != "snapshot" or self.metric.sql.history is not None or not days:
            return 1
        seconds = min(self.reach.hours_seconds, self.reach.budget_seconds - self.seconds())
        return min(_MOST_HOURS, int(seconds / self.seconds()))

"""How far back the rows of a metric go. Before that a count would be 0 and a sum too small, and neither is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.reach.event_times import EventTime, event_times
from heartbeat.errors import MeasureError, QueryTimedOut
from heartbeat.marts.sandbox import Sandbox
from heartbeat.rules.days import first_day_within, window_begins


@dataclass(frozen=True)
class Begins:
    """The first day that the rows of all tables of events cover, and the table whose rows begin last.

    `at` (UTC) is its oldest row; null when the table is empty, and then no day is covered.
    """

    table: str
    at: datetime | None
    first_day: date

    def words(self, metric: MetricDefinition) -> str:
        """Why days before it are left out."""
        if self.at is None:
            return f"{self.table} has no rows"
        window = {"24h": ", and the value looks back a day", "7d": ", and the value looks back 7 days"}
        looks_back = window.get(metric.period, ", and the value looks back 30 days" if metric.period == "30d" else "")
        return f"the oldest row of {self.table} is of {self.at:%Y-%m-%d %H:%M} UTC{looks_back}"


def find_beginning(metric: MetricDefinition, sandbox: Sandbox, oldest: date, zone: ZoneInfo) -> Begins | None:
    """Where the rows of a metric begin, if some of the days from `oldest` on lie before that.

    Of each table that the value's SQL bounds by `:as_of` the oldest of these times counts. Of one that it does not bound so, or
    whose times Postgres cannot tell, nothing is known, and nothing is left out for it.

    Raises:
        QueryTimedOut: it could not be looked at in time, or somebody holds a table. Nobody knows then which days are covered.
        DatabaseUnavailable: Postgres went away meanwhile.
    """
    times: dict[str, list[EventTime]] = {}
    for time in event_times(metric.sql.value):
        times.setdefault(time.table, []).append(time)
    needed = window_begins(oldest, metric.period, zone)
    found = [_beginning(metric, sandbox, of_table, needed, zone) for of_table in times.values()]
    return max((begins for begins in found if begins is not None), key=lambda begins: begins.first_day, default=None)


def _beginning(
    metric: MetricDefinition, sandbox: Sandbox, times: list[EventTime], needed: datetime, zone: ZoneInfo
) -> Begins | None:
    """Where the rows of one table begin, if that is later than needed. One early row tells that it is not, mostly at once."""
    early = " or ".join(f"exists (select from {time.from_sql} where {time.time_sql} <= :as_of)" for time in times)
    oldest = " union all ".join(f"select min({time.time_sql})::timestamptz as t from {time.from_sql}" for time in times)
    sql = f"""select reach.is_enough, case when not reach.is_enough then (select min(t) from ({oldest}) times) end
                from (select {early} as is_enough offset 0) reach"""
    try:
        ((is_enough, at),) = sandbox.run(sql, as_of=needed, label=metric.metric_id).rows
    except QueryTimedOut:  # to go on would fill days before the first row with 0
        raise
    except MeasureError:  # a time that is no time in some rows; the value's own SQL says so, if it minds
        return None
    if is_enough:
        return None
    if at is None:
        return Begins(times[0].table, None, date.max)
    return Begins(times[0].table, at.astimezone(UTC), _first_day(at, metric, zone))


def _first_day(at: datetime, metric: MetricDefinition, zone: ZoneInfo) -> date:
    try:
        return first_day_within(at, metric.period, zone)
    except OverflowError:  # 9999-12-31, which stands for never: the calendar ends before a day is covered
        return date.max

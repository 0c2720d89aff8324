"""One statement of one metric through the sandbox: a value, or in words why there is none."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import MeasureError, WrongShape
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.shape import Value, pick_days, pick_value, read_number, read_value

LONGEST_HISTORY_DAYS = 4000


def execute_value(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime) -> Value:
    """Run the `value` statement as of a moment (UTC).

    Raises:
        MeasureError: it ran into its timeout, Postgres refused it, or the answer has the wrong shape.
    """
    with closing(execute_at_each(metric, sandbox, [as_of])) as values:
        return next(values)


def execute_at_each(metric: MetricDefinition, sandbox: Sandbox, moments: Sequence[datetime]) -> Generator[Value, None, None]:
    """Run the `value` statement as of one moment after another; raises as for one. Whoever leaves early closes the iterator."""
    bound = [moment if metric.sql.uses_as_of else None for moment in moments]
    with closing(sandbox.run_at_each(metric.sql.value, bound, label=metric.metric_id, pick=pick_value)) as answers:
        for answer in answers:
            yield replace(read_value(answer.columns, answer.rows), rows_read=answer.rows_read)


def execute_at_once(metric: MetricDefinition, sandbox: Sandbox, moments: Sequence[datetime]) -> list[Value | MeasureError]:
    """Run the `value` statement as of many moments in one statement; a moment whose answer has a wrong shape is its error.

    Raises:
        MeasureError: as for one moment; also where Postgres does not take the statement so.
    """
    found: list[Value | MeasureError] = []
    for answer in sandbox.run_at_once(metric.sql.value, moments, label=metric.metric_id, pick=pick_value):
        try:
            found.append(read_value(answer.columns, answer.rows))
        except MeasureError as error:
            found.append(error)
    return found


def execute_history(metric: MetricDefinition, sandbox: Sandbox, as_of: datetime, zone: ZoneInfo) -> dict[date, Value]:
    """Run the `history` statement: one row per day with `d` and `value`, and `n` if it likes. Days without a value are left out.

    Raises:
        MeasureError: as for the value; also when a day appears twice, and when there are more than 4,000 of them.
    """
    if metric.sql.history is None:
        return {}
    label = f"{metric.metric_id}.history"
    answer = sandbox.run(metric.sql.history, as_of=as_of, label=label, limit=LONGEST_HISTORY_DAYS + 1, pick=pick_days)
    if len(answer.rows) > LONGEST_HISTORY_DAYS:  # a part of them might be without the newest
        hint = "Bound it, for the last thirty days are all that is asked of it: … >= :as_of - interval '60 days'."
        raise WrongShape(f"The history statement gave more than {LONGEST_HISTORY_DAYS:,} days.", hint=hint)
    days: dict[date, Value] = {}
    for day, value in _days(answer.columns, answer.rows, zone):
        if day in days:
            raise WrongShape(f"The history statement gave {day} more than once.", hint="Group by the day: one row for each.")
        days[day] = value
    return {day: value for day, value in days.items() if value.value is not None}


def _days(columns: tuple[str, ...], rows: list[tuple[Any, ...]], zone: ZoneInfo) -> Iterator[tuple[date, Value]]:
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        yield _day(cells["d"], zone), read_number(cells["value"], cells.get("n"))


def _day(raw: Any, zone: ZoneInfo) -> date:
    # A datetime is a date to Python, so it is asked first: date_trunc('day', …) gives one.
    if isinstance(raw, datetime):
        try:
            return (raw.astimezone(zone) if raw.tzinfo else raw).date()
        except OverflowError:
            message = f"The history statement gave {raw.isoformat(' ')}, which is on no day of a calendar in {zone.key}."
            raise WrongShape(message, hint="Leave out the times that stand for none.") from None
    if isinstance(raw, date):
        return raw
    raise WrongShape("The column `d` of the history statement is not a date.", hint="Cast it: …::date as d.")

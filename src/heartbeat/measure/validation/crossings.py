"""How often the lines of today would have been crossed by the days of the record."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import date, timedelta

from heartbeat.definitions.model import MetricDefinition
from heartbeat.measure.validation.findings import Crossed
from heartbeat.readings.audits import DayAsOf
from heartbeat.rules.status import REPEATING, Lines, Status, judge

WINDOWS = (90, 365)
"""Days, the shortest first."""


def crossings(metric: MetricDefinition, lines: Lines, record: Sequence[DayAsOf], today: date) -> tuple[Crossed, ...]:
    """What the lines say of the record's days before `today`, over each window."""
    return tuple(
        _crossed(metric, lines, [day for day in record if today - timedelta(days=days) <= day.d < today], days)
        for days in WINDOWS
    )


def _crossed(metric: MetricDefinition, lines: Lines, days: Sequence[DayAsOf], window: int) -> Crossed:
    statuses = {day.d: status for day in days if (status := _status(metric, lines, day)) is not None}
    values = [day.value for day in days if day.d in statuses]
    found = list(statuses.values())
    return Crossed(
        days=window,
        judged=len(found),
        red=found.count("red"),
        amber=found.count("amber"),
        longest=_longest({d for d, status in statuses.items() if status != "green"}),
        worst=(min(values) if lines.direction == "up" else max(values)) if values else None,
        spread=statistics.stdev(values) if len(values) > 1 else None,
    )


def _status(metric: MetricDefinition, lines: Lines, day: DayAsOf) -> Status | None:
    """The colour by the lines alone; null where the day has too few rows to judge."""
    verdict = judge(day.value, day.n, lines=lines, typical=None, side="both", min_n=metric.min_n, last_status=None)
    return None if verdict.reason in REPEATING else verdict.status


def _longest(bad: set[date]) -> int:
    longest = 0
    for first in (d for d in bad if d - timedelta(days=1) not in bad):
        length = 1
        while first + timedelta(days=length) in bad:
            length += 1
        longest = max(longest, length)
    return longest

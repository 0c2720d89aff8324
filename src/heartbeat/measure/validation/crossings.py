"""How often the lines of today would have been crossed by the days of the record: a backtest of the lines as they are."""

from __future__ import annotations

import statistics

from heartbeat.measure.validation.findings import Crossed
from heartbeat.readings.verdicts.ruling import RuledMetric
from heartbeat.rules.backtest.days import DayValue, Window
from heartbeat.rules.backtest.trial import backtest
from heartbeat.rules.status import is_too_few

WINDOWS = (90, 365)
"""Days, the shortest first."""


def crossings(metric: RuledMetric) -> tuple[Crossed, ...]:
    """What `heartbeat backtest` tells of the present lines, over each window, and the worst value in it."""
    windows = {window.days: window for window in backtest(metric.record, metric.ruling)}
    return tuple(_crossed(metric, windows[days]) for days in WINDOWS)


def _crossed(metric: RuledMetric, window: Window) -> Crossed:
    values = [day.value for day in metric.record.own if _counts(metric, day, window)]
    is_up = metric.ruling.lines.direction == "up"
    return Crossed(
        days=window.days,
        judged=window.red + window.amber + window.green,
        red=window.red,
        amber=window.amber,
        pages=window.pages,
        longest_red=window.longest_red.days if window.longest_red else 0,
        worst=(min(values) if is_up else max(values)) if values else None,
        spread=statistics.stdev(values) if len(values) > 1 else None,
    )


def _counts(metric: RuledMetric, day: DayValue, window: Window) -> bool:
    return window.first <= day.d <= window.last and not is_too_few(day.n, metric.ruling.min_n)

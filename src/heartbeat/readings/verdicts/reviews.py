"""What a change of files would have cost, on the days that the database has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.definitions.model import MetricDefinition
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.verdicts.ruling import read_days, read_standings
from heartbeat.rules.backtest.change import BUDGET_DAYS, Computed, MetricChange, Review, lacks_days, longest_reach, review
from heartbeat.rules.backtest.trial import Record, last_day
from heartbeat.rules.days import day_of

Compute = Callable[[MetricDefinition, int], Computed]
"""Says of so many past days what a definition that was never deployed would have told, and writes nothing."""


def review_changes(
    connection: psycopg.Connection[Any],
    changes: Sequence[MetricChange],
    *,
    now: datetime,
    compute: Compute | None = None,
) -> tuple[Review, ...]:
    """Judge the days of each changed metric by both sides of its change.

    Args:
        connection: of role app.
        changes: of metric files.
        now: UTC.
        compute: asked for the days of new statements, of which the database has none.

    Raises:
        NotDeployed: the database has no workspace, and so no history.
    """
    today = day_of(now, read_workspace(connection).settings.timezone)
    standings = read_standings(connection, [change.metric.metric_id for change in changes])
    reviews = []
    for change in changes:
        metric_id = change.metric.metric_id
        days = read_days(connection, metric_id, run_up_days=longest_reach(change), today=today)
        record = Record(days, change.metric.definition_hash, last_day(days, today))
        reach = BUDGET_DAYS + longest_reach(change)
        computed = compute(change.metric, reach) if compute and lacks_days(change, days) else None
        reviews.append(review(change, standings.get(metric_id), record, computed))
    return tuple(reviews)

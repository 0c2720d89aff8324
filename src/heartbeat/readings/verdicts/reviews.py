"""What a change of files would have cost, on the days that the database has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.verdicts.ruling import read_days, read_standings
from heartbeat.rules.backtest.change import MetricChange, Review, longest_reach, review
from heartbeat.rules.backtest.days import DayValue
from heartbeat.rules.backtest.trial import Record, last_day
from heartbeat.rules.days import day_of


def review_changes(
    connection: psycopg.Connection[Any],
    changes: Sequence[MetricChange],
    *,
    now: datetime,
    computed: Mapping[str, Sequence[DayValue]] | None = None,
) -> tuple[Review, ...]:
    """Judge the days of each changed metric by both sides of its change.

    Args:
        connection: of role app.
        changes: of metric files.
        now: UTC.
        computed: days by new definitions that the database has not, by metric id.

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
        reviews.append(review(change, standings.get(metric_id), record, (computed or {}).get(metric_id, ())))
    return tuple(reviews)

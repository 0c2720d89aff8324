"""The law of one metric: its lines, its typical band, its least number of rows, and its lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.readings.deployed.retired import not_registered
from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.alerts.track import Track, track_from_json
from heartbeat.rules.days import day_of, row_began_at
from heartbeat.rules.status import Lines, Side, Status, TypicalBand, Verdict, judge
from heartbeat.rules.typical import typical_band

_SQL = load_statements("heartbeat.readings", "queries/verdicts.sql")


@dataclass(frozen=True)
class Law:
    """What values of one metric are judged by and when they page. `typical_days` is `None` where history does not judge it.

    `track` is where its incident stood when the law was read: a commit is asked for both, and each statement counts there.
    """

    metric_id: str
    lines: Lines
    typical_days: int | None
    side: Side
    min_n: int | None
    definition_hash: str
    timezone: str
    paging: Paging
    track: Track

    def judge(self, value: float | None, n: int | None, band: TypicalBand | None, last_status: Status | None) -> Verdict:
        """Judge a value by this law."""
        return judge(value, n, lines=self.lines, typical=band, side=self.side, min_n=self.min_n, last_status=last_status)


def lock_metric(connection: psycopg.Connection[Any], metric_id: str) -> Law:
    """Hold the metric until the transaction ends, and read its law.

    Raises:
        MetricNotFound: it is not registered.
        MetricRetired: it is not any more.
    """
    row = connection.execute(_SQL["lock_metric"], {"metric_id": metric_id}).fetchone()
    if row is None:
        raise not_registered(connection, metric_id)
    return read_law(connection, metric_id)


def read_law(connection: psycopg.Connection[Any], metric_id: str) -> Law:
    """The law of a registered metric as it is now."""
    row = connection.execute(_SQL["read_law"], {"metric_id": metric_id}).fetchone()
    assert row is not None  # the caller holds the metric, and deploy writes the workspace with it  # noqa: S101
    direction, norm, alert, target, typical, min_n, definition_hash, timezone, track, *paging = row
    return Law(
        metric_id,
        Lines(direction, norm, alert, target),
        typical["days"] if typical else None,
        typical["side"] if typical else "both",
        min_n,
        definition_hash,
        timezone,
        Paging(*paging),
        track_from_json(track) if track else Track(),
    )


def read_band(connection: psycopg.Connection[Any], law: Law, as_of: datetime) -> TypicalBand | None:
    """What is typical for a value as of a moment: the days before its own day, computed by the law's definition."""
    if law.typical_days is None:
        return None
    judged = day_of(as_of, law.timezone)
    wanted = {
        "metric_id": law.metric_id,
        "first": judged - timedelta(days=law.typical_days),
        "judged": judged,
        "definition_hash": law.definition_hash,
        "min_n": law.min_n,
    }
    return typical_band([value for (value,) in connection.execute(_SQL["read_typical_values"], wanted)])


def read_row_began_at(connection: psycopg.Connection[Any], law: Law, as_of: datetime, verdict: Verdict) -> datetime | None:
    """Since when the days before a reading say what its verdict says, by the lines of today; `None` when yesterday did not.

    Only days that this definition filled in count. Typical judges none of them: it would need days before those.
    """
    judged = day_of(as_of, law.timezone)
    wanted = {"metric_id": law.metric_id, "judged": judged, "definition_hash": law.definition_hash}
    past = {d: law.judge(value, n, None, None) for d, value, n in connection.execute(_SQL["read_filled_days"], wanted)}
    return row_began_at(verdict, judged, past, law.timezone)

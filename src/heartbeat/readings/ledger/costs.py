"""What metrics cost over the last days: the seconds that beats spent on each, beside as many days before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/runs.sql")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

Entry = dict[str, Any]


@dataclass(frozen=True)
class CostSpan:
    """The days that are asked about, up to now, and how they are divided into stretches of one length."""

    days: int
    now: datetime

    @property
    def stretch(self) -> timedelta:
        """An hour of a day, a quarter of a day of a week, else a day."""
        return _HOUR if self.days == 1 else 6 * _HOUR if self.days <= 7 else _DAY

    @property
    def stretches(self) -> int:
        """How many."""
        return self.days * _DAY // self.stretch

    @property
    def since(self) -> datetime:
        """The beginning, UTC."""
        return self.now - self.days * _DAY

    @property
    def before(self) -> datetime:
        """The beginning of as many days before."""
        return self.since - self.days * _DAY


def read_metric_costs(connection: psycopg.Connection[Any], span: CostSpan) -> Entry:
    """The metrics whose statement ran in the span, the dearest first, and what all of them cost together.

    `seconds` of a metric are the sum over its beats; `stretches` has them for each stretch, oldest first.
    `mean_seconds_before` is null where it did not run in the days before.
    """
    asked = {
        "before": span.before,
        "until": span.now,
        "stretches": span.stretches,
        "stretch_seconds": span.stretch.total_seconds(),
    }
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_metric_costs"], asked).fetchall()
        beats = cursor.execute(_SQL["count_span"], {"since": span.since, "until": span.now}).fetchone()
    total = sum(row["seconds"] for row in rows)
    return {
        "days": span.days,
        "since": span.since,
        "stretch_seconds": int(span.stretch.total_seconds()),
        "beats": beats["beats"] if beats else 0,
        "beat_seconds": beats["seconds"] if beats else 0.0,
        "seconds": total,
        "metrics": [_cost(row, total, span.stretches) for row in rows],
    }


def _cost(row: Mapping[str, Any], total: float, stretches: int) -> Entry:
    spent: Mapping[str, float] = row["stretches"] or {}
    names = ("metric_id", "code", "name", "is_registered", "seconds", "runs", "failed", "rows_read", "longest_seconds")
    return {
        **{name: row[name] for name in names},
        "share": row["seconds"] / total if total else 0.0,
        "mean_seconds": row["seconds"] / row["runs"],
        "mean_seconds_before": row["seconds_before"] / row["runs_before"] if row["runs_before"] else None,
        "stretches": [float(spent.get(str(place), 0.0)) for place in range(stretches)],
    }

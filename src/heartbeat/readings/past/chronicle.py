"""What happened to a metric: its lines as they were, its changes of status, its failures, and what was typical on each day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.history import HistoryDay
from heartbeat.readings.verdicts.law import Law
from heartbeat.rules.backtest.days import DayValue, bands_before
from heartbeat.rules.days import day_of
from heartbeat.rules.status import FAR_FROM_TYPICAL, unusual

_SQL = load_statements("heartbeat.readings", "queries/chronicle.sql")


def read_chronicle(connection: psycopg.Connection[Any], law: Law) -> dict[str, Any]:
    """The lines of a metric over time, its newest 400 changes of status, and its newest 50 stretches without a value.

    Lines are oldest first, each from its day `since` on (null: always), a day of the workspace's time zone; the last are those of
    today. All else is newest first, in UTC.
    """
    told = {"metric_id": law.metric_id}
    with connection.cursor(row_factory=dict_row) as cursor:
        changes = cursor.execute(_SQL["read_line_changes"], told).fetchall()
        return {
            "lines": lines_over_time(law, changes),
            "status_changes": cursor.execute(_SQL["read_status_changes"], told).fetchall(),
            "failures": cursor.execute(_SQL["read_failures"], told).fetchall(),
        }


def lines_over_time(law: Law, changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of each stretch of days, oldest first. Of several changes on one day the last counts from its beginning.

    Args:
        law: with the lines of today.
        changes: `changed_at`, `column_name` and `value_from` (as logged) of each change, newest first.
    """
    values = {
        "norm_value": law.lines.norm_value,
        "alert_value": law.lines.alert_value,
        "target_value": law.lines.target_value,
    }
    stretches: list[dict[str, Any]] = []
    for d, of_a_day in groupby(changes, key=lambda change: day_of(change["changed_at"], law.timezone)):
        after = dict(values)
        for change in of_a_day:
            values[change["column_name"]] = None if change["value_from"] is None else float(change["value_from"])
        if values != after:
            stretches.append({"since": d, **after})
    return [{"since": None, **values}, *reversed(stretches)]


def days_with_typical(days: Sequence[HistoryDay], law: Law) -> list[dict[str, Any]]:
    """Each day with what was typical before it, by days of its own definition alone, and whether its value is far from that.

    `typical` is null where nothing was: fewer than 14 days before it, or a metric that is not judged by its own history.
    """
    bands: dict[Any, Any] = {}
    for definition_hash in {day.definition_hash for day in days}:
        own = tuple(DayValue(day.d, day.value, day.n, definition_hash) for day in days if day.definition_hash == definition_hash)
        bands |= dict(zip((day.d for day in own), bands_before(own, law.typical_days, law.min_n), strict=True))
    return [{**asdict(day), **_held_against(day, bands[day.d], law)} for day in days]


def _held_against(day: HistoryDay, band: Any, law: Law) -> dict[str, Any]:
    deviations = unusual(day.value, band, side=law.side, direction=law.lines.direction)
    return {
        "typical": None if band is None else {"low": band.mean - band.stddev, "high": band.mean + band.stddev},
        "far_from_typical": deviations is not None and deviations >= FAR_FROM_TYPICAL,
    }

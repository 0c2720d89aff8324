"""What judges a registered metric and tells its owner, with the days on which other lines can be tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.deployed.retired import not_registered
from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.backtest.change import Standing
from heartbeat.rules.backtest.days import WINDOWS, DayValue, Ruling
from heartbeat.rules.backtest.trial import Record, last_day
from heartbeat.rules.days import Past, day_of, past_of
from heartbeat.rules.status import Lines

_SQL = load_statements("heartbeat.readings", "queries/backtest.sql")


@dataclass(frozen=True)
class RuledMetric:
    """A metric with its ruling as it is now and the record to try others on. `past` is how days before its first are computed."""

    metric_id: str
    code: str
    name: str
    unit: str
    decimals: int | None
    owner: str | None
    verification_state: Literal["unverified", "verified", "changed"]
    past: Past
    ruling: Ruling
    record: Record


def read_ruled_metric(connection: psycopg.Connection[Any], metric_id: str, *, now: datetime) -> RuledMetric:
    """A metric's ruling and the last days that a board has shown.

    Raises:
        MetricNotFound: no such metric is registered.
        MetricRetired: it is not any more.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_ruling"], {"metric_id": metric_id}).fetchone()
    if row is None:
        raise not_registered(connection, metric_id)
    ruling = _ruling(row)
    shown = {name: row[name] for name in ("metric_id", "code", "name", "unit", "decimals", "owner", "verification_state")}
    past = past_of(**{name: row[name] for name in ("backfill", "has_history", "uses_as_of", "uses_now")})
    days = read_days(connection, metric_id, run_up_days=ruling.reach_days, today=day_of(now, row["timezone"]))
    record = Record(days, row["definition_hash"], last_day(days, day_of(now, row["timezone"])))
    return RuledMetric(**shown, past=past, ruling=ruling, record=record)


def read_days(connection: psycopg.Connection[Any], metric_id: str, *, run_up_days: int, today: date) -> tuple[DayValue, ...]:
    """The days of a metric, registered or not, that a board has shown, of any definition: the longest window and a run-up."""
    wanted = {"metric_id": metric_id, "first": today - timedelta(days=max(WINDOWS) + run_up_days)}
    return tuple(DayValue(*day) for day in connection.execute(_SQL["read_days"], wanted))


def read_standings(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> dict[str, Standing]:
    """The lines of metrics as they stand in the registry, by metric id; one that is not registered is left out."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_standings"], {"metric_ids": list(metric_ids)}).fetchall()
    return {row.pop("metric_id"): Standing(**row) for row in rows}


def _ruling(row: Mapping[str, Any]) -> Ruling:
    paging = ("page_on", "page_on_typical", "for_readings", "keep_readings", "clear_value")
    typical = row["typical"] or {}
    return Ruling(
        lines=Lines(row["direction"], row["norm_value"], row["alert_value"]),
        paging=Paging(**{name: row[name] for name in paging}),
        typical_days=typical.get("days"),
        side=typical.get("side", "both"),
        min_n=row["min_n"],
    )

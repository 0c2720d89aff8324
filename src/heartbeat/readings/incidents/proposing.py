"""The line that is proposed to the owner of a metric that has paged too often."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.backtest.budget import PastValue, budget_window, line_within, pages_allowed
from heartbeat.rules.numbers import Style, line_text
from heartbeat.rules.status import Lines

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")


def proposed_line(connection: psycopg.Connection[Any], metric_id: str, *, budget: float, now: datetime) -> str | None:
    """In words as its metric writes numbers; `None` where none would help.

    Args:
        connection: any role that reads readings.
        metric_id: a registered metric.
        budget: pages a week.
        now: UTC.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_pager"], {"metric_id": metric_id}).fetchone()
        if row is None:
            return None
        since = {"metric_id": metric_id, "since": now - budget_window(budget), "definition_hash": row["definition_hash"]}
        past = [PastValue(one["value"], one["n"]) for one in cursor.execute(_SQL["read_past_values"], since)]
    paging = Paging(*(row[name] for name in ("page_on", "page_on_typical", "for_readings", "keep_readings", "clear_value")))
    lines = Lines(row["direction"], row["norm_value"], row["alert_value"])
    line = line_within(past, lines, paging, row["min_n"], most=pages_allowed(budget))
    return line_text(line, Style(row["unit"], row["decimals"], row["currency"], row["locale"]))

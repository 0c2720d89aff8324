"""The catalog: every metric that is or was deployed, with its stage, its newest audit and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.board import Board, read_board, unpublished_entries
from heartbeat.readings.deployed.retired import RetiredMetric, read_retired
from heartbeat.rules.life.stage import Verdict, next_step, stage_of

_SQL = load_statements("heartbeat.readings", "queries/catalog.sql")

Entry = dict[str, Any]


def read_catalog(connection: psycopg.Connection[Any], board: Board | None = None) -> list[Entry]:
    """Every registered metric: its entry as `GET /api/cockpit` has it, in that order, then those that no board has shown.

    `board` is the one that the caller has read; the published one unless said.

    Each has also its `file`, `stage` with the `next_step`, who verified it (`verified_by`, `verified_at`) and its newest
    `audit`, null without one. `cost` is null for one that never ran, else seconds and rows of the newest run of its statement
    (`at`, `seconds`, `rows_read`), and of the last ones, twenty-four at most (`runs`, `median_seconds`, `longest_seconds`).
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        registered = {row.pop("metric_id"): row for row in cursor.execute(_SQL["read_registered"]).fetchall()}
        costs = {row.pop("metric_id"): row for row in cursor.execute(_SQL["read_costs"]).fetchall()}
    shown = [entry for entry in (board or read_board(connection)).document.get("metrics", ()) if entry["metric_id"] in registered]
    missing = [*registered.keys() - {entry["metric_id"] for entry in shown}]
    unread = unpublished_entries(connection, missing) if missing else []
    return [
        {**entry, **_life(entry, registered[entry["metric_id"]]), "cost": costs.get(entry["metric_id"])}
        for entry in [*shown, *unread]
    ]


def read_retired_metrics(connection: psycopg.Connection[Any]) -> list[Entry]:
    """Every metric whose file is gone, the newest retirement first: what its registry row said, and what is kept of it."""
    return [_retired(metric) for metric in read_retired(connection)]


def _life(entry: Mapping[str, Any], row: Mapping[str, Any]) -> Entry:
    verdict: Verdict | None = row["verdict"] if row["is_of_this_definition"] else None
    has_value = entry["value"] is not None
    stage = stage_of(entry["verification_state"], has_value=has_value, owner=entry["owner"], verdict=verdict)
    names = ("audit_id", "audited_at", "verdict", "is_of_this_definition")
    return {
        **{name: row[name] for name in ("file", "deployed_at", "verified_by", "verified_at")},
        "stage": stage,
        "next_step": next_step(entry["metric_id"], stage, verdict),
        "audit": None if row["audit_id"] is None else {name: row[name] for name in names},
    }


def _retired(metric: RetiredMetric) -> Entry:
    names = ("metric_id", "code", "name", "area", "file", "owner", "period", "unit", "direction", "priority")
    kept = {"at": metric.retired_at, "days": metric.days, "first_day": metric.first_day, "last_day": metric.last_day}
    return {**{name: metric.definition.get(name) for name in names}, "stage": "retired", "retired": kept}

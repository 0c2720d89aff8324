"""Everything the read model knows about one metric: the shape of `GET /api/metrics/{id}`."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.amend import read_operator_columns
from heartbeat.readings.audit.cuts import read_cut_links
from heartbeat.readings.audits import read_audits
from heartbeat.readings.board import unpublished_entry
from heartbeat.readings.deployed.retired import not_registered
from heartbeat.readings.history import read_history
from heartbeat.readings.overview.past import changes_of, read_definitions
from heartbeat.readings.past.chronicle import days_with_typical, read_chronicle
from heartbeat.readings.verdicts.edit import edit_version
from heartbeat.readings.verdicts.law import Law, read_law
from heartbeat.rules.days import past_of
from heartbeat.rules.status import REPEATING

_SQL = load_statements(__package__, "queries/metric_page.sql")


def read_metric_page(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any]:
    """One metric with its definition, all its days, its tables, its edits and its newest fifty readings.

    Only what a board has shown. Times are in UTC. The facts about a table that marts knows (when it was read, how many rows)
    are null here: the surface that asks both rooms fills them in.

    Raises:
        MetricNotFound: no such metric is registered.
        MetricRetired: its file is gone.
    """
    edited = read_edited(connection, metric_id)
    definition = _rows(connection, "read_definition", metric_id)
    entry = edited["metric"]
    law = read_law(connection, metric_id)
    definitions = read_definitions(connection, metric_id)
    return {
        **edited,
        "judged": _was_judged(connection, entry),
        "definition": _with_past(definition[0]),
        "definitions": definitions,
        "history": _history(connection, law, definitions),
        **read_chronicle(connection, law),
        "tables": [_table(row["name"], row["source_id"]) for row in _rows(connection, "read_table_sources", metric_id)],
        "operator_changes": [_change(row) for row in _rows(connection, "read_operator_changes", metric_id)],
        "readings": _rows(connection, "read_readings", metric_id),
        "audits": read_audits(connection, metric_id),
        "cuts": read_cut_links(connection, metric_id).get(metric_id, []),
    }


def read_edited(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any]:
    """What an edit changes of a metric, as the board shows it: its entry, the version of its columns, its verification.

    Raises:
        MetricNotFound: no such metric is registered.
        MetricRetired: its file is gone.
    """
    row = read_operator_columns(connection, metric_id)  # first: an edit that comes in between must find this version outdated
    if not row:
        raise not_registered(connection, metric_id)
    shown = connection.execute(_SQL["read_entry"], {"metric_id": metric_id}).fetchone()
    return {
        "metric": {"owner_name": None, **shown[0]} if shown else unpublished_entry(connection, metric_id),
        "edit_version": edit_version(row),
        "verification": _verification(_rows(connection, "read_verification", metric_id)),
    }


def _history(connection: psycopg.Connection[Any], law: Law, definitions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days = read_history(connection, law.metric_id)
    told = zip(days_with_typical(days, law), changes_of(days, definitions), strict=True)
    return [{**day, "changed": changed} for day, changed in told]


def _verification(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Who stands behind the number and for which definition; that definition itself where it is not the one of today."""
    (row,) = rows
    names = ("period", "unit", "direction", "value_sql", "history_sql", "deployed_at", "git_commit")
    verified = {name.removeprefix("then_"): row.pop(name) for name in [f"then_{name}" for name in names]}
    return {**row, "verified_definition": None if verified["value_sql"] is None else verified}


def _with_past(row: dict[str, Any]) -> dict[str, Any]:
    """The definition with how its past days are computed."""
    uses = {name: row[name] for name in ("backfill", "uses_as_of", "uses_now")}
    shown = {name: value for name, value in row.items() if name != "uses_now"}
    return {**shown, "past": past_of(has_history=row["history_sql"] is not None, **uses)}


def _was_judged(connection: psycopg.Connection[Any], entry: dict[str, Any]) -> bool:
    """Whether a value was ever judged. Amber is also what a metric is before that; old readings are not kept."""
    if entry["reason"] not in REPEATING or entry["status"] != "amber" or entry["changed"] is not None:
        return True
    wanted = {"metric_id": entry["metric_id"], "repeating": sorted(REPEATING)}
    row = connection.execute(_SQL["read_was_judged"], wanted).fetchone()
    return bool(row and row[0])


def _rows(connection: psycopg.Connection[Any], statement: str, metric_id: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL[statement], {"metric_id": metric_id}).fetchall()


def _table(name: str, source_id: str | None) -> dict[str, Any]:
    unknown = {"checked_at": None, "total_rows": None, "error": None}
    return {"table": name, "source_id": source_id, **unknown, "freshness": "red"}


def _change(row: dict[str, Any]) -> dict[str, Any]:
    names = {"changed_at": "at", "changed_by": "by", "column_name": "column", "value_from": "from", "value_to": "to"}
    return {names.get(name, name): value for name, value in row.items()}

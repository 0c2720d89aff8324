"""The past of a metric, live or retired: its days as people read them, and which definition gave each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.deployed.retired import not_registered, read_retired
from heartbeat.readings.deployed.rows import differences
from heartbeat.readings.deployed.workspace import read_workspace
from heartbeat.readings.history import HistoryDay, read_history
from heartbeat.rules.numbers import display
from heartbeat.rules.status import Lines

_SQL = load_statements("heartbeat.readings", "queries/past.sql")
_NAMES = ("metric_id", "code", "name", "unit", "period", "direction", "decimals", "file")


def read_past(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any]:
    """A metric that is or was deployed, with every day that a board has shown, oldest first.

    `retired_at` (UTC) is null while it is live. A day's `text` is in the unit of the definition that gave it. Its `changed` is
    null but for the first day of another definition, of which it says what is different, in words.

    Raises:
        MetricNotFound: no such metric is deployed, or ever was.
        NotDeployed: nothing was deployed yet.
    """
    settings = read_workspace(connection).settings
    past = _live(connection, metric_id) or _retired(connection, metric_id)
    if past is None:
        raise not_registered(connection, metric_id)
    with connection.cursor(row_factory=dict_row) as cursor:
        definitions = cursor.execute(_SQL["read_definitions"], {"metric_id": metric_id}).fetchall()
    by_hash = {definition["definition_hash"]: definition for definition in definitions}
    days: list[dict[str, Any]] = []
    for day in read_history(connection, metric_id):
        before = days[-1]["definition_hash"] if days else day.definition_hash
        days.append(_day(day, past, by_hash, settings) | {"changed": _changed(by_hash, before, day.definition_hash)})
    return {**past, "timezone": settings.timezone, "definitions": definitions, "days": days}


def _live(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_live"], {"metric_id": metric_id}).fetchone()
    return row and {**row, "retired_at": None, "retired_commit": None}


def _retired(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any] | None:
    for one in read_retired(connection, [metric_id]):
        kept = {name: one.definition[name] for name in _NAMES}
        return {**kept, "retired_at": one.retired_at, "retired_commit": one.git_commit}
    return None


def _day(
    day: HistoryDay, past: Mapping[str, Any], by_hash: Mapping[str, Mapping[str, Any]], settings: WorkspaceSettings
) -> dict[str, Any]:
    """A day with its value in words; without a unit where nobody knows the definition any more."""
    unit = by_hash[day.definition_hash]["unit"] if day.definition_hash in by_hash else "number"
    shown = display(day.value, unit, past["decimals"], Lines(past["direction"]), settings.currency, settings.locale)
    return {**vars(day), "text": shown.text, "unit": unit}


def _changed(by_hash: Mapping[str, Mapping[str, Any]], before: str, after: str) -> str | None:
    if before == after:
        return None
    if before not in by_hash or after not in by_hash:
        return "not known any more"
    return ", ".join(differences(by_hash[before], by_hash[after])) or "written in another way"

"""The past of a metric, live or retired: its days as people read them, and which definition gave each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    definitions = read_definitions(connection, metric_id)
    units = {definition["definition_hash"]: definition["unit"] for definition in definitions}
    history = read_history(connection, metric_id)
    days = [
        _day(day, past, units, settings) | {"changed": changed}
        for day, changed in zip(history, changes_of(history, definitions), strict=True)
    ]
    return {**past, "timezone": settings.timezone, "definitions": definitions, "days": days}


def read_definitions(connection: psycopg.Connection[Any], metric_id: str) -> list[dict[str, Any]]:
    """Every definition that a metric was ever deployed with, in the order in which each counted first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_definitions"], {"metric_id": metric_id}).fetchall()


def changes_of(days: Sequence[HistoryDay], definitions: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """For each day, oldest first, what its definition differs in from the one of the day before, in words; else null."""
    by_hash = {definition["definition_hash"]: definition for definition in definitions}
    before = [*days[:1], *days[:-1]]
    return [_changed(by_hash, one.definition_hash, other.definition_hash) for one, other in zip(before, days, strict=True)]


def _live(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_live"], {"metric_id": metric_id}).fetchone()
    return row and {**row, "retired_at": None, "retired_commit": None}


def _retired(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any] | None:
    for one in read_retired(connection, [metric_id]):
        kept = {name: one.definition[name] for name in _NAMES}
        return {**kept, "retired_at": one.retired_at, "retired_commit": one.git_commit}
    return None


def _day(day: HistoryDay, past: Mapping[str, Any], units: Mapping[str, str], settings: WorkspaceSettings) -> dict[str, Any]:
    """A day with its value in words; without a unit where nobody knows the definition any more."""
    unit = units.get(day.definition_hash, "number")
    shown = display(day.value, unit, past["decimals"], Lines(past["direction"]), settings.currency, settings.locale)
    return {**vars(day), "text": shown.text, "unit": unit}


def _changed(by_hash: Mapping[str, Mapping[str, Any]], before: str, after: str) -> str | None:
    if before == after:
        return None
    if before not in by_hash or after not in by_hash:
        return "not known any more"
    return ", ".join(differences(by_hash[before], by_hash[after])) or "written in another way"

"""The tables that a metric reads: how fresh, how complete, and what changed about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.definitions.lint.column_reads import asks_for_null, reads_column
from heartbeat.definitions.model import MetricDefinition
from heartbeat.marts.inspect import read_columns, read_indexes
from heartbeat.marts.landed.columns import Request, choose_moment, profile_table
from heartbeat.marts.landed.facts import LandedFacts, read_landed_facts
from heartbeat.marts.loads import ChangedColumn, TableState, read_changed_columns, read_source_conditions, read_table_states
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.validation.findings import KeyState, SourceTable
from heartbeat.measure.validation.verdict import is_recent
from heartbeat.readings.registry import read_sources
from heartbeat.readings.tiles.cause import trouble_of
from heartbeat.rules.condition import SourceCondition, of_deployed
from heartbeat.rules.freshness import freshness


@dataclass(frozen=True)
class Landscape:
    """What marts knows at one moment (UTC) of the tables of one audit. `columns` and `unique` are by dataset and table."""

    now: datetime
    states: Mapping[str, TableState]
    conditions: tuple[SourceCondition, ...]
    changed: tuple[ChangedColumn, ...]
    facts: LandedFacts
    columns: Mapping[str, Mapping[str, Mapping[str, str]]]
    unique: Mapping[str, Mapping[str, tuple[frozenset[str], ...]]]


def read_landscape(connection: psycopg.Connection[Any], tables: frozenset[str], *, now: datetime) -> Landscape:
    """Read what is known about the datasets of these tables."""
    datasets = sorted({table.partition(".")[0] for table in tables})
    states = read_table_states(connection)
    conditions = of_deployed(read_source_conditions(connection, states), read_sources(connection))
    indexes = {dataset: read_indexes(connection, dataset) for dataset in datasets}
    unique = {
        dataset: {table: tuple(key for key in of_table.values() if key) for table, of_table in of_dataset.items()}
        for dataset, of_dataset in indexes.items()
    }
    return Landscape(
        now,
        states,
        conditions,
        tuple(read_changed_columns(connection)),
        read_landed_facts(connection, datasets),
        {dataset: read_columns(connection, dataset) for dataset in datasets},
        unique,
    )


def examine(metric: MetricDefinition, sandbox: Sandbox, landscape: Landscape) -> tuple[SourceTable, ...]:
    """Each table that the metric's statements read, by name."""
    return tuple(_examined(table, metric, sandbox, landscape) for table in metric.sql.tables)


def _examined(table: str, metric: MetricDefinition, sandbox: Sandbox, landscape: Landscape) -> SourceTable:
    dataset, _, name = table.partition(".")
    landed, found = landscape.states.get(table), landscape.columns.get(dataset, {}).get(name)
    condition = next((one for one in landscape.conditions if one.dataset == dataset and one.holds([table])), None)
    told = SourceTable(
        name=table,
        source_id=landed.source_id if landed else None,
        checked_at=landed.checked_at if landed else None,
        freshness=freshness(metric.period, landed.checked_at if landed else None, landscape.now),
        trouble=trouble_of(condition) if condition else None,
        trouble_since=condition.since if condition else None,
        disposition=landed.disposition if landed and landed.check else None,
        changed=_changed(table, metric, landscape),
    )
    if landed is None or found is None:
        return told
    columns = _columns_read(metric, table, found)
    request = Request(
        table=table,
        columns=tuple(columns),
        key=_key(landed, found),
        moment=_moment(table, columns, landscape),
        size=landscape.facts.standing[table].size if table in landscape.facts.standing else 0,
        known_rows=landed.total_rows if landed.check else None,
    )
    if frozenset(request.key) in landscape.unique.get(dataset, {}).get(name, ()):
        return replace(told, columns=columns, key="held", profile=profile_table(sandbox, replace(request, key=())))
    key: KeyState = "looked_at" if request.key else "unknown"
    return replace(told, columns=columns, key=key, profile=profile_table(sandbox, request))


def _changed(table: str, metric: MetricDefinition, landscape: Landscape) -> tuple[str, ...]:
    return tuple(
        f"{table}.{change.column} {change.what}"
        for change in landscape.changed
        if change.table == table
        and is_recent(landscape.now - change.found_at)
        and any(reads_column(statement, table, change.column) for statement in _statements(metric))
    )


def _key(landed: TableState, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of the key by the last load; none where one of them is gone."""
    key = landed.check.key_columns if landed.check else ()
    return key if set(key) <= columns.keys() else ()


def _moment(table: str, columns: Mapping[str, bool], landscape: Landscape) -> str | None:
    standing = landscape.facts.standing.get(table)
    return choose_moment(standing.moments if standing else (), columns)


def _columns_read(metric: MetricDefinition, table: str, columns: Mapping[str, str]) -> dict[str, bool]:
    """Of a table's columns those that a statement reads; whether one of them asks if it is NULL."""
    found = {}
    for column in columns:
        readers = [statement for statement in _statements(metric) if reads_column(statement, table, column)]
        if readers:
            found[column] = any(asks_for_null(statement, table, column) for statement in readers)
    return found


def _statements(metric: MetricDefinition) -> list[str]:
    sql = metric.sql
    return [statement for statement in (sql.value, sql.history, sql.crosscheck) if statement]

"""What marts knows about the tables behind a metric: up to when they were read, and how their source does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.marts.loads import read_source_conditions, read_table_states
from heartbeat.readings.registry import read_sources
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.freshness import freshness


def with_landed_facts(connection: psycopg.Connection[Any], page: dict[str, Any]) -> dict[str, Any]:
    """The page of a metric with the facts about its tables filled in; a table that never landed keeps its nulls."""
    states = read_table_states(connection)
    conditions = _conditions(connection)
    now = database_clock(connection)()
    tables = []
    for table in page["tables"]:
        landed = states.get(table["table"])
        condition = conditions.get(table["table"].partition(".")[0])
        facts: dict[str, Any] = {}
        if landed is not None:
            facts = {
                "source_id": table["source_id"] or landed.source_id,
                "checked_at": landed.checked_at,
                "total_rows": landed.total_rows,
                "load_id": landed.load_id,
                "freshness": _age(page, landed.checked_at, now),
                "state": "ok",
            }
        if condition is not None and (condition.holds([table["table"]]) or condition.error is None):
            facts |= {"state": condition.state, "error": condition.error}
        tables.append({**table, **facts})
    return {**page, "tables": tables}


def _conditions(connection: psycopg.Connection[Any]) -> dict[str, SourceCondition]:
    """By dataset, of deployed sources alone: nobody can mend what a source that is gone failed at last."""
    declared = {(source.source_id, dataset) for source in read_sources(connection) for dataset in source.datasets()}
    return {one.dataset: one for one in read_source_conditions(connection) if (one.source_id, one.dataset) in declared}


def _age(page: dict[str, Any], checked_at: datetime, now: datetime) -> str:
    return freshness(page["metric"]["period"], checked_at, now)

"""What marts knows about the tables behind a metric: up to when they were read, and how their source does."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.marts.loads import read_source_conditions, read_table_states
from heartbeat.readings.registry import read_sources
from heartbeat.rules.condition import of_deployed
from heartbeat.rules.freshness import freshness


def with_landed_facts(connection: psycopg.Connection[Any], page: dict[str, Any]) -> dict[str, Any]:
    """The page of a metric with the facts about its tables filled in; a table that never landed keeps its nulls."""
    states = read_table_states(connection)
    deployed = of_deployed(read_source_conditions(connection, states), read_sources(connection))
    conditions = {one.dataset: one for one in deployed}
    now = database_clock(connection)()
    tables = []
    for table in page["tables"]:
        facts: dict[str, Any] = {}
        if landed := states.get(table["table"]):
            facts = {
                "source_id": table["source_id"] or landed.source_id,
                "checked_at": landed.checked_at,
                "total_rows": landed.total_rows,
                "freshness": freshness(page["metric"]["period"], landed.checked_at, now),
            }
        condition = conditions.get(table["table"].partition(".")[0])
        if condition is not None and condition.holds([table["table"]]):
            facts["error"] = condition.error
        tables.append({**table, **facts})
    return {**page, "tables": tables}

"""The metrics that a beat considers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from heartbeat.definitions.model import MetricDefinition
from heartbeat.marts.loads import TableState, read_table_states
from heartbeat.readings.beats import Beat
from heartbeat.readings.commit import MetricState, read_states
from heartbeat.readings.registry import read_metrics


def choose(connection: psycopg.Connection[Any], beat: Beat, before: Mapping[str, TableState]) -> tuple[MetricDefinition, ...]:
    """The metrics to consider, in catalog order.

    For a wish for some metrics: these, those that read a table which was read since `before`, and, unless only measuring was
    wished for, those that are new, changed or failed last time.
    """
    metrics = read_metrics(connection)
    if beat.requested == "all":
        return metrics
    states = read_states(connection)
    fresh = {name for name, table in read_table_states(connection).items() if _is_fresh(table, before.get(name))}
    return tuple(
        metric
        for metric in metrics
        if metric.metric_id in beat.requested
        or not fresh.isdisjoint(metric.sql.tables)
        or (beat.ingest and _is_owed(metric, states.get(metric.metric_id)))
    )


def _is_fresh(table: TableState, before: TableState | None) -> bool:
    return before is None or table.checked_at != before.checked_at


def _is_owed(metric: MetricDefinition, state: MetricState | None) -> bool:
    """It is new, its definition changed, or it failed; one without data waits for its tables to be read."""
    if state is None or state.health != "ok":
        return state is None or state.health == "error"
    return state.definition_hash != metric.definition_hash

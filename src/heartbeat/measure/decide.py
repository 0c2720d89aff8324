"""Nothing new, no work: whether one metric is executed, carried forward or stands still in this beat, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.segments.model import RESERVED, SEGMENTS
from heartbeat.marts.loads import TableState
from heartbeat.readings.commit import MetricState

Action = Literal["execute", "carry", "stand_still", "report_missing"]


@dataclass(frozen=True)
class Decision:
    """What to do with a metric. `as_of` and `source_as_of` are UTC; the latter is null when a table was never read."""

    action: Action
    why: str
    as_of: datetime
    source_as_of: datetime | None
    new_definition: bool = False


@dataclass(frozen=True)
class Sight:
    """What a beat sees before it measures: its own instant (UTC) and the tables in marts by 'dataset.table'."""

    now: datetime
    tables: Mapping[str, TableState]


def decide(metric: MetricDefinition, state: MetricState | None, sight: Sight) -> Decision:
    """Decide what happens to a metric, given its last reading and the tables as they are now.

    A metric that reads the wall clock is as of the beat's instant; every other one is as of `source_as_of`, the oldest time at
    which one of its tables was read.
    """
    missing = [table for table in metric.sql.tables if table not in sight.tables]
    if missing:
        return _without_table(missing[0], state, sight)
    source_as_of = min((sight.tables[table].checked_at for table in metric.sql.tables), default=sight.now)
    as_of = sight.now if metric.sql.uses_now and not metric.sql.uses_as_of else source_as_of
    renewed = state is None or state.definition_hash != metric.definition_hash
    cause = _cause_to_execute(metric, state, sight, source_as_of)
    if cause:
        return Decision("execute", cause, as_of, source_as_of, renewed)
    if state is not None and state.source_as_of == source_as_of:
        return Decision("stand_still", _why_still(metric, sight, source_as_of), as_of, source_as_of)
    return Decision("carry", "its tables received no rows", as_of, source_as_of)


def _cause_to_execute(metric: MetricDefinition, state: MetricState | None, sight: Sight, source_as_of: datetime) -> str:
    if state is None or state.health != "ok" or state.definition_hash != metric.definition_hash:
        return _cause_in_its_past(state)
    if metric.sql.uses_now:
        return "it reads the wall clock"
    if not metric.sql.tables:
        return "it reads no table"
    if not metric.sql.uses_as_of:  # then a row counts as soon as it is there, also while another table stands still
        return _new_rows(metric, state, sight)
    return "" if state.source_as_of == source_as_of else "its tables have been read since"


def _cause_in_its_past(state: MetricState | None) -> str:
    if state is None:
        return "it is new"
    if state.health != "ok":
        return "it had no data last time" if state.health == "no_data" else "it failed last time"
    return "its definition changed"


def _new_rows(metric: MetricDefinition, state: MetricState, sight: Sight) -> str:
    for table in metric.sql.tables:
        if state.loads.get(table, "") != sight.tables[table].load_id:
            return f"{table} received rows"
    return ""


def _why_still(metric: MetricDefinition, sight: Sight, source_as_of: datetime) -> str:
    oldest = [table for table in metric.sql.tables if sight.tables[table].checked_at == source_as_of]
    if len(oldest) == len(metric.sql.tables):
        return "no table it reads has been read since"
    others = "" if metric.sql.uses_as_of else ", and the others received no rows"
    return f"{oldest[0]} has not been read since{others}"


def _without_table(table: str, state: MetricState | None, sight: Sight) -> Decision:
    dataset, _, name = table.partition(".")
    others = [landed.removeprefix(f"{dataset}.") for landed in sight.tables if landed.startswith(f"{dataset}.")]
    # Where others landed, waiting is not what helps.
    why = f"table {table} has not landed yet" + (", though others of its dataset have" if others else "")
    if dataset == SEGMENTS:
        why = f"segment {name} has no snapshot yet" if name not in RESERVED else "no segment has a snapshot yet"
    elif near := nearest(name, others):
        why += f"; did you mean {dataset}.{near}?"
    told = state is not None and state.health == "no_data" and state.error == why
    return Decision("stand_still" if told else "report_missing", why, sight.now, None)

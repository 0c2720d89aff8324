"""Everything that is read for the page of sources, once, before any of it is put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.definitions.model import SourceDefinition, WorkspaceSettings
from heartbeat.definitions.segments.model import SEGMENTS
from heartbeat.errors import NotDeployed
from heartbeat.marts.books.backfill import Backfilled, read_backfilled
from heartbeat.marts.landed.facts import LandedFacts, read_landed_facts
from heartbeat.marts.loads import ChangedColumn, TableState, read_changed_columns, read_source_conditions, read_table_states
from heartbeat.readings.registry import read_metrics, read_sources, read_workspace
from heartbeat.rules.condition import SourceCondition, of_deployed

_EACH_HOUR = "17 * * * *"


@dataclass(frozen=True)
class Landscape:
    """The sources as deployed, and what has landed of them. Tables are named `dataset.table`; times are UTC."""

    now: datetime
    timezone: str
    beat: str  # cron expression of beats
    sources: tuple[SourceDefinition, ...]
    states: Mapping[str, TableState]
    conditions: Mapping[str, SourceCondition]  # by dataset, of deployed sources
    facts: LandedFacts
    backfilled: Mapping[str, Backfilled]  # first loads that go on at this moment, by source
    changed: Mapping[str, list[ChangedColumn]]  # by table
    readers: Mapping[str, list[str]]  # metrics that read a table

    @property
    def claimed(self) -> set[str]:
        """The datasets of deployed sources."""
        return {dataset for source in self.sources for dataset in source.datasets()}


def survey(connection: psycopg.Connection[Any]) -> Landscape:
    """Read all of it. Before the first deploy there are no sources; what has landed is known all the same."""
    try:
        settings = read_workspace(connection).settings
    except NotDeployed:
        settings = WorkspaceSettings("", schedule={"beat": _EACH_HOUR})
    states = {name: state for name, state in read_table_states(connection).items() if state.dataset != SEGMENTS}
    sources = read_sources(connection)
    conditions = of_deployed(read_source_conditions(connection, states), sources)
    datasets = {state.dataset for state in states.values()} | {name for source in sources for name in source.datasets()}
    changed: dict[str, list[ChangedColumn]] = defaultdict(list)
    for change in read_changed_columns(connection):
        changed[change.table].append(change)
    readers: dict[str, list[str]] = defaultdict(list)
    for metric in read_metrics(connection):
        for table in (name for name in metric.sql.tables if not name.startswith(f"{SEGMENTS}.")):
            readers[table].append(metric.metric_id)
    return Landscape(
        now=database_clock(connection)(),
        timezone=settings.timezone,
        beat=settings.schedule["beat"],
        sources=sources,
        states=states,
        conditions={one.dataset: one for one in conditions},
        facts=read_landed_facts(connection, datasets),
        backfilled=read_backfilled(connection),
        changed=changed,
        readers=readers,
    )

"""What is deployed, read once for the pages that tell of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from heartbeat.definitions.model import MetricDefinition, SourceDefinition
from heartbeat.marts.loads import TableState, read_table_states
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.readings.overview.catalog import read_catalog
from heartbeat.readings.overview.documented import Documented, read_documented
from heartbeat.readings.registry import read_metrics, read_sources


@dataclass(frozen=True)
class Facts:
    """One moment of a workspace."""

    name: str = ""
    metrics: Mapping[str, MetricDefinition] = field(default_factory=dict)  # by id, in catalog order
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what the catalog tells of each
    sources: tuple[SourceDefinition, ...] = ()
    tables: Mapping[str, TableState] = field(default_factory=dict)  # by dataset.table
    documented: Documented = field(default_factory=Documented)

    def readers(self) -> Mapping[str, list[str]]:
        """The metrics that read each table."""
        found: dict[str, list[str]] = defaultdict(list)
        for metric in self.metrics.values():
            for name in metric.sql.tables:
                found[name].append(metric.metric_id)
        return found

    def source_of(self, table: str) -> str | None:
        """The source that fills a table."""
        dataset = table.partition(".")[0]
        return next((source.source_id for source in self.sources if dataset in source.datasets()), None)


def read_facts(connection: psycopg.Connection[Any]) -> Facts:
    """Read all of it; before the first deploy there is nothing to tell."""
    return Facts(
        name=settings_or_defaults(connection).name,
        metrics={metric.metric_id: metric for metric in read_metrics(connection)},
        entries={entry["metric_id"]: entry for entry in read_catalog(connection)},
        sources=read_sources(connection),
        tables=read_table_states(connection),
        documented=read_documented(connection),
    )

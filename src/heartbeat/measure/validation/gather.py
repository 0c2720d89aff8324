"""Collects the findings of one audit: each fact from the room that has it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.document import read_text
from heartbeat.definitions.problem import Findings as Problems
from heartbeat.marts.loads import TableState, read_table_states
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.validation.compare import compute, crosscheck, replay
from heartbeat.measure.validation.crossings import WINDOWS, crossings
from heartbeat.measure.validation.findings import Computed, Crosscheck, Findings, Published, Second, SourceTable, Standing
from heartbeat.measure.validation.tables import Landscape, examine
from heartbeat.readings.audits import read_days_as_of, read_reading_record, read_standing
from heartbeat.readings.commit import MetricState, read_states
from heartbeat.readings.deployed.workspace import DeployedWorkspace
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.rules.days import day_of, zone
from heartbeat.rules.status import Lines, TypicalBand

READINGS_DAYS = 90
FileState = Literal["same", "differs", "gone"]


@dataclass(frozen=True)
class Office:
    """Where metrics are audited: a connection of role worker (autocommit), the sandbox, the workspace on disk and as deployed."""

    connection: psycopg.Connection[Any]
    sandbox: Sandbox
    folder: Path
    workspace: DeployedWorkspace

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return zone(self.workspace.settings.timezone)


@dataclass(frozen=True)
class _Compared:
    computed: Computed
    crosscheck: Crosscheck
    is_disturbed: bool


def gather(office: Office, metric: MetricDefinition, landscape: Landscape) -> Findings:
    """Find out everything that an audit tells of one deployed metric."""
    connection = office.connection
    page = read_metric_page(connection, metric.metric_id)
    state = read_states(connection).get(metric.metric_id)
    published = _published(page["metric"], metric, state)
    tables = examine(metric, state, office.sandbox, landscape)
    as_of = _as_of(metric, published, tables, landscape.now)
    today = day_of(landscape.now, office.zone)
    after = today - timedelta(days=max(WINDOWS) + 1)
    record = read_days_as_of(connection, metric.metric_id, definition_hash=metric.definition_hash, after=after)
    compared = _compared(office, metric, as_of, tables)
    return Findings(
        metric=metric,
        settings=office.workspace.settings,
        git_commit=page["definition"]["git_commit"],
        now=landscape.now,
        as_of=as_of,
        file_state=file_state(office.folder, metric),
        published=published,
        computed=compared.computed,
        is_disturbed=compared.is_disturbed,
        crosscheck=compared.crosscheck,
        replay=replay(metric, office.sandbox, record, as_of or landscape.now, office.zone),
        tables=tables,
        crossed=crossings(metric, published.lines, record, today),
        readings=read_reading_record(connection, metric.metric_id, now=landscape.now, days=READINGS_DAYS),
        standing=Standing(**vars(read_standing(connection, metric.metric_id, definition_hash=metric.definition_hash))),
        record=record,
    )


def file_state(folder: Path, metric: MetricDefinition) -> FileState:
    """Whether the metric's file on disk is the one that was deployed."""
    path = folder / metric.file
    text = read_text(path, Problems(metric.file))
    if text is None:
        return "differs" if path.exists() else "gone"
    return "same" if hashlib.sha256(text.encode()).hexdigest() == metric.content_hash else "differs"


def _published(entry: dict[str, Any], metric: MetricDefinition, state: MetricState | None) -> Published:
    return Published(
        **{name: entry[name] for name in ("value", "n", "status", "reason", "health", "error", "freshness", "owner")},
        as_of=_moment(entry["as_of"]),
        computed_at=_moment(entry["computed_at"]),
        since=datetime.fromisoformat(entry["since"]),
        lines=Lines(entry["direction"], entry["norm_value"], entry["alert_value"], entry["target_value"]),
        typical=TypicalBand(**entry["typical"]) if entry["typical"] else None,
        verification_state=entry["verification_state"],
        is_of_this_definition=state is not None and state.definition_hash == metric.definition_hash,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _as_of(metric: MetricDefinition, published: Published, tables: tuple[SourceTable, ...], now: datetime) -> datetime | None:
    """The moment to compare at: that of the published value, else up to when its tables have been read; null without them.

    What reads the clock cannot be asked again as of a moment that has passed.
    """
    if any(table.profile is None for table in tables):
        return None
    if metric.sql.uses_now and not metric.sql.uses_as_of:
        return now
    if published.as_of is not None and published.is_of_this_definition:
        return published.as_of
    return min((table.checked_at for table in tables if table.checked_at), default=now)


def _compared(office: Office, metric: MetricDefinition, as_of: datetime | None, tables: tuple[SourceTable, ...]) -> _Compared:
    """The value and what stands against it. Where rows arrive between the two, both are asked once more."""
    if as_of is None:
        missing = next(table.name for table in tables if table.profile is None)
        by: Second = "crosscheck" if metric.sql.crosscheck else "history" if metric.sql.history else "none"
        return _Compared(Computed(None, missing=f"table {missing} has not landed"), Crosscheck(by), is_disturbed=False)
    for _ in range(2):
        before = _loads(office, metric)
        computed = compute(metric, office.sandbox, as_of)
        checked = crosscheck(metric, office.sandbox, as_of, computed, office.zone)
        is_disturbed = _loads(office, metric) != before
        if not is_disturbed:
            break
    return _Compared(computed, checked, is_disturbed)


def _loads(office: Office, metric: MetricDefinition) -> dict[str, str | None]:
    states: dict[str, TableState] = read_table_states(office.connection)
    return {table: states[table].load_id for table in metric.sql.tables if table in states}

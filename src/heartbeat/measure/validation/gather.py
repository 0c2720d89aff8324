"""Collects the findings of one audit: each fact from the room that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from heartbeat.measure.validation.crossings import crossings
from heartbeat.measure.validation.findings import Computed, Crosscheck, Findings, Published, Second, SourceTable
from heartbeat.measure.validation.tables import Landscape, examine
from heartbeat.readings.audits import (
    DayAsOf,
    ReadingRecord,
    RecordedStanding,
    read_days_as_of,
    read_reading_record,
    read_standing,
)
from heartbeat.readings.commit import MetricState, read_states
from heartbeat.readings.deployed.workspace import DeployedWorkspace
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.readings.verdicts.ruling import RuledMetric, read_ruled_metric
from heartbeat.rules.days import day_of, zone
from heartbeat.rules.status import Lines, TypicalBand

READINGS_DAYS = 90
RECORD_DAYS = 60  # in which the last days are looked for that can be computed again
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
class _Known:
    """What the read model knows of one metric, in one snapshot: a beat that publishes meanwhile changes none of it."""

    page: dict[str, Any]
    state: MetricState | None
    record: tuple[DayAsOf, ...]
    ruled: RuledMetric
    readings: ReadingRecord
    standing: RecordedStanding


@dataclass(frozen=True)
class _Compared:
    """The value and what stands against it; `loads` are those of its tables when both had been run."""

    computed: Computed
    crosscheck: Crosscheck
    is_disturbed: bool
    loads: Mapping[str, str | None]


def gather(office: Office, metric: MetricDefinition, landscape: Landscape) -> Findings:
    """Find out everything that an audit tells of one deployed metric.

    Raises:
        MetricNotFound: it was removed meanwhile.
        DatabaseUnavailable: Postgres went away.
    """
    known = _read_known(office.connection, metric, landscape.now, office.zone)
    published = _published(known.page["metric"], metric, known.state)
    tables = examine(metric, office.sandbox, landscape)
    as_of = _as_of(metric, published, tables, landscape.now)
    compared = _compared(office, metric, as_of, tables)
    return Findings(
        metric=metric,
        settings=office.workspace.settings,
        git_commit=known.page["definition"]["git_commit"],
        now=landscape.now,
        as_of=as_of,
        file_state=file_state(office.folder, metric),
        published=published,
        computed=compared.computed,
        is_disturbed=compared.is_disturbed,
        crosscheck=compared.crosscheck,
        replay=replay(metric, office.sandbox, known.record, as_of, office.zone),
        tables=tuple(_with_arrivals(table, known.state, compared.loads) for table in tables),
        crossed=crossings(known.ruled),
        readings=known.readings,
        standing=known.standing,
    )


def _read_known(connection: psycopg.Connection[Any], metric: MetricDefinition, now: datetime, timezone: ZoneInfo) -> _Known:
    name, definition_hash = metric.metric_id, metric.definition_hash
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        return _Known(
            read_metric_page(connection, name),
            read_states(connection).get(name),
            read_days_as_of(
                connection, name, definition_hash=definition_hash, after=day_of(now, timezone) - timedelta(days=RECORD_DAYS)
            ),
            read_ruled_metric(connection, name, now=now),
            read_reading_record(connection, name, now=now, days=READINGS_DAYS),
            read_standing(connection, name, definition_hash=definition_hash),
        )


def _with_arrivals(table: SourceTable, state: MetricState | None, loads: Mapping[str, str | None]) -> SourceTable:
    """The table, with whether rows came into it since the published value was computed, also while it was audited."""
    since = state is None or table.name not in loads or state.loads.get(table.name) != loads[table.name]
    return replace(table, received_rows=since)


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
        return _Compared(Computed(None, missing=f"table {missing} has not landed"), Crosscheck(by), is_disturbed=False, loads={})
    for _ in range(2):
        before = _loads(office, metric)
        computed = compute(metric, office.sandbox, as_of)
        checked = crosscheck(metric, office.sandbox, as_of, computed, office.zone)
        after = _loads(office, metric)
        if after == before:
            break
    return _Compared(computed, checked, after != before, after)


def _loads(office: Office, metric: MetricDefinition) -> dict[str, str | None]:
    states: dict[str, TableState] = read_table_states(office.connection)
    return {table: states[table].load_id for table in metric.sql.tables if table in states}

"""What an audit found, as frozen facts: the rules judge them and the document tells them, and neither asks a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.definitions.sql.tokens import statement_hash
from heartbeat.marts.landed.columns import TableProfile
from heartbeat.readings.audits import ReadingRecord, RecordedStanding
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.status import Health, Lines, Reason, Status, TypicalBand

Second = Literal["crosscheck", "history", "none"]
"""What stands against the value: its `-- crosscheck`, its `-- history`, or nothing that was formulated a second time."""


KeyState = Literal["held", "looked_at", "unknown"]
"""Whether a unique index holds the key of a table, or its rows were looked at where that was cheap, or no key is known."""


@dataclass(frozen=True)
class Computed:
    """What one statement gave: a value, or in words why there is none. `error` says that it failed rather than found nothing."""

    value: float | None
    n: int | None = None
    missing: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Published:
    """What the screens show of the metric. Times are UTC; null before its first value. Lines and owner are those of today."""

    value: float | None
    n: int | None
    as_of: datetime | None
    computed_at: datetime | None
    status: Status
    reason: Reason
    since: datetime
    health: Health
    error: str | None
    freshness: Freshness
    lines: Lines
    typical: TypicalBand | None
    owner: str | None
    verification_state: str
    is_of_this_definition: bool = True


@dataclass(frozen=True)
class SourceTable:
    """One table that the SQL reads: up to when it was read, and what ails its source. `profile` is null where it is not there.

    `columns` are those that the SQL reads, each with whether the SQL itself asks if it is NULL.
    """

    name: str
    source_id: str | None
    checked_at: datetime | None
    freshness: Freshness
    trouble: str | None  # of its source, in a word or two
    disposition: str | None
    trouble_since: datetime | None
    received_rows: bool = False  # since the published value was computed, until both statements had been run
    columns: Mapping[str, bool] = field(default_factory=dict)
    profile: TableProfile | None = None
    key: KeyState = "unknown"
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayCompared:
    """A day of the record beside what a statement says of it now. `now` is null where it gives no value."""

    d: date
    recorded: float
    now: float | None
    agrees: bool


@dataclass(frozen=True)
class Replay:
    """Days of the record, newest first, computed again. `stopped` says in words why it is not all of them."""

    days: tuple[DayCompared, ...] = ()
    stopped: str | None = None

    @property
    def differing(self) -> tuple[DayCompared, ...]:
        """The days on which the two do not agree, newest first."""
        return tuple(day for day in self.days if not day.agrees)


@dataclass(frozen=True)
class Crosscheck:
    """The value beside a second formulation. `other` is null where that one is `-- history`, which tells days."""

    by: Second
    other: Computed | None = None
    agrees: bool | None = None
    replay: Replay = Replay()


@dataclass(frozen=True)
class Crossed:
    """How the law of today divides the last `days` days, of which `judged` have a value; `pages` are incidents that open.

    `longest_red` is in days. `worst` and `spread` (standard deviation) of the values are null without any.
    """

    days: int
    judged: int
    red: int
    amber: int
    pages: int
    longest_red: int
    worst: float | None
    spread: float | None


@dataclass(frozen=True)
class Findings:
    """Everything that one audit found. `now` is its moment (UTC), `as_of` that of the values compared (null: none possible)."""

    metric: MetricDefinition
    settings: WorkspaceSettings
    git_commit: str | None
    now: datetime
    as_of: datetime | None
    file_state: Literal["same", "differs", "gone"]
    published: Published
    computed: Computed
    is_disturbed: bool  # rows arrived between the statements, twice
    crosscheck: Crosscheck
    replay: Replay
    tables: tuple[SourceTable, ...]
    crossed: tuple[Crossed, ...]  # over 90 and 365 days
    readings: ReadingRecord
    standing: RecordedStanding

    @property
    def is_crosscheck_copied(self) -> bool:
        """Whether the second formulation is the first one, spaces, comments and capitals apart: it can only agree."""
        sql = self.metric.sql
        return sql.crosscheck is not None and statement_hash(sql.crosscheck) == statement_hash(sql.value)

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """The tables that have not landed, or are gone."""
        return tuple(table.name for table in self.tables if table.profile is None)

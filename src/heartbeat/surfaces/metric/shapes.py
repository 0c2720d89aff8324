"""The answer of `GET /api/metrics/{metric_id}`; those about an edit are beside it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from heartbeat.definitions.model import Direction, Period
from heartbeat.rules.days import Past
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.status import Health, Reason, Status
from heartbeat.surfaces.metric.audit_shapes import AuditShape
from heartbeat.wire.edits import PersonShape
from heartbeat.wire.shapes import LinkedCutShape, MetricShape, Shape, Utc


class DefinitionShape(Shape):
    """The metric's file, as deployed."""

    metric_id: str
    file: str
    area: str
    description: str
    how_to_read: str
    """Markdown, as methodology is."""
    how_to_read_html: str
    methodology: str | None
    methodology_html: str | None
    sources: list[str]
    """As declared in the file's header."""
    tables: list[str]
    """`dataset.table` that the SQL reads."""
    value_sql: str
    history_sql: str | None
    crosscheck_sql: str | None
    uses_as_of: bool
    backfill: bool
    """As declared; `past` says whether it can be done."""
    past: Past
    """How days before the first reading are computed: by the history statement, by the same SQL at a past `:as_of`, or not."""
    min_n: int | None
    definition_hash: str
    git_commit: str | None
    deployed_at: Utc


class DeployedDefinitionShape(Shape):
    """One definition that was deployed under the metric's id: what it computes, and so what the days with its hash mean."""

    definition_hash: str
    period: Period
    unit: str
    direction: Direction
    value_sql: str
    history_sql: str | None
    deployed_at: Utc
    """When it counted first."""
    git_commit: str | None


class DayShape(Shape):
    """The value of one calendar day in the workspace's time zone."""

    d: date
    value: float
    text: str
    """The value as people read it, in the unit of its own definition; print it, as all texts here, and do not format it again."""
    n: int | None
    status: Status | None
    """Null for a day that was computed later: nobody was shown a verdict."""
    origin: Literal["observed", "backfill"]
    definition_hash: str
    changed: str | None
    """On the first day of another definition, what is different in it, in words; else null."""


class DayTypicalShape(Shape):
    """What was typical before a day: one standard deviation around the mean of the days before it."""

    low: float
    high: float
    text: str


class HistoryPointShape(DayShape):
    """One day of a deployed metric, held against the days before it that the same definition computed."""

    typical: DayTypicalShape | None
    """Null with fewer than 14 days before it, and for a metric that its own history does not judge."""
    far_from_typical: bool
    """Two standard deviations or more, on a side that counts."""


class LinesShape(Shape):
    """The lines as they were for a stretch of days, in the unit of today."""

    since: date | None
    """The first day of the stretch; null for the oldest, which reaches back as far as the history does."""
    norm_value: float | None
    alert_value: float | None
    target_value: float | None
    norm: str | None
    alert: str | None
    target: str | None


class StatusChangeShape(Shape):
    """One change of status that a board has shown."""

    at: Utc
    status_from: Status = Field(alias="from")
    status_to: Status = Field(alias="to")
    cause: Literal["reading", "operator", "deploy", "typical"]


class FailureShape(Shape):
    """Readings on end that gave no value."""

    since: Utc
    until: Utc | None
    """When the next good reading was made; null while there is none."""
    readings: int
    health: Literal["error", "no_data"]
    error: str | None


class MetricTableShape(Shape):
    """One landed table that the metric reads."""

    table: str
    source_id: str | None
    checked_at: Utc | None
    """Up to when the source's table has been read."""
    total_rows: int | None
    freshness: Freshness
    error: str | None
    """Why it was not read since, if it was not."""


class OperatorChangeShape(Shape):
    """One edit made by a person."""

    at: Utc
    by: str
    """Who, as given; `deploy` where a changed file set the value or ended a verification, `ingest` where a column did."""
    column: str
    value_from: str | None = Field(alias="from")
    value_to: str | None = Field(alias="to")
    reason: str | None
    definition_hash: str | None
    """Of the definition that stood then; null for changes made before this was kept."""


class LoggedChangeShape(OperatorChangeShape):
    """One edit in the log of a metric, with its values as people read them."""

    text_from: str | None
    """A line or a target in display units; anything else as it is, null for unset."""
    text_to: str | None


class ReadingShape(Shape):
    """One computation of the metric."""

    as_of: Utc
    computed_at: Utc
    value: float | None
    text: str | None
    n: int | None
    status: Status
    reason: Reason
    health: Health
    error: str | None
    seconds: float | None
    carried: bool
    """Nothing that it reads had changed: the value before it stands."""
    beat_id: int
    definition_hash: str
    loads: dict[str, str | None]
    """The load of each landed table that the value rests on."""
    rows_read: int | None
    """Rows that the statement read from tables; null where none ran."""


class TypicalTextShape(Shape):
    """The band of what is typical, as people read it: one standard deviation around the mean."""

    low: str
    high: str


class VerifiedDefinitionShape(Shape):
    """What was verified, where something else is deployed by now: compare it with `definition`."""

    period: Period
    unit: str
    direction: Direction
    value_sql: str
    history_sql: str | None
    deployed_at: Utc
    git_commit: str | None


class VerificationShape(Shape):
    """Who stands behind the number, and for what."""

    state: Literal["unverified", "verified", "changed"]
    by: str | None
    """Who verified it last; null while nobody has, or after it was withdrawn."""
    at: Utc | None
    reason: str | None
    definition_hash: str | None
    """Of the definition that was verified."""
    changed_at: Utc | None
    """Since when the state is `changed`."""
    changed_because: str | None
    """What changed since it was verified, in words: its definition, or a column that it reads."""
    verified_definition: VerifiedDefinitionShape | None
    """What was verified, where another definition is deployed."""


class MetricPageShape(Shape):
    """Everything known about one metric."""

    metric: MetricShape
    edit_version: str
    """Also in the header `ETag`: stands for the six operator columns and the definition. An edit sends it in `If-Match`."""
    verification: VerificationShape
    judged: bool
    """Whether a value was ever judged: false while all were missing or over too few rows, and `status` only waits in amber."""
    typical_text: TypicalTextShape | None
    """Null where `metric.typical` is null."""
    target_distance_text: str | None
    """How far the value is from the target, such as `1.2 pp`; null without both, and where the target is reached."""
    definition: DefinitionShape
    definitions: list[DeployedDefinitionShape]
    """Every definition since the first, oldest first. History and typical never cross from one into the next."""
    history: list[HistoryPointShape]
    """All days, oldest first."""
    lines: list[LinesShape]
    """The lines over time, oldest first; the last are those of today."""
    status_changes: list[StatusChangeShape]
    """The newest 400, newest first."""
    failures: list[FailureShape]
    """The newest 50 stretches without a value, newest first."""
    tables: list[MetricTableShape]
    operator_changes: list[LoggedChangeShape]
    """All edits, newest first."""
    people: list[PersonShape]
    """Whom `people` and `operators` of heartbeat.yaml name: who may own a metric, by name."""
    readings: list[ReadingShape]
    """The newest 50, newest first."""
    audits: list[AuditShape]
    """The newest 20 that `heartbeat validate` made, newest first."""
    cuts: list[LinkedCutShape]
    """The cuts that belong to it: what explains it first."""


class PastShape(Shape):
    """The days of a metric that is or was deployed."""

    metric_id: str
    code: str
    name: str
    period: Period
    unit: str
    direction: Direction
    decimals: int | None
    file: str
    retired_at: Utc | None
    """Null while it is deployed."""
    retired_commit: str | None
    timezone: str
    definitions: list[DeployedDefinitionShape]
    """Oldest first."""
    days: list[DayShape]
    """All days that a board has shown, oldest first."""

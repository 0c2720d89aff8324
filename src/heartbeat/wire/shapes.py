"""Shapes that more than one surface answers with: they document the API, and stored documents are served as they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from heartbeat.clock import utc_text
from heartbeat.definitions.cuts.model import CutRole
from heartbeat.definitions.model import Direction, Period
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.placement import TileClass
from heartbeat.rules.status import Health, Reason, Status

Utc = Annotated[datetime, PlainSerializer(utc_text, return_type=str, when_used="json")]
"""A moment in UTC, written as `2026-11-21T04:00:00Z`."""


class Shape(BaseModel):
    """The base of every answer: frozen, and every field always present."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class ErrorShape(Shape):
    """Every error has this shape, whatever its HTTP status."""

    code: str
    """Stable name of the error; `docs/errors.md` lists them all."""
    message: str
    """What happened, and where."""
    hint: str
    """What to do next; empty when there is nothing to do."""


class TypicalShape(Shape):
    """What is usual for a metric by its own history."""

    mean: float
    stddev: float
    n: int


class IncidentShape(Shape):
    """An alert with a life. Boards of an older version lack what has a default; one of a factory is not promised to clients."""

    id: int
    state: str
    """`pending`, `firing` or `recovering`."""
    acked_by: str | None
    acked_at: Utc | None
    severity: Literal["red", "amber"] | None = None
    since: Utc | None = None
    """When it fired; of one that is pending, when it began."""
    flapping: bool = Field(default_factory=bool)
    told: bool = Field(default_factory=bool)
    """Whether a message of it was let go to anybody."""
    gate: list[str] = Field(default_factory=list)
    """Why nobody is told of it: `unverified`, `changed`, `no_owner`; empty where somebody may be."""


class QuietedShape(Shape):
    """Somebody does not want messages of a metric for a while. Nothing of it is hidden."""

    kind: Literal["snooze", "silence", "mute"]
    until: Utc | None
    """Null: without an end."""
    by: str


class LinkedCutShape(Shape):
    """A cut that belongs to a metric."""

    cut_id: str
    page: str
    """The audit page on which it stands."""
    title: str
    role: CutRole
    """`explains`: shows why the metric is what it is; `drilldown`: lists what it is made of."""


class LastChangeShape(Shape):
    """The last change of a metric's status."""

    at: Utc
    from_status: Status = Field(alias="from")
    value_before: float | None


class DisplayShape(Shape):
    """The strings as people read them, made once; clients print them and never format a number themselves."""

    prefix: str
    """A currency sign, or empty."""
    value: str
    unit: str
    """What is printed small after the number: `%`, `m`, `h`, or empty."""
    norm: str | None
    alert: str | None
    target: str | None
    change: str | None
    """Against seven days before."""
    text: str
    """Prefix, value and unit in one string."""


class MetricShape(Shape):
    """One metric as the wall shows it."""

    metric_id: str
    code: str
    name: str
    area: str
    period: Period
    unit: str
    decimals: int | None
    value: float | None
    """The last good value; `health` tells whether the last attempt was good."""
    n: int | None
    placement: TileClass = Field(alias="class")
    """Where the tile stands: red, amber, stale or normal."""
    status: Status
    reason: Reason
    freshness: Freshness
    health: Health
    health_since: Utc
    error: str | None
    cause: str | None
    """Why it is stale or failing, in words."""
    since: Utc
    changed: LastChangeShape | None
    priority: int
    as_of: Utc | None
    computed_at: Utc | None
    source_as_of: Utc | None
    verification_state: Literal["unverified", "verified", "changed"]
    owner: str | None
    """Email of the person who answers for the number."""
    owner_name: str | None
    """How `people` of heartbeat.yaml calls them; null where it does not."""
    direction: Direction
    norm_value: float | None
    alert_value: float | None
    target_value: float | None
    target_due_date: date | None
    target_hit: bool
    target_overdue: bool
    """`target_due_date` is over, by the workspace's time zone, and the target is not reached."""
    typical: TypicalShape | None
    incident: IncidentShape | None
    """The open one. Boards that an older version stored lack parts of it, as they lack `quieted`."""
    quieted: QuietedShape | None = None
    display: DisplayShape
    spark: list[tuple[date, float]]
    """The last 30 days, oldest first."""

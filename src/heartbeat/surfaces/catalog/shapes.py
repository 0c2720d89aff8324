"""The answer of `GET /api/metrics`."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from heartbeat.definitions.model import Direction, Period
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.life.stage import Stage, Verdict, VerificationState
from heartbeat.rules.placement import TileClass
from heartbeat.rules.status import Health, Reason, Status
from heartbeat.wire.shapes import LinkedCutShape, Shape, Utc


class CostShape(Shape):
    """What its statement costs: the newest run, and the last ones, twenty-four at most."""

    runs: int
    at: Utc
    seconds: float
    rows_read: int | None
    median_seconds: float
    longest_seconds: float


class LastAuditShape(Shape):
    """The newest audit that `heartbeat validate` made."""

    audit_id: int
    audited_at: Utc
    verdict: Verdict
    is_of_this_definition: bool
    """False when the metric computes something else since."""


class RetirementShape(Shape):
    """Its file is gone, its history stays."""

    at: Utc
    days: int
    """Of history that are kept."""
    first_day: date | None
    last_day: date | None


class CatalogMetricShape(Shape):
    """One metric that is or was deployed. What only a deployed one has is null for one that is retired."""

    metric_id: str
    code: str
    name: str
    area: str
    """The folder below metrics/; empty at the top."""
    file: str
    owner: str | None
    owner_name: str | None
    """How `people` of heartbeat.yaml calls them; null where it does not, and of a retired metric."""
    period: Period
    unit: str
    direction: Direction
    priority: int
    stage: Stage
    """Where it stands in its life; `docs/metric-life.md` says what leads from one to the next."""
    next_step: str | None
    """What brings it to the next stage, with the command between backticks; null where nothing has to be done."""
    placement: TileClass | None = Field(alias="class")
    """Where its tile stands on the wall."""
    status: Status | None
    reason: Reason | None
    freshness: Freshness | None
    health: Health | None
    cause: str | None
    """Why it is stale or failing, in words."""
    since: Utc | None
    """When the status began."""
    value: float | None
    text: str | None
    """The value as people read it."""
    norm: str | None
    """The amber line as people read it, as `alert`, the red one, and `target`."""
    alert: str | None
    target: str | None
    target_hit: bool | None
    as_of: Utc | None
    source_as_of: Utc | None
    computed_at: Utc | None
    verification_state: VerificationState | None
    verified_by: str | None
    verified_at: Utc | None
    deployed_at: Utc | None
    audit: LastAuditShape | None
    """Null while nobody audited it."""
    cost: CostShape | None
    """Null for one that never ran."""
    cuts: list[LinkedCutShape]
    """The cuts that belong to it: what explains it first; empty for a retired one."""
    retired: RetirementShape | None
    """Null while it is deployed."""


class CatalogShape(Shape):
    """Every metric."""

    workspace: str
    timezone: str
    board_version: int
    """Of the board that these rows are from."""
    published_at: Utc | None
    metrics: list[CatalogMetricShape]
    """In the order of the wall, then those that no board has shown, then the retired ones."""

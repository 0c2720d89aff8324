"""The inbox of incidents: what `GET /api/alerts` and `GET /api/alerts/incidents/{incident_id}` answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.definitions.alerting.model import ChannelKind, Severity
from heartbeat.rules.status import Reason, Status
from heartbeat.surfaces.alerts.message_shapes import DeliveryShape
from heartbeat.wire.shapes import Shape, Utc

IncidentKind = Literal["threshold", "health", "source", "channel", "beats"]
IncidentState = Literal["pending", "firing", "recovering", "closed"]
ClosedReason = Literal["resolved", "cleared", "edited", "unverified", "changed", "no_owner", "retired"]
GateReason = Literal["unverified", "changed", "no_owner", "no_channel", "snoozed", "silenced", "muted"]
DeliveryState = Literal["delivered", "waiting", "retrying", "dead", "ambiguous", "suppressed", "none"]
QuietKind = Literal["snooze", "silence", "mute"]


class AlertsQuery(BaseModel):
    """Which incidents."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    state: Literal["open", "closed", "all"] = "open"
    """`all`: the open ones, and then a page of the closed ones."""
    before: str | None = Field(default=None, pattern=r"^[0-9]{1,20}-[0-9]{1,19}$")
    """Only those closed before: `older` of the page before."""
    limit: int = Field(default=50, ge=1, le=200)
    """Of closed ones; open ones are told all."""


class NamedMetricShape(Shape):
    """A metric by its names."""

    metric_id: str
    code: str | None
    name: str | None
    """Null, as the code, when it is not deployed any more."""


class LineShape(Shape):
    """A line as people read it."""

    name: Literal["alert_value", "norm_value", "typical"]
    text: str


class IncidentMetricShape(NamedMetricShape):
    """The metric that an incident is about, as the board shows it, with what an edit stands on."""

    area: str
    owner: str | None
    owner_name: str | None
    verification_state: Literal["unverified", "verified", "changed"]
    status: Status
    reason: Reason
    text: str
    """The value as people read it."""
    line: LineShape | None
    """The one that it is or was beyond."""
    edit_version: str
    """For `If-Match` of `PATCH /api/metrics/{metric_id}/verification`: owner and verification are one click away."""


class QuietShape(Shape):
    """What keeps messages back by the will of a person."""

    kind: QuietKind
    until: Utc | None
    """Null: without an end."""
    by: str
    reason: str
    silence_id: int


class GateShape(Shape):
    """Whether anybody would be told of it now, and if not, why."""

    open: bool
    reasons: list[GateReason]
    """All that hold, the one that is recorded with a suppressed message first."""


class DeliverySummaryShape(Shape):
    """What became of the newest that an incident had to tell."""

    state: DeliveryState
    channels: list[str]
    last_at: Utc | None
    reason: str | None
    """Why it was suppressed or put off, or the last error."""


class NextShape(Shape):
    """What is told next if nobody acknowledges."""

    what: Literal["reminder", "step"]
    at: Utc


class IncidentRowShape(Shape):
    """One incident as the last board shows it."""

    incident_id: int
    """The number in every message."""
    kind: IncidentKind
    subject: str
    """Metric, source or channel; `beats` for the pipeline itself."""
    metric: IncidentMetricShape | None
    """Null where it is not about one metric, or about one that is not deployed any more."""
    metrics: list[NamedMetricShape]
    """What a failed source takes with it, twenty at most; empty elsewhere."""
    metric_count: int
    """How many that are in all."""
    title: str
    """What is wrong, in words."""
    state: IncidentState
    severity: Severity
    flapping: bool
    began_at: Utc
    """Of the first bad reading."""
    since: Utc
    """When it fired; of one that is pending, when it began."""
    closed_at: Utc | None
    closed_reason: ClosedReason | None
    closed_by: str | None
    """Who edited or deployed; null where a reading closed it."""
    acked_by: str | None
    acked_at: Utc | None
    snooze: QuietShape | None
    gate: GateShape
    delivery: DeliverySummaryShape
    over_budget: bool
    """It has told more than its weekly budget, so it goes into the daily digest."""
    next: NextShape | None
    comments: int


class AlertCountsShape(Shape):
    """Of incidents that are open. `pending` ones are not: they have told nobody."""

    open: int
    unacknowledged: int
    red: int
    amber: int
    health: int
    """Of metrics, sources, channels and the pipeline itself: they go to the operators."""
    recovering: int
    flapping: int
    snoozed: int
    gated: int
    """That nobody would be told of now."""
    pending: int
    may_not_page: int
    """Metrics below `suppressions`, each counted once."""


class SuppressionShape(Shape):
    """Metrics that are red or firing and may not page, for one reason. A metric may have several."""

    reason: GateReason
    count: int
    metrics: list[NamedMetricShape]


class SilenceShape(Shape):
    """What somebody does not want to be told of."""

    silence_id: int
    kind: QuietKind
    matcher: dict[str, Any]
    """`metric_id`, or any of `area`, `owner`, `severity`, `kind` and `subject`; all of them must hold."""
    starts_at: Utc
    ends_at: Utc | None
    """Null: without an end."""
    made_at: Utc
    made_by: str
    reason: str
    in_force: bool
    """False: it is still ahead."""
    metrics: list[NamedMetricShape]
    """Those that it matches now."""


class ChannelShape(Shape):
    """One channel of heartbeat.yaml with its last proof."""

    name: str
    kind: ChannelKind
    used_by: list[str]
    """What sends to it: `default`, `area payments (red)`, `ada@linden.example`, `escalation after 30 min`."""
    proven_at: Utc | None
    """The last delivery that was confirmed."""
    failed_at: Utc | None
    error: str | None
    """Of the last failure."""
    down: bool
    """Its incident is open, as on the wall. One that failed last and is tried again is not down."""
    waiting: int
    """Messages that have not come to an end."""
    unset: list[str]
    """Variables of the environment that it takes secrets from and that this process does not have."""


class DeadManShape(Shape):
    """The outside switch that hears of every complete beat."""

    configured: bool
    proven_at: Utc | None
    error: str | None


class AlertsShape(Shape):
    """The inbox."""

    now: Utc
    timezone: str
    board_version: int
    counts: AlertCountsShape
    incidents: list[IncidentRowShape]
    """Open ones: red ones that nobody has acknowledged first, then by `since`. Closed ones: the newest first."""
    older: str | None
    """To be given as `before` for the next page of closed ones; null when there is none."""
    suppressions: list[SuppressionShape]
    silences: list[SilenceShape]
    """In force or ahead."""
    channels: list[ChannelShape]
    dead_man: DeadManShape


class TimelineEntryShape(Shape):
    """Something that happened to an incident."""

    at: Utc
    what: Literal["transition", "action", "delivery"]
    name: str
    """The change, the action, or the state of the message: `fire`, `acknowledge`, `delivered`."""
    text: str
    """In words."""
    by: str | None
    """The person, the channel, or null where it was a reading or time."""
    message_id: int | None


class ReplayShape(Shape):
    """The evidence of every transition, judged again by the rules of this version."""

    same: bool
    judged: int
    """Transitions whose evidence can be judged again."""
    differences: list[str]
    """In words."""


class IncidentDocumentShape(Shape):
    """One incident with all that is known of it."""

    now: Utc
    timezone: str
    board_version: int
    incident: IncidentRowShape
    timeline: list[TimelineEntryShape]
    """The newest first."""
    deliveries: list[DeliveryShape]
    """The newest first, with every attempt."""
    evidence: dict[str, Any] | None
    """Of the last transition, as it was stored."""
    replay: ReplayShape

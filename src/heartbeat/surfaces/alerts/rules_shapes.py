"""Whom everything would tell now: what `GET /api/alerts/rules` answers."""

from __future__ import annotations

from heartbeat.definitions.alerting.model import Severity
from heartbeat.surfaces.alerts.shapes import ChannelShape, GateShape, LineShape, NamedMetricShape
from heartbeat.wire.shapes import Shape, Utc


class TargetShape(Shape):
    """One recipient by one channel."""

    channel: str
    recipient: str
    """An address where the channel has many; else empty."""


class QuietHoursShape(Shape):
    """Hours in which nobody is woken."""

    start: str
    """As `22:00`, on the clock of the person."""
    end: str
    red_sends: bool
    """Red messages go out all the same."""


class RouteShape(Shape):
    """Which channels an area tells."""

    area: str
    """The folder below metrics/; empty for the default."""
    severity: Severity
    channels: list[str]


class AlertPersonShape(Shape):
    """How one person is reached."""

    email: str
    name: str | None
    timezone: str
    channels: list[str]
    """Empty: by the routes alone."""
    quiet_hours: QuietHoursShape | None


class StepShape(Shape):
    """Whom to tell as well when nobody has acknowledged for so long."""

    after_seconds: int
    channels: list[str]


class PageBudgetShape(Shape):
    """What a metric has cost those who are told lately."""

    pages: int
    most: int
    days: float
    """Over which they are counted: seven, or more where less than one page a week is allowed."""
    over: bool
    """The next one would go into the digest."""


class MetricRulesShape(NamedMetricShape):
    """When one metric pages, and whom."""

    area: str
    owner: str | None
    owner_name: str | None
    page_on: Severity
    page_on_typical: bool
    for_readings: int
    keep_readings: int
    line: LineShape | None
    """Beyond it the metric pages; null where no line does."""
    clear: str | None
    """From which a value is good again, as people read it."""
    gate: GateShape
    targets: list[TargetShape]
    """Whom it would tell now, if it fired red."""
    budget: PageBudgetShape
    incident_id: int | None
    """Of the open one."""


class AlertRulesShape(Shape):
    """Channels, routes, times and metrics as they apply."""

    now: Utc
    timezone: str
    board_version: int
    channels: list[ChannelShape]
    routes: list[RouteShape]
    default: list[str]
    people: list[AlertPersonShape]
    operators: list[str]
    operator_targets: list[TargetShape]
    """Whom a failing metric, source or channel tells."""
    quiet_hours: QuietHoursShape | None
    """Of whoever has none of their own."""
    escalation: list[StepShape]
    daily_digest: str | None
    """As `08:00` in the workspace's time zone; null where there is none."""
    weekly_digest: str | None
    """As `mon 09:00`."""
    page_budget: float
    dead_man: bool
    """Whether an outside switch is told of every complete beat."""
    metrics: list[MetricRulesShape]
    """In the order of the wall."""

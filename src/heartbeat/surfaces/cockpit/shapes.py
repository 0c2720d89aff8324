"""The answer of `GET /api/cockpit`, for the documentation; the stored document itself is served as it is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from heartbeat.rules.status import Status
from heartbeat.surfaces.cockpit.snapshot import DatabaseState
from heartbeat.wire.shapes import MetricShape, Shape, Utc


class BoardBeatShape(Shape):
    """The beat that published this board."""

    id: int
    state: str
    ended_at: Utc | None


class CountsShape(Shape):
    """`red + amber + green` is the number of metrics; the other three overlap with them."""

    red: int
    amber: int
    green: int
    stale: int
    error: int
    unverified: int


class BoardChangeShape(Shape):
    """One change of status, as the wall showed it."""

    metric_id: str
    code: str
    at: Utc
    from_status: Status = Field(alias="from")
    to_status: Status = Field(alias="to")


class FailingSourceShape(Shape):
    """A source that fails, or of which a load is held, as it was when the board was published."""

    source_id: str
    state: Literal["error", "held"]
    trouble: str
    """What ails it, in words that follow its name: `unreachable`, `load held`."""
    since: Utc


class ChannelDownShape(Shape):
    """A channel by which no message gets through."""

    channel: str
    since: Utc
    reason: str | None


class AlertingShape(Shape):
    """What ails the messages themselves."""

    channels_down: list[ChannelDownShape] = Field(default_factory=list)
    """The longest trouble first."""
    no_beats_since: Utc | None = None
    """When the last complete beat was, where that is too long ago."""


class BoardShape(Shape):
    """The whole board: everything that the cockpit shows, in display order."""

    workspace: str
    """The workspace's name; empty until something was deployed."""
    timezone: str
    locale: str
    currency: str
    app_version: str
    board_version: int
    """Rises with every publish; 0 until the first."""
    published_at: Utc | None
    frozen_after_seconds: float
    """Two beat intervals: when this much has passed since `published_at`, the viewer calls the board frozen."""
    database: DatabaseState
    """`down`: Postgres does not answer, and this is the last board that was read."""
    beat: BoardBeatShape | None
    counts: CountsShape
    changes: list[BoardChangeShape]
    """The last four changes, newest first."""
    failing_sources: list[FailingSourceShape]
    """The longest trouble first."""
    alerting: AlertingShape | None = None
    """Boards that an older version stored lack it."""
    metrics: list[MetricShape]

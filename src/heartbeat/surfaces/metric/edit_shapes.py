"""What `PATCH /api/metrics/{metric_id}/verification` takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import WithJsonSchema

from heartbeat.surfaces.metric.shapes import OperatorChangeShape, VerificationShape
from heartbeat.wire.edits import EditBody
from heartbeat.wire.shapes import ErrorShape, MetricShape, Shape, Utc

_Line = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]
_Day = Annotated[Any, WithJsonSchema({"type": ["string", "null"], "format": "date"})]


class EditRequest(EditBody):
    """Any subset of the six operator columns, who changes them and why. Null unsets; a column that is not named stays."""

    norm_value: _Line = None
    """The amber line, in the metric's unit."""
    alert_value: _Line = None
    """The red line."""
    target_value: _Line = None
    """What one strives for."""
    target_due_date: _Day = None
    """By when."""


class EditAnswer(Shape):
    """The metric as the board shows it after the edit."""

    board_version: int
    """Of the board that shows it; every screen is told of it by `GET /api/events`."""
    changed: list[str]
    """The columns that are another now; empty when all was so already, and then nothing was logged."""
    metric: MetricShape
    edit_version: str
    """For the next edit; also in the header `ETag`."""
    verification: VerificationShape


class CurrentShape(Shape):
    """What an edit would stand on now."""

    edit_version: str
    owner: str | None
    verification_state: Literal["unverified", "verified", "changed"]
    norm_value: float | None
    alert_value: float | None
    target_value: float | None
    target_due_date: date | None
    definition_hash: str
    deployed_at: Utc


class OutdatedShape(ErrorShape):
    """The metric is not what the edit stands on."""

    current: CurrentShape
    last_change: OperatorChangeShape | None
    """The newest edit in the log; null where a deploy alone has changed something."""


class RetiredShape(ErrorShape):
    """The metric's file is gone; its history stays."""

    retired_at: Utc
    name: str
    history_days: int
    first_day: date | None
    last_day: date | None

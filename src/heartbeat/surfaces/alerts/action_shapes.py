"""What people do about incidents: what is asked, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from heartbeat.surfaces.alerts.shapes import IncidentRowShape, SilenceShape
from heartbeat.wire.shapes import ErrorShape, Shape, Utc

# Each value is checked by readings, which tells all that is wrong at once; here its type is documented.
_Name = Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100})]
_Comment = Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 2000})]
_Reason = Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1000})]
_Moment = Annotated[Any, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})]
_Kind = Annotated[Any, WithJsonSchema({"type": "string", "enum": ["snooze", "silence", "mute"]})]
_TEXT: dict[str, Any] = {"type": "string"}
_MATCHER = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        **dict.fromkeys(("metric_id", "area", "owner", "subject"), _TEXT),
        "severity": {"type": "string", "enum": ["red", "amber"]},
        "kind": {"type": "string", "enum": ["threshold", "health", "source", "channel", "beats"]},
    },
}
_Matcher = Annotated[Any, WithJsonSchema(_MATCHER)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ActRequest(_Asked):
    """Who acknowledges, takes it back, or ends a silence."""

    by: _Name = ""
    """Name of the person. Required while nobody signs in, else not read."""


class CommentRequest(_Asked):
    """What somebody says about an incident."""

    text: _Comment = ""
    by: _Name = ""
    """Name of the person. Required while nobody signs in, else not read."""


class SilenceRequest(_Asked):
    """What is not to be told for a while. None of it hides anything from a screen."""

    kind: _Kind = None
    """`snooze`: of one metric, at most 30 days; `silence`: of whatever matches, at most 365 days; `mute`: without an end."""
    matcher: _Matcher = None
    """Of a snooze `metric_id` alone; else that, or any of the others, all of which must hold."""
    starts_at: _Moment = None
    """Null: at once."""
    ends_at: _Moment = None
    """Required of a snooze and of a silence."""
    reason: _Reason = None
    by: _Name = ""
    """Name of the person. Required while nobody signs in, else not read."""


class IncidentActed(Shape):
    """The incident after somebody did something about it."""

    board_version: int
    """Of the board that shows it; every screen is told of it by `GET /api/events`."""
    incident: IncidentRowShape


class SilenceMade(Shape):
    """The silence as it stands."""

    board_version: int
    silence: SilenceShape


class AckedShape(ErrorShape):
    """Nothing was changed: somebody acknowledged it before, or it is closed."""

    incident_id: int
    state: Literal["pending", "firing", "recovering", "closed"]
    acked_by: str | None
    acked_at: Utc | None
    closed_at: Utc | None
    closed_by: str | None
    closed_reason: str | None


class AlertProblemShape(Shape):
    """What is wrong with one field."""

    field: str
    message: str
    hint: str


class AlertRefusedShape(ErrorShape):
    """What was asked makes no sense; nothing of it was made."""

    problems: list[AlertProblemShape]

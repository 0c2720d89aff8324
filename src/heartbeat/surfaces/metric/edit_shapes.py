"""What `PATCH /api/metrics/{metric_id}/verification` takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from heartbeat.surfaces.metric.shapes import OperatorChangeShape, VerificationShape
from heartbeat.wire.shapes import ErrorShape, MetricShape, Shape, Utc

# Each value is checked by `readings.amend`, which tells all that is wrong with an edit at once; here its type is documented.
_Text = Annotated[Any, WithJsonSchema({"type": ["string", "null"]})]
_Email = Annotated[Any, WithJsonSchema({"type": ["string", "null"], "format": "email", "maxLength": 254})]
_State = Annotated[Any, WithJsonSchema({"type": "string", "enum": ["verified", "unverified"]})]
_Line = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]
_Day = Annotated[Any, WithJsonSchema({"type": ["string", "null"], "format": "date"})]


class EditRequest(BaseModel):
    """Any subset of the six operator columns, who changes them and why. Null unsets; a column that is not named stays."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True, json_schema_extra={"additionalProperties": False})

    owner: _Email = None
    """Email of the person who answers for the number."""
    verification_state: _State = None
    """`verified`: a person stands behind the number; `unverified` withdraws that."""
    norm_value: _Line = None
    """The amber line, in the metric's unit."""
    alert_value: _Line = None
    """The red line."""
    target_value: _Line = None
    """What one strives for."""
    target_due_date: _Day = None
    """By when."""
    reason: _Text = None
    """Why, for the log: 1,000 characters at most."""
    changed_by: Annotated[Any, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100})] = ""
    """Name or email of the operator, logged as given. Required while nobody signs in, else not read."""

    def changes(self) -> dict[str, object]:
        """The columns that were named, with their values, and whatever else was sent."""
        named = self.model_fields_set - {"reason", "changed_by"}
        return {**{name: getattr(self, name) for name in type(self).model_fields if name in named}, **(self.model_extra or {})}


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


class ProblemShape(Shape):
    """What is wrong with one field of an edit."""

    field: str
    """Its name; empty where the whole edit is meant."""
    message: str
    hint: str


class RefusedShape(ErrorShape):
    """The edit makes no sense; nothing of it was made."""

    problems: list[ProblemShape]


class RetiredShape(ErrorShape):
    """The metric's file is gone; its history stays."""

    retired_at: Utc
    name: str
    history_days: int
    first_day: date | None
    last_day: date | None

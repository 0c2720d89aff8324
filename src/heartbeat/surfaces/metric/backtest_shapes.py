"""The question and the answer of `GET /api/metrics/{metric_id}/backtest`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.definitions.model import Direction
from heartbeat.rules.status import Status
from heartbeat.wire.shapes import Shape


class ProposalQuery(BaseModel):
    """What shall be other than it is. A parameter that is absent leaves it as it is; an empty one asks for no such line."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, use_attribute_docstrings=True)

    norm_value: str | None = Field(default=None, examples=["0.95"])
    """The amber line, a number in the metric's unit."""
    alert_value: str | None = Field(default=None, examples=["0.93"])
    """The red line."""
    clear: str | None = None
    """The line from which a value is good again; empty: 10 % of the distance between the two lines."""
    page_on: str | None = Field(default=None, examples=["amber"])
    """`red` or `amber`."""
    for_days: str | None = Field(default=None, alias="for")
    """Bad days before an incident opens."""
    keep: str | None = None
    """Good days before it closes."""
    min_n: str | None = None
    """The least number of rows behind a value; empty: none."""


class StretchShape(Shape):
    """Red days on end, both ends included."""

    days: int
    first: date
    last: date
    text: str
    """Such as `3 days (12–14 Oct)`."""


class WindowShape(Shape):
    """What lines make of the last so many days: red + amber + green + missing = days."""

    days: int
    first: date
    last: date
    red: int
    amber: int
    green: int
    missing: int
    """Days with nothing to judge: without a value, over `too_few` rows, or computed by an `older` definition."""
    too_few: int
    older: int
    pages: int
    """Incidents that would have opened, if the metric was verified and had an owner."""
    longest_red: StretchShape | None
    """Days without a value between two red ones belong to it."""
    first_crossed: date | None
    last_crossed: date | None
    text: str
    """Such as `red on 4 of the last 90 days, 2 pages, longest 3 days (12–14 Oct)`."""


class RulingShape(Shape):
    """Lines and what is told of them, with the windows that they give."""

    norm_value: float | None
    alert_value: float | None
    clear: float | None
    page_on: Literal["red", "amber"]
    for_days: int = Field(alias="for")
    """Readings; a backtest counts days."""
    keep: int
    """Readings; a backtest counts days."""
    min_n: int | None
    norm_text: str | None
    alert_text: str | None
    clear_text: str | None
    """The clear line that counts, whether set or taken from the two lines."""
    status_now: Status | None
    """What the last good value is by these lines; null while there is none of the present definition."""
    windows: list[WindowShape]
    """The last 30, 90 and 365 days."""


class BacktestShape(Shape):
    """What lines would have told of the days that a metric has."""

    metric_id: str
    code: str
    name: str
    unit: str
    verification_state: Literal["unverified", "verified", "changed"]
    owner: str | None
    direction: Direction
    through: date
    """The last day of all windows: today where it has a value already, else yesterday, in the workspace's time zone."""
    first_day: date | None
    """The first day with a value of the present definition, of those that were looked at."""
    known_days: int
    """Days with a value of the present definition, of those that were looked at."""
    present: RulingShape
    proposed: RulingShape | None
    """Null where nothing was proposed."""
    sentence: str
    """What an editor shows while a line is being moved; of the last 90 days."""
    hint: str
    """What to do where the history is shorter than a year; empty where it is not."""

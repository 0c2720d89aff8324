"""How things spread and where they go: histogram, scatter, Sankey."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from heartbeat.definitions.charts.chart import MOST_ROWS, Chart, Label, Number, Rows, Unit
from heartbeat.definitions.charts.kinds.over_time import Limit


class Bin(BaseModel):
    """How many lie at `low` or above and below `high`; null leaves that side open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: Number | None
    high: Number | None
    count: Number


class Histogram(Chart):
    """How often which values come. `unit` is that of the values, `count_unit` that of the bars."""

    kind: ClassVar = "histogram"

    unit: Unit
    count_unit: Unit = "count"
    bins: list[Bin] = Field(max_length=200)
    marks: list[Limit] = Field([], max_length=6, description="Values worth a line: a median, a deadline.")

    def table(self) -> Rows:
        """A row for each bin."""
        return Rows(("low", "high", "count"), [(one.low, one.high, one.count) for one in self.bins])

    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not any(one.count for one in self.bins)


class Axis(BaseModel):
    """What an axis of a scatter measures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label
    unit: Unit
    log: bool = False


class Point(BaseModel):
    """One point; those of one `group` share a colour, and `size` makes it larger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    x: Number
    y: Number
    label: Label | None = None
    group: Label | None = None
    size: Number | None = None


class Scatter(Chart):
    """Two measures of many things."""

    kind: ClassVar = "scatter"

    x: Axis
    y: Axis
    points: list[Point] = Field(max_length=MOST_ROWS)

    def table(self) -> Rows:
        """A row for each point."""
        rows = [(one.label, one.group, one.x, one.y, one.size) for one in self.points]
        return Rows(("label", "group", self.x.label, self.y.label, "size"), list(rows))

    def is_empty(self) -> bool:
        """Whether there is no point."""
        return not self.points


class Node(BaseModel):
    """A state that things come from or go to. Two states of one name at different steps have different ids."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Label
    label: Label
    tone: str | None = Field(None, pattern="^(red|amber|green)$")


class Flow(BaseModel):
    """How much goes from one node to another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Label
    target: Label
    value: Number = Field(ge=0)


class Sankey(Chart):
    """Ways through states, from left to right. No way leads back to where it began."""

    kind: ClassVar = "sankey"

    unit: Unit
    nodes: list[Node] = Field(max_length=200)
    flows: list[Flow] = Field(max_length=MOST_ROWS)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        known = {node.id for node in self.nodes}
        if len(known) < len(self.nodes):
            raise ValueError("two nodes have one id")
        strangers = sorted({end for flow in self.flows for end in (flow.source, flow.target)} - known)
        if strangers:
            raise ValueError(f"flows name nodes that are not there: {', '.join(strangers)}")
        if _leads_back({(flow.source, flow.target) for flow in self.flows}):
            raise ValueError("flows lead in a circle; give a state that is reached again a node of its own")
        return self

    def table(self) -> Rows:
        """A row for each flow, by the labels of its ends."""
        labels = {node.id: node.label for node in self.nodes}
        return Rows(("from", "to", "value"), [(labels[one.source], labels[one.target], one.value) for one in self.flows])

    def is_empty(self) -> bool:
        """Whether nothing flows."""
        return not any(flow.value for flow in self.flows)


def _leads_back(ways: set[tuple[str, str]]) -> bool:
    """Whether some way leads in a circle: what nothing leads to is taken away until nothing is left, or nothing can be."""
    while ways:
        reached = {target for _, target in ways}
        left = {way for way in ways if way[0] in reached}
        if left == ways:
            return True
        ways = left
    return False

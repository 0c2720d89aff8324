"""Amounts side by side: bar, stacked bar, waterfall, funnel."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.definitions.charts.chart import MOST_ROWS, Chart, Label, Number, Rows, SeriesChart, Unit


class OneBar(BaseModel):
    """A bar, with a mark where its target is. `tone` colours it as the wall would."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label
    value: Number | None
    target: Number | None = None
    tone: Literal["red", "amber", "green"] | None = None


class Bar(Chart):
    """Bars, standing; lying where `horizontal`, which suits long labels."""

    kind: ClassVar = "bar"

    unit: Unit
    bars: list[OneBar] = Field(max_length=MOST_ROWS)
    horizontal: bool = False
    target_label: Label | None = Field(None, description="What the marks of the bars are, where they are no targets.")

    def table(self) -> Rows:
        """A row for each bar."""
        return Rows(("label", "value", self.target_label or "target"), [(bar.label, bar.value, bar.target) for bar in self.bars])

    def is_empty(self) -> bool:
        """Whether no bar has a value."""
        return all(bar.value is None for bar in self.bars)


class StackedBar(SeriesChart):
    """Bars of parts that add up. `share` shows each part's share of its bar instead of its amount."""

    kind: ClassVar = "stacked_bar"

    horizontal: bool = False
    share: bool = False


class Step(BaseModel):
    """A step of a waterfall: `change` goes up or down from where the last one ended, `total` stands on the ground."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label
    value: Number
    role: Literal["total", "change"] = "change"


class Waterfall(Chart):
    """How one amount became another."""

    kind: ClassVar = "waterfall"

    unit: Unit
    steps: list[Step] = Field(max_length=60)

    def table(self) -> Rows:
        """A row for each step."""
        return Rows(("label", "value", "role"), [(step.label, step.value, step.role) for step in self.steps])

    def is_empty(self) -> bool:
        """Whether there is no step."""
        return not self.steps


class Stage(BaseModel):
    """A stage of a funnel: how many came this far."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label
    value: Number


class Funnel(Chart):
    """How many come how far; each stage is told as a share of the first and of the one before it."""

    kind: ClassVar = "funnel"

    unit: Unit
    stages: list[Stage] = Field(max_length=30)

    def table(self) -> Rows:
        """A row for each stage, with its shares."""
        first = self.stages[0].value if self.stages else 0
        before = [first, *(stage.value for stage in self.stages)]
        rows = [
            (one.label, one.value, _share(one.value, first), _share(one.value, before[at])) for at, one in enumerate(self.stages)
        ]
        return Rows(("stage", "value", "of_first", "of_previous"), list(rows))

    def is_empty(self) -> bool:
        """Whether nobody entered it."""
        return not any(stage.value for stage in self.stages)


def _share(value: float, of: float) -> float | None:
    return value / of if of else None

"""What moves: line with band, area, cohort heatmap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from heartbeat.definitions.charts.chart import Chart, Label, Number, Rows, SeriesChart, Unit, refuse_other_length


class Band(BaseModel):
    """What is usual: between `low` and `high` at each label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label
    low: list[Number | None]
    high: list[Number | None]


class Limit(BaseModel):
    """A line across the chart: an amber line (`norm`), a red one (`alert`), a target, or another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label
    value: Number
    tone: Literal["norm", "alert", "target"] | None = None


class Line(SeriesChart):
    """Lines over days or other labels in their order, a band behind them, limits across them."""

    kind: ClassVar = "line"

    band: Band | None = None
    limits: list[Limit] = Field([], max_length=6)

    @model_validator(mode="after")
    def _band_fits(self) -> Self:
        if self.band:
            refuse_other_length("band.low", self.band.low, self.labels)
            refuse_other_length("band.high", self.band.high, self.labels)
        return self

    def table(self) -> Rows:
        """A row for each label; the band is two more columns."""
        header, rows = super().table()
        if not self.band:
            return Rows(header, rows)
        edges = zip(rows, self.band.low, self.band.high, strict=True)
        return Rows((*header, f"{self.band.name} low", f"{self.band.name} high"), [(*row, low, high) for row, low, high in edges])


class Area(SeriesChart):
    """Amounts over time, one upon the other."""

    kind: ClassVar = "area"

    share: bool = False


class Cohort(Chart):
    """A heatmap: a row for each cohort, a column for each period since it began. Null where the period has not come yet."""

    kind: ClassVar = "cohort"

    unit: Unit
    cohorts: list[Label] = Field(max_length=400)
    periods: list[Label] = Field(max_length=400)
    values: list[list[Number | None]]
    sizes: list[Number] | None = Field(None, description="How many each cohort began with.")
    size_label: Label = "size"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        refuse_other_length("values", self.values, self.cohorts)
        for cohort, row in zip(self.cohorts, self.values, strict=True):
            refuse_other_length(cohort, row, self.periods)
        if self.sizes is not None:
            refuse_other_length("sizes", self.sizes, self.cohorts)
        return self

    def table(self) -> Rows:
        """A row for each cohort, a column for each period."""
        sizes: Sequence[float | None] = self.sizes or [None] * len(self.cohorts)
        rows = [(cohort, size, *row) for cohort, size, row in zip(self.cohorts, sizes, self.values, strict=True)]
        return Rows(("cohort", self.size_label, *self.periods), list(rows))

    def is_empty(self) -> bool:
        """Whether no cell has a value."""
        return all(value is None for row in self.values for value in row)

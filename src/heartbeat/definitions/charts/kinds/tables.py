"""Numbers as they are: a table with sparklines, and single figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from heartbeat.definitions.charts.chart import MOST_ROWS, Chart, Label, Number, Rows, Unit


def _plain_cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


Cell = Annotated[str | bool | int | Number | list[Number | None] | None, BeforeValidator(_plain_cell)]
"""A text, a number, yes or no; a list of numbers is drawn as a sparkline; null is a dash."""


class Column(BaseModel):
    """A column. Those with a `unit` hold numbers; `spark` ones hold lists of numbers; `day` ones `2026-11-01`; others texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Label
    label: Label
    unit: Unit | None = None
    spark: bool = False
    day: bool = False


class Table(Chart):
    """Rows, sorted as they come; whoever looks may sort them otherwise. `total` is a last row that stays last."""

    kind: ClassVar = "table"

    columns: list[Column] = Field(min_length=1, max_length=20)
    rows: list[dict[str, Cell]] = Field(max_length=MOST_ROWS)
    total: dict[str, Cell] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        known = {column.key for column in self.columns}
        strangers = sorted({key for row in [*self.rows, self.total or {}] for key in row} - known)
        if strangers:
            raise ValueError(f"rows have keys that no column names: {', '.join(strangers)}")
        return self

    def table(self) -> Rows:
        """The rows as they are; a sparkline is its last value."""
        keys = [column.key for column in self.columns]
        rows = [*self.rows, *([self.total] if self.total else [])]
        header = tuple(column.label for column in self.columns)
        return Rows(header, [tuple(_flat(row.get(key)) for key in keys) for row in rows])

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not self.rows


class Change(BaseModel):
    """How a figure differs from before: in its own unit, or in percent of it where `unit` is `ratio`. `label`: than when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Number
    unit: Unit
    label: Label = ""
    good: bool | None = None


class Figure(BaseModel):
    """A number with its name, and what became of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Label
    value: Number | None
    unit: Unit
    change: Change | None = None
    spark: list[Number | None] | None = Field(None, max_length=400)
    tone: Literal["red", "amber", "green"] | None = None


class Figures(Chart):
    """A few numbers side by side."""

    kind: ClassVar = "figures"

    figures: list[Figure] = Field(max_length=12)

    def table(self) -> Rows:
        """A row for each figure."""
        rows = [(one.label, one.value, one.unit, one.change.value if one.change else None) for one in self.figures]
        return Rows(("label", "value", "unit", "change"), list(rows))

    def is_empty(self) -> bool:
        """Whether no figure has a value."""
        return all(one.value is None for one in self.figures)


def _flat(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return next((one for one in reversed(value) if one is not None), None)

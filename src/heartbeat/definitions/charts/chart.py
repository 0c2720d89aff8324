"""What every kind of chart has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MOST_ROWS = 5_000
"""Rows, points, bars or links of one chart. More is no picture; a table of more is for SQL."""


def _plain_number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


Number = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]
"""A finite number in the unit that the chart names. What Postgres gives as numeric is taken as it comes."""

Label = Annotated[str, BeforeValidator(lambda value: value if value is None else str(value)), Field(max_length=200)]
"""A text on an axis or in a legend. A date or a number is written as Python writes it: `2026-11-01`."""

Unit = Annotated[str, Field(max_length=12)]
"""As a metric's unit: `ratio`, `count`, `number`, `seconds`, `days`, a currency such as `EUR`, or a short text."""


class Rows(NamedTuple):
    """A chart as a table: what its CSV holds."""

    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Chart(BaseModel):
    """A payload of one kind of chart. `kind` is what `META["chart"]` says; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str]

    note: str | None = Field(
        None, max_length=500, description="A line below the picture: what is missing in it, what stands out."
    )

    @abstractmethod
    def table(self) -> Rows:
        """The same numbers as rows, for CSV and for whoever cannot see the picture."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether there is nothing to draw; the page then says so."""


class Series(BaseModel):
    """A named row of numbers, one for each label of its chart; null where there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label
    values: list[Number | None]


class SeriesChart(Chart):
    """Series over the same labels."""

    unit: Unit
    labels: list[Label] = Field(max_length=MOST_ROWS)
    series: list[Series] = Field(max_length=24)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for one in self.series:
            refuse_other_length(one.name, one.values, self.labels)
        return self

    def table(self) -> Rows:
        """A row for each label, a column for each series."""
        header = ("label", *(one.name for one in self.series))
        return Rows(header, [(label, *(one.values[at] for one in self.series)) for at, label in enumerate(self.labels)])

    def is_empty(self) -> bool:
        """Whether no series has a value."""
        return all(value is None for one in self.series for value in one.values)


def refuse_other_length(name: str, values: Sequence[Any], labels: Sequence[Any]) -> None:
    """Refuse a row of values that does not go with its labels."""
    if len(values) != len(labels):
        raise ValueError(f"{name!r} has {len(values)} values for {len(labels)} labels")

"""The payload of a chart that a workspace draws itself, by `cuts/<kind>.chart.js`."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from heartbeat.definitions.charts.chart import MOST_ROWS, Chart, Rows


class Custom(Chart):
    """Whatever its module draws. `columns` and `rows` are what its CSV holds; without them it has none."""

    model_config = ConfigDict(extra="allow", frozen=True)
    kind: ClassVar = "custom"

    columns: list[str] = Field([], max_length=50)
    rows: list[list[Any]] = Field([], max_length=MOST_ROWS)

    def table(self) -> Rows:
        """The rows that the cut gave beside what is drawn."""
        return Rows(tuple(self.columns), [tuple(row) for row in self.rows])

    def is_empty(self) -> bool:
        """Never: its module says what nothing looks like."""
        return False

"""What a test file declares, as frozen objects. Nothing here knows a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Row:
    """A row of a table: cells as the text that Postgres reads, None for NULL, by column. `line` is where the file has it."""

    line: int
    cells: Mapping[str, str | None]


Given = Mapping[str, tuple[Row, ...]]
"""Rows by 'dataset.table'. A table without rows is there all the same."""


@dataclass(frozen=True)
class Expectation:
    """What a test expects. None, and no day in `history`: nothing is said about it.

    `value` is in the metric's unit; `tolerance` is how far from it still counts as equal; `error` is a part of the message.
    In `history` a day without a value has None. `crosscheck` is false where the second formulation may disagree.
    """

    value: float | None = None
    tolerance: float | None = None
    n: int | None = None
    health: str | None = None
    error: str | None = None
    status: str | None = None
    reason: str | None = None
    history: Mapping[date, float | None] = field(default_factory=dict)
    crosscheck: bool = True


@dataclass(frozen=True)
class MetricTest:
    """One test: these rows, read up to `as_of` (in the workspace's time zone), give what is expected."""

    name: str
    line: int
    as_of: datetime
    given: Given
    expect: Expectation


@dataclass(frozen=True)
class MetricTestFile:
    """The tests of one metric. `columns` are the types that the file declares, by table and column, as Postgres writes them."""

    metric_id: str
    file: str
    columns: Mapping[str, Mapping[str, str]]
    tests: tuple[MetricTest, ...]

"""The value of a metric at many moments: many in one statement where that is faster, and one by one where it is not."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_at_each, execute_at_once
from heartbeat.measure.shape import Value

STATEMENT_SECONDS = 1.0  # what a statement over many moments is made to take: progress moves, and no timeout is near
_SINGLES_FIRST = 2  # the first one finds the tables cold and opens the connection, so the second one is the measure
_TOGETHER_FIRST = 8
_MOST_TOGETHER = 1000
_GROWTH = 4
_PATIENCE = 5  # times what the same moments would take one by one: a plan that is worse than that is stopped


@dataclass(frozen=True)
class Told:
    """What a metric said of one moment (UTC): a value, or the error in its place."""

    moment: datetime
    value: Value | None
    error: MeasureError | None = None


@dataclass
class _Pace:
    """Decides how many moments the next statement is asked for, from what those before it took."""

    single_seconds: float = 0.0  # for one moment by itself
    singles_left: int = _SINGLES_FIRST
    size: int = _TOGETHER_FIRST
    is_together: bool = True
    _went_well: bool = False

    def next_size(self) -> int:
        """How many the next statement is asked for."""
        return self.size if self.is_together and not self.singles_left else 1

    def limit(self, size: int) -> float:
        """The timeout of a statement over so many moments, seconds."""
        return max(2 * STATEMENT_SECONDS, _PATIENCE * size * self.single_seconds)

    def took_single(self, seconds: float) -> None:
        """Take note of one moment by itself."""
        self.single_seconds = seconds
        self.singles_left = max(0, self.singles_left - 1)

    def took(self, size: int, seconds: float) -> None:
        """Take note of a statement over so many moments that went well."""
        each = seconds / size
        if size == self.size:  # the last few say little
            self.is_together = each <= self.single_seconds
        self._went_well = True
        self.size = max(2, min(self.size * _GROWTH, int(STATEMENT_SECONDS / each), _MOST_TOGETHER))

    def failed(self) -> None:
        """Take note of one that did not. Where others went well, fewer at a time and then singles lead past what fails."""
        self.is_together = self._went_well
        if self.size > _TOGETHER_FIRST:
            self.size //= _TOGETHER_FIRST
        else:
            self.singles_left = _TOGETHER_FIRST


def ask(metric: MetricDefinition, sandbox: Sandbox, moments: Sequence[datetime]) -> Generator[Told, None, None]:
    """Ask for the value at each moment, in the order given. Whoever leaves early closes the iterator.

    A moment at which the SQL fails is told with its error, and the next one is asked.

    Raises:
        DatabaseUnavailable: Postgres went away, or the session was lost; what was told before counts.
    """
    pace = _Pace()
    at = 0
    while at < len(moments):
        part = moments[at : at + pace.next_size()]
        if len(part) > 1:
            told = _together(metric, sandbox, part, pace)
            yield from told
            at += len(told)
        else:
            rest = moments[at : at + pace.singles_left] if pace.is_together and pace.singles_left else moments[at:]
            for one in _one_by_one(metric, sandbox, rest, pace):
                yield one
                at += 1


def _together(metric: MetricDefinition, sandbox: Sandbox, moments: Sequence[datetime], pace: _Pace) -> list[Told]:
    """Many in one statement; none where it is refused or takes too long."""
    started = time.perf_counter()
    try:
        answers = execute_at_once(metric, sandbox.within(pace.limit(len(moments))), moments)
    except MeasureError:
        pace.failed()
        return []
    pace.took(len(moments), time.perf_counter() - started)
    return [
        Told(moment, None, found) if isinstance(found, MeasureError) else Told(moment, found)
        for moment, found in zip(moments, answers, strict=True)
    ]


def _one_by_one(
    metric: MetricDefinition, sandbox: Sandbox, moments: Sequence[datetime], pace: _Pace
) -> Generator[Told, None, None]:
    """One after another on one connection; the first that fails is the last."""
    started = time.perf_counter()
    count = 0
    try:
        with closing(execute_at_each(metric, sandbox, moments)) as values:
            for value in values:
                pace.took_single(time.perf_counter() - started)
                yield Told(moments[count], value)
                count += 1
                started = time.perf_counter()
    except MeasureError as error:
        pace.took_single(time.perf_counter() - started)
        yield Told(moments[count], None, error)

"""A change of metric files: which metrics it judges otherwise, and what that would have cost those who are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.sql.tokens import statement_hash
from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.backtest.days import DayValue, Ruling, Window
from heartbeat.rules.backtest.trial import Record, backtest
from heartbeat.rules.status import Lines, contradiction

BUDGET_DAYS = 90
"""The window over which the pages of a week are averaged: one bad week is no bad line."""

_FIELDS = {
    "norm_value": "norm_value",
    "alert_value": "alert_value",
    "clear": "clear_value",
    "page_on": "page_on",
    "page_on_typical": "page_on_typical",
    "for": "for_readings",
    "keep": "keep_readings",
    "min_n": "min_n",
    "typical": "typical",
    "direction": "direction",
    "period": "period",
    "unit": "unit",
}


@dataclass(frozen=True)
class FieldChange:
    """One key of a header with its values, by its name in the file."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class MetricChange:
    """A metric that a change adds, removes, or lets be judged otherwise. `same_numbers`: its statements are what they were."""

    before: MetricDefinition | None
    after: MetricDefinition | None
    fields: tuple[FieldChange, ...] = ()
    same_numbers: bool = False

    @property
    def metric(self) -> MetricDefinition:
        """The definition that the change leads to; of a removed metric, the one it had."""
        metric = self.after or self.before
        assert metric is not None  # a change of nothing is none  # noqa: S101
        return metric


@dataclass(frozen=True)
class Standing:
    """The lines of a metric as they stand in the registry, and what its file said at the last deploy."""

    norm_value: float | None
    alert_value: float | None
    file_norm_value: float | None
    file_alert_value: float | None
    verification_state: str
    owner: str | None

    def settled(self, lines: Lines) -> Lines:
        """The lines that hold when a file with `lines` is deployed: one that an operator set stays."""
        return replace(lines, **{name: getattr(self, name) for name in self.tuned()})

    def tuned(self) -> tuple[str, ...]:
        """The lines that an operator set."""
        return tuple(name for name in ("norm_value", "alert_value") if getattr(self, name) != getattr(self, f"file_{name}"))


@dataclass(frozen=True)
class Computed:
    """Days by a new definition that no database has, computed aside. `remark`: why there are none, or not all, in words."""

    days: tuple[DayValue, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Review:
    """A change with its windows; null on a side that has no day to judge. `refused`: why a deploy would not take it.

    `computed`: what its new SQL gave for past days, where that was asked for.
    """

    change: MetricChange
    before: tuple[Window, ...] | None
    after: tuple[Window, ...] | None
    kept: tuple[str, ...] = ()
    refused: str | None = None
    computed: Computed | None = None


def compare(before: Sequence[MetricDefinition], after: Sequence[MetricDefinition]) -> tuple[MetricChange, ...]:
    """The metrics that a change judges otherwise or adds, in the order of `after`, then those that it removes."""
    earlier, later = ({metric.metric_id: metric for metric in metrics} for metrics in (before, after))
    changes = [_changed(earlier.get(metric.metric_id), metric) for metric in after]
    gone = [MetricChange(metric, None) for metric in before if metric.metric_id not in later]
    return (*filter(None, changes), *gone)


def _changed(before: MetricDefinition | None, after: MetricDefinition) -> MetricChange | None:
    if before is None:
        return MetricChange(None, after)
    fields = tuple(_field_changes(before, after))
    same_numbers = _statements(before) == _statements(after)
    return MetricChange(before, after, fields, same_numbers) if fields or not same_numbers else None


def _field_changes(before: MetricDefinition, after: MetricDefinition) -> Iterator[FieldChange]:
    for name, attribute in _FIELDS.items():
        one, other = getattr(before, attribute), getattr(after, attribute)
        if one != other:
            yield FieldChange(name, one, other)


def _statements(metric: MetricDefinition) -> tuple[str, str]:
    """What decides a metric's numbers, whatever way is up and whatever they are called."""
    history = metric.sql.history
    return statement_hash(metric.sql.value), statement_hash(history) if history else ""


def review(change: MetricChange, standing: Standing | None, record: Record, computed: Computed | None = None) -> Review:
    """Judge the days of a record by both sides of a change.

    Args:
        change: of one metric.
        standing: its row in the registry; `None` when it is not registered.
        record: the days that the database has, of any definition.
        computed: what the new definition says of days of which the database has nothing by it.
    """
    before, after = change.before, change.after
    kept = tuple(field.name for field in change.fields if standing is not None and field.name in standing.tuned())
    hashes = {metric.definition_hash for metric in (before, after) if metric is not None}
    own = hashes if change.same_numbers else set[str]()
    later = _with(record, computed.days) if computed else record
    return Review(
        change,
        None if before is None else _windows(before, standing, record, own | {before.definition_hash}),
        None if after is None else _windows(after, standing, later, own | {after.definition_hash}),
        kept=kept,
        computed=computed,
        refused=None if after is None else contradiction(_lines(after, standing)),
    )


def lacks_days(change: MetricChange, days: Sequence[DayValue]) -> bool:
    """Whether nothing that is known judges what a change leads to: its statements are new, and no day is by them."""
    after = change.after
    return after is not None and not change.same_numbers and all(day.definition_hash != after.definition_hash for day in days)


def weekly_pages(windows: Sequence[Window]) -> float:
    """Pages a week over the last 90 days, or over as many as have a value: seven at least, or one page would be one a day."""
    window = next(one for one in windows if one.days == BUDGET_DAYS)
    return window.pages * 7 / max(7, window.days - window.missing)


def longest_reach(change: MetricChange) -> int:
    """Days before a window that count in it, by either side."""
    sides = [side for side in (change.before, change.after) if side is not None]
    return max(ruling_of(side, Lines(side.direction)).reach_days for side in sides)


def ruling_of(metric: MetricDefinition, lines: Lines) -> Ruling:
    """All that judges a metric by its file, but for its lines."""
    return Ruling(
        lines,
        Paging(metric.page_on, metric.page_on_typical, metric.for_readings, metric.keep_readings, metric.clear_value),
        metric.typical.days if metric.typical else None,
        metric.typical.side if metric.typical else "both",
        metric.min_n,
    )


def _windows(metric: MetricDefinition, standing: Standing | None, record: Record, own: set[str]) -> tuple[Window, ...] | None:
    """The windows by one side; days of definitions with the same statements count as its own."""
    days = tuple(
        day._replace(definition_hash=metric.definition_hash) if day.definition_hash in own else day for day in record.days
    )
    mine = replace(record, days=days, definition_hash=metric.definition_hash)
    return backtest(mine, ruling_of(metric, _lines(metric, standing))) if mine.own else None


def _lines(metric: MetricDefinition, standing: Standing | None) -> Lines:
    lines = Lines(metric.direction, metric.norm_value, metric.alert_value)
    return lines if standing is None else standing.settled(lines)


def _with(record: Record, computed: Sequence[DayValue]) -> Record:
    """The record with computed days in the place of those of other definitions."""
    days = {day.d: day for day in (*record.days, *computed)}
    return replace(record, days=tuple(days[d] for d in sorted(days)))

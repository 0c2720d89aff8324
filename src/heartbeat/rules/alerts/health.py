"""The life of a health or source incident, counted by published beats; and which metrics are a failing source's affair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.freshness import Freshness
from heartbeat.rules.status import Health

State = Literal["ok", "late", "stale", "no_data", "error"]
Change = Literal["fire", "resolve"]

FAILURES = 2  # in a row, before one that may heal by itself is told

_NEEDS_A_PERSON = frozenset({"schema-drift"})  # of the codes with which a source fails
# The state is what Postgres says of its refusal: class 42 is syntax, permission, names and types; 3F and 3D are schemas and
# databases that are not there; the others are what no statement may do here, however often it is asked.
_NEVER = re.compile(r"42...|3F000|3D000|25006|0A000|54001|54011|54023")
_REFUSAL = re.compile(r"Postgres refused the SQL of \S+: .*?\((?P<state>[0-9A-Z]{5})\)(?:\.(?:\n|$)|, at line )", re.DOTALL)
_MISSHAPEN = re.compile(
    r"The statement has (?:no|more than one) column `"
    r"|The column `\w+` is not a (?:number|whole number of rows) but of type "
    r"|The SQL of \S+ has [\d,]+ characters; "
)


@dataclass(frozen=True)
class Condition:
    """How a metric or a source is at a published beat. `heals`: its error may go away without a person."""

    state: State
    heals: bool = True


@dataclass(frozen=True)
class HealthTrack:
    """Where a metric's health or a source stands. `failures` are errors in a row; `reason` is what it is firing for now."""

    phase: Literal["normal", "firing"] = "normal"
    failures: int = 0
    reason: State | None = None


@dataclass(frozen=True)
class MetricHealth:
    """A metric, how it is, and the landed tables ('dataset.table') that it reads."""

    metric_id: str
    condition: Condition
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Folded:
    """The metrics that each failing source is told with, and those that stand by themselves, well ones among them."""

    by_source: Mapping[str, tuple[str, ...]]
    alone: tuple[str, ...]


def after_publish(track: HealthTrack, condition: Condition) -> tuple[HealthTrack, Change | None]:
    """The track after one more board was published, and what is to be told of it.

    Late data is on the screen alone: it opens nothing. It ends what is open as well, for what was told is no longer true.
    """
    if condition.state in ("ok", "late"):
        return HealthTrack(), "resolve" if track.phase == "firing" else None
    if track.phase == "firing":
        return replace(track, reason=condition.state), None
    failures = min(track.failures + 1, FAILURES) if condition.state == "error" else 0
    if condition.state == "error" and condition.heals and failures < FAILURES:
        return replace(track, failures=failures), None
    return HealthTrack("firing", 0, condition.state), "fire"


def health_track_to_json(track: HealthTrack) -> dict[str, Any]:
    """A track as the database keeps it."""
    return asdict(track)


def health_track_from_json(stored: Mapping[str, Any]) -> HealthTrack:
    """A track as it was before `health_track_to_json`."""
    return HealthTrack(**stored)


def condition_of_metric(health: Health, error: str | None, freshness: Freshness) -> Condition:
    """How a metric is, by its last computation and the age of its data."""
    if health == "error":
        return Condition("error", heals=not cannot_heal(error))
    if health == "no_data":
        return Condition("no_data")
    by_age: Mapping[Freshness, State] = {"green": "ok", "amber": "late", "red": "stale"}
    return Condition(by_age[freshness])


def condition_of_source(conditions: Iterable[SourceCondition]) -> Condition | None:
    """How a source is, given its datasets; `None` while nothing can be said, since it is being read and none of them fails."""
    mine = tuple(conditions)
    failing = [one for one in mine if is_failing(one)]
    if failing:
        return Condition("error", heals=not any(_needs_a_person(one) for one in failing))
    return Condition("ok") if mine and all(one.state == "ok" for one in mine) else None


def is_failing(condition: SourceCondition) -> bool:
    """Whether the last run of a dataset failed, or waits for a person."""
    return condition.state in {"error", "held"}


def cannot_heal(error: str | None) -> bool:
    """Whether the error that a metric's state keeps comes back until a person changes its SQL or what it may read.

    What depends on rows (a division by zero, a text that is no number) and on the hour (a timeout) may heal.
    """
    if error is None:
        return False
    refusal = _REFUSAL.match(error)
    return bool(_NEVER.fullmatch(refusal["state"]) if refusal else _MISSHAPEN.match(error))


def fold(metrics: Iterable[MetricHealth], conditions: Iterable[SourceCondition]) -> Folded:
    """Which metrics are told with a failing source, because it keeps their tables from being read.

    One that reads from two failing sources is told with both: it is well only when both are.
    """
    failing = [one for one in conditions if is_failing(one)]
    by_source: dict[str, dict[str, None]] = {one.source_id: {} for one in failing}
    alone = []
    for metric in metrics:
        sources = [one.source_id for one in failing if _suffers(metric) and one.holds(metric.tables)]
        for source_id in sources:
            by_source[source_id][metric.metric_id] = None
        if not sources:
            alone.append(metric.metric_id)
    return Folded({source_id: tuple(held) for source_id, held in by_source.items()}, tuple(alone))


def _suffers(metric: MetricHealth) -> bool:
    return metric.condition.state not in ("ok", "late")


def _needs_a_person(condition: SourceCondition) -> bool:
    return condition.state == "held" or condition.error_code in _NEEDS_A_PERSON

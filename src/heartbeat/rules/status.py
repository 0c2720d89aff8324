"""Status and health: the verdict over one value, by fixed priority, and whether there is one. The only place that judges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from heartbeat.definitions.model import Direction, worse

Status = Literal["red", "amber", "green"]
Reason = Literal["alert_crossed", "norm_crossed", "typical_2s", "typical_1s", "within", "no_data", "too_few"]
Health = Literal["ok", "error", "no_data"]
Side = Literal["both", "bad"]

SEVERITY: dict[Status, int] = {"green": 0, "amber": 1, "red": 2}
REPEATING: frozenset[Reason] = frozenset({"no_data", "too_few"})  # verdicts that only keep the status before them
FAR_FROM_TYPICAL = 2  # deviations: as red as a line that is crossed
LEAST_POINTS = 14  # a spread over fewer days says more about the calendar than about the metric


@dataclass(frozen=True)
class Lines:
    """The lines of a metric in its own unit, and the direction in which it gets better. `None`: no such line."""

    direction: Direction
    norm_value: float | None = None
    alert_value: float | None = None
    target_value: float | None = None


@dataclass(frozen=True)
class TypicalBand:
    """Mean and sample standard deviation over `n` days of the metric's own history."""

    mean: float
    stddev: float
    n: int


@dataclass(frozen=True)
class Verdict:
    """A status, and the rule that spoke."""

    status: Status
    reason: Reason


def crossed(value: float, line: float | None, direction: Direction) -> bool:
    """Whether `value` is strictly on the bad side of `line`; a line that is not set is never crossed."""
    return line is not None and worse(value, line, direction)


def contradiction(lines: Lines) -> str | None:
    """Why the lines cannot hold together, in words; `None` when they can."""
    for name in ("norm_value", "alert_value", "target_value"):
        line = getattr(lines, name)
        if line is not None and not math.isfinite(line):
            return f"{name} is not a finite number"
    norm, alert = lines.norm_value, lines.alert_value
    if norm is None or alert is None or not worse(norm, alert, lines.direction):
        return None
    side = "below" if lines.direction == "up" else "above"
    return f"direction is {lines.direction}, so norm_value {norm:g} must not be {side} alert_value {alert:g}"


def is_value(value: float | None) -> bool:
    """Whether there is a number at all: not null, NaN or infinite."""
    return value is not None and math.isfinite(value)


def health_of(value: float | None, *, failed: bool) -> Health:
    """How a computation went, apart from what its value means: it failed, it gave no number, or it gave one."""
    if failed:
        return "error"
    return "ok" if is_value(value) else "no_data"


def is_too_few(n: int | None, min_n: int | None) -> bool:
    """Whether a value rests on fewer rows than the metric asks for; an unknown `n` is too few, since unknown is never green."""
    return min_n is not None and (n is None or n < min_n)


def z_score(value: float, band: TypicalBand | None) -> float | None:
    """How many standard deviations above the mean; `None` when typical is not known."""
    if band is None or band.n < LEAST_POINTS or not 0 < band.stddev < math.inf or not math.isfinite(band.mean):
        return None
    return (value - band.mean) / band.stddev


def unusual(value: float, band: TypicalBand | None, *, side: Side, direction: Direction) -> float | None:
    """How far outside typical, in standard deviations from 0; with side `bad` only the worse side counts."""
    z = z_score(value, band)
    if z is None:
        return None
    if side == "both":
        return abs(z)
    return max(0.0, -z if direction == "up" else z)


def judge(  # noqa: PLR0913 - the law reads exactly these seven facts
    value: float | None,
    n: int | None,
    *,
    lines: Lines,
    typical: TypicalBand | None,
    side: Side,
    min_n: int | None,
    last_status: Status | None,
) -> Verdict:
    """Judge one value: alert line, then norm line, then typical, else green.

    No value (null, NaN, infinite) and a value over fewer than `min_n` rows keep the last status, amber when there is none.
    """
    if value is None or not math.isfinite(value):
        return Verdict(last_status or "amber", "no_data")
    if is_too_few(n, min_n):
        return Verdict(last_status or "amber", "too_few")
    if crossed(value, lines.alert_value, lines.direction):
        return Verdict("red", "alert_crossed")
    if crossed(value, lines.norm_value, lines.direction):
        return Verdict("amber", "norm_crossed")
    return _judge_typical(unusual(value, typical, side=side, direction=lines.direction))


def _judge_typical(deviations: float | None) -> Verdict:
    if deviations is not None and deviations >= FAR_FROM_TYPICAL:
        return Verdict("red", "typical_2s")
    if deviations is not None and deviations >= 1:
        return Verdict("amber", "typical_1s")
    return Verdict("green", "within")


def is_target_hit(value: float | None, status: Status, lines: Lines) -> bool:
    """Whether a green value is at least as good as the target. The target never changes the status."""
    if value is None or lines.target_value is None or status != "green":
        return False
    return math.isfinite(value) and not worse(value, lines.target_value, lines.direction)


def is_target_overdue(value: float | None, lines: Lines, due: date | None, *, today: date) -> bool:
    """Whether the day by which the target was to be reached is over, and the last good value is not as good as the target."""
    if lines.target_value is None or due is None or today <= due:
        return False
    return value is None or not math.isfinite(value) or worse(value, lines.target_value, lines.direction)

"""Days: which calendar day in the workspace's time zone a reading belongs to. Days tile time without gap or overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heartbeat.definitions.model import Direction, Period
from heartbeat.rules.status import REPEATING, SEVERITY, Status, Verdict, is_too_few

Past = Literal["history", "same_sql", "none"]
"""How the days before a metric's first reading are computed: by its history statement, its own SQL at a past `:as_of`, or not."""

_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_WINDOW_DAYS: Mapping[Period, int] = {"24h": 1, "7d": 7, "30d": 30}


def zone(timezone: str | ZoneInfo) -> ZoneInfo:
    """The IANA time zone of this name.

    Raises:
        ValueError: there is no such zone.
    """
    if isinstance(timezone, ZoneInfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {timezone!r}.") from error


def instant_of(d: date, clock: time, timezone: str | ZoneInfo, *, again: bool = False) -> datetime:
    """When the clocks of a zone show a time of a day, in UTC. One that they jump over is at the jump.

    Args:
        d: the day, by their calendar.
        clock: the time that they show.
        timezone: of the clocks.
        again: of a time that is shown twice, take the second one.
    """
    local = datetime.combine(d, clock.replace(fold=int(again)), tzinfo=zone(timezone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _end_of_gap(local)


def day_end(d: date, timezone: str | ZoneInfo) -> datetime:
    """The first instant of the next day, in UTC. On the nights when clocks change a day has 23 or 25 hours."""
    return instant_of(d + _DAY, time.min, timezone)


def _end_of_gap(local: datetime) -> datetime:
    """Clocks jumped over this time of theirs: the jump itself, found by halving."""
    before = local.replace(fold=1).astimezone(UTC) - _TICK  # still before the jump
    after = local.replace(fold=0).astimezone(UTC)  # at or after it
    offset = after.astimezone(local.tzinfo).utcoffset()
    while after - before > _TICK:
        middle = before + (after - before) // 2
        if middle.astimezone(local.tzinfo).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def day_of(as_of: datetime, timezone: str | ZoneInfo) -> date:
    """The day just before `as_of`: a reading at the first instant of a day tells about the day that ended there."""
    d = (as_of - _TICK).astimezone(zone(timezone)).date()
    if as_of > day_end(d, timezone):  # an hour that is played twice across midnight belongs to the later day
        return d + _DAY
    return d - _DAY if as_of <= day_end(d - _DAY, timezone) else d


def whole_hours(d: date, timezone: str | ZoneInfo) -> tuple[datetime, ...]:
    """The ends of the hours of a day, oldest first, in UTC; the last is the day's end. 24, or 23 or 25 when clocks change."""
    hour, end = day_end(d - _DAY, timezone) + _HOUR, day_end(d, timezone)
    ends = []
    while hour < end:
        ends.append(hour)
        hour += _HOUR
    return (*ends, end)


def moments_of_day(d: date, timezone: str | ZoneInfo, most: int | None = None) -> tuple[datetime, ...]:
    """The moments at which a past day is looked at: all its whole hours, or `most` of them evenly apart; always its end."""
    hours = whole_hours(d, timezone)
    if most is None or most >= len(hours):
        return hours
    return tuple(hours[len(hours) * (number + 1) // most - 1] for number in range(most))


def window_begins(d: date, period: Period, timezone: str | ZoneInfo) -> datetime:
    """From when on (UTC) the rows of a metric count on a day: the period before the day's end, and at least the day itself."""
    days = _WINDOW_DAYS.get(period, 1)
    return min(day_end(d, timezone) - _DAY * days, day_end(d - _DAY, timezone))


def first_day_within(begins: datetime, period: Period, timezone: str | ZoneInfo) -> date:
    """The first day whose whole window lies behind a moment (UTC): that of the oldest row."""
    d = day_of(begins, timezone)
    while window_begins(d, period, timezone) < begins:
        d += _DAY
    return d


def past_of(*, backfill: bool, has_history: bool, uses_as_of: bool, uses_now: bool) -> Past:
    """How the days before a metric's first reading are computed. Who reads the clock sees the same time on every past day."""
    if not backfill:
        return "none"
    if has_history:
        return "history"
    return "same_sql" if uses_as_of and not uses_now else "none"


@dataclass(frozen=True)
class DayPoint:
    """A good reading that could stand for its day."""

    value: float
    n: int | None
    as_of: datetime
    status: Status
    definition_hash: str


def stands_for_day(first: DayPoint, second: DayPoint, *, period: Period, direction: Direction, min_n: int | None) -> DayPoint:
    """Which of two readings of a day its history keeps: the last one, for a snapshot the worst one.

    A reading over too few rows never displaces one over enough, and what an older definition computed gives way.
    """
    early, late = sorted((first, second), key=lambda point: point.as_of)
    if early.definition_hash != late.definition_hash:
        return late
    if is_too_few(early.n, min_n) != is_too_few(late.n, min_n):
        return late if is_too_few(early.n, min_n) else early
    if period != "snapshot":
        return late
    return early if _badness(early, direction) > _badness(late, direction) else late


def _badness(point: DayPoint, direction: Direction) -> tuple[int, float]:
    return SEVERITY[point.status], -point.value if direction == "up" else point.value


def row_began_at(verdict: Verdict, d: date, past: Mapping[date, Verdict], timezone: str | ZoneInfo) -> datetime | None:
    """When the unbroken row of days began that ends just before day `d` and says the same as the verdict on `d` itself.

    The row ends at the first day that is missing or has another status. A verdict for want of rows or of a value only repeats
    the one before it, so it neither begins a row nor goes on with one.

    Returns:
        The first instant of the oldest day in the row, UTC; `None` when the day before `d` does not belong to it.
    """
    first = d
    while _agree(verdict, past.get(first - _DAY)):
        first -= _DAY
    return day_end(first - _DAY, timezone) if first < d else None


def _agree(verdict: Verdict, earlier: Verdict | None) -> bool:
    if earlier is None or not {verdict.reason, earlier.reason}.isdisjoint(REPEATING):
        return False
    return earlier.status == verdict.status

"""When things happen: rush hours, quiet Sundays, salaries at the end of the month, and a business that grows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Rhythm:
    """How the arrivals of a stream are shared out over the week (Monday first), the day (UTC hours) and the years."""

    week: tuple[float, ...]
    hours: tuple[float, ...]
    growth: float = 0.25  # in sixteen months
    month_end: float = 1.0

    def weight(self, hour_start: int, start: int) -> float:
        """Relative traffic of the hour that begins at `hour_start` (seconds since 1970)."""
        day = hour_start // DAY
        grown = 1 + self.growth * (hour_start - start) / (487 * DAY)
        pay_days = self.month_end if (day % 30.44) >= 25 else 1.0
        return self.week[(day + 3) % 7] * self.hours[hour_start % DAY // HOUR] * grown * pay_days


_OFFICE_HOURS = (1, 1, 1, 1, 1, 2, 5, 10, 14, 15, 15, 14, 12, 13, 14, 13, 11, 9, 7, 6, 5, 4, 3, 2)
_SHOP_HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 9, 10, 12, 14, 14, 12, 11, 12, 14, 16, 17, 16, 13, 10, 7, 5)
BANKING = Rhythm(week=(1.1, 1.15, 1.1, 1.15, 1.25, 0.6, 0.5), hours=_OFFICE_HOURS, month_end=1.1)
SHOPPING = Rhythm(week=(0.9, 0.9, 0.95, 1.0, 1.15, 1.2, 0.95), hours=_SHOP_HOURS)
OFFICE = Rhythm(week=(1.2, 1.15, 1.1, 1.1, 1.05, 0.7, 0.65), hours=_OFFICE_HOURS, growth=0.1)


@dataclass(frozen=True)
class Span:
    """The time of one stream: it began at `start`, had its planned size at `anchor`, and is looked at from `since` to `until`."""

    start: int
    anchor: int
    until: int
    since: int = 0


def arrivals(rhythm: Rhythm, count: int, span: Span) -> Iterator[tuple[int, int]]:
    """Number and second of each arrival, in order. `count` of them lie before `span.anchor`; the stream goes on after it."""
    rate = count / _total_weight(rhythm, span)
    position = 0.0
    for hour_start in range(span.start, span.until, HOUR):
        weight = rhythm.weight(hour_start, span.start) * rate
        if hour_start + HOUR > span.since:
            yield from _within_hour(hour_start, position, weight, span)
        position += weight


def _within_hour(hour_start: int, position: float, weight: float, span: Span) -> Iterator[tuple[int, int]]:
    seconds_each = HOUR / weight
    for number in range(ceil(position - 0.5), ceil(position + weight - 0.5)):
        moment = hour_start + int((number + 0.5 - position) * seconds_each)
        if span.since <= moment < span.until:
            yield number, moment


def _total_weight(rhythm: Rhythm, span: Span) -> float:
    total = sum(rhythm.weight(hour_start, span.start) for hour_start in range(span.start, span.anchor, HOUR))
    last = span.anchor // HOUR * HOUR
    return total - rhythm.weight(last, span.start) * (1 - (span.anchor - last) / HOUR) if span.anchor > last else total

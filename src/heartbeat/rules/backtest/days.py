"""The days of a history, judged one after another by the law of today and counted in windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from heartbeat.rules.alerts.paging import Paging, event_of
from heartbeat.rules.backtest.day_incident import DayIncident
from heartbeat.rules.status import REPEATING, Lines, Side, Status, TypicalBand, is_too_few, judge, unusual
from heartbeat.rules.typical import typical_band

WINDOWS = (30, 90, 365)
"""Days that are looked back over, today or the last day with a value included."""

LEAST_REACH_DAYS = 120


class DayValue(NamedTuple):
    """The value that stands for one day in the workspace's time zone, over `n` rows, computed by one definition."""

    d: date
    value: float
    n: int | None
    definition_hash: str


@dataclass(frozen=True)
class Ruling:
    """All that judges a metric and tells its owner. `typical_days` is `None` when its own history does not judge it."""

    lines: Lines
    paging: Paging = field(default_factory=Paging)
    typical_days: int | None = None
    side: Side = "both"
    min_n: int | None = None

    @property
    def reach_days(self) -> int:
        """Days before a window that count in it: for what was typical when it began, and for an incident that was open."""
        return max(LEAST_REACH_DAYS, self.typical_days or 0, self.paging.for_readings)


@dataclass(frozen=True)
class JudgedDay:
    """A day with a value. `status` is null over too few rows; `pages` when an incident opens on it."""

    d: date
    status: Status | None
    is_crossed: bool = False
    pages: bool = False


@dataclass(frozen=True)
class Stretch:
    """Red days on end, both ends included, with days without a value between two of them: a red whose values stop stays red."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many calendar days it is long."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Window:
    """What lines make of the last `days` days: red + amber + green + missing = days.

    `missing` days have nothing to judge: no value, one over `too_few` rows, or one that an `older` definition computed. `pages`
    are incidents that open in the window; one that is open when it begins is none of it.
    """

    days: int
    first: date
    last: date
    red: int
    amber: int
    green: int
    missing: int
    too_few: int
    older: int
    pages: int
    longest_red: Stretch | None
    first_crossed: date | None
    last_crossed: date | None


def judge_days(days: Sequence[DayValue], ruling: Ruling) -> tuple[JudgedDay, ...]:
    """Judge days of one definition, oldest first, each by the lines and by what was typical before it."""
    incident, judged, last = DayIncident(), [], None
    for day, band in zip(days, bands_before(tuple(days), ruling.typical_days, ruling.min_n), strict=True):
        verdict = judge(
            day.value, day.n, lines=ruling.lines, typical=band, side=ruling.side, min_n=ruling.min_n, last_status=last
        )
        if verdict.reason in REPEATING:
            judged.append(JudgedDay(day.d, None))
            continue
        deviations = unusual(day.value, band, side=ruling.side, direction=ruling.lines.direction)
        event = event_of(day.value, verdict, deviations, ruling.lines, ruling.paging)
        before, incident, last = incident, incident.after(event, ruling.paging), verdict.status
        is_crossed = verdict.reason in {"alert_crossed", "norm_crossed"}
        judged.append(JudgedDay(day.d, verdict.status, is_crossed, pages=incident.is_open and not before.is_open))
    return tuple(judged)


def count_windows(
    judged: Sequence[JudgedDay], *, through: date, older: Iterable[date] = (), lengths: Sequence[int] = WINDOWS
) -> tuple[Window, ...]:
    """Count judged days, oldest first, in windows that all end with the day `through`; `older` are days of another definition."""
    others = tuple(older)
    return tuple(_window(judged, others, length, through) for length in lengths)


def _window(judged: Sequence[JudgedDay], older: Sequence[date], length: int, through: date) -> Window:
    first = through - timedelta(days=length - 1)
    inside = [day for day in judged if first <= day.d <= through]
    count = {status: sum(day.status == status for day in inside) for status in ("red", "amber", "green", None)}
    on_crossed = [day.d for day in inside if day.is_crossed]
    return Window(
        days=length,
        first=first,
        last=through,
        red=count["red"],
        amber=count["amber"],
        green=count["green"],
        missing=length - count["red"] - count["amber"] - count["green"],
        too_few=count[None],
        older=sum(first <= d <= through for d in older),
        pages=sum(day.pages for day in inside),
        longest_red=max(_red_stretches(inside), key=lambda stretch: (stretch.days, stretch.last), default=None),
        first_crossed=on_crossed[0] if on_crossed else None,
        last_crossed=on_crossed[-1] if on_crossed else None,
    )


def _red_stretches(days: Sequence[JudgedDay]) -> Iterator[Stretch]:
    begun: date | None = None
    ended = date.min
    for day in days:
        if day.status == "red":
            begun, ended = begun or day.d, day.d
        elif day.status is not None and begun is not None:
            yield Stretch(begun, ended)
            begun = None
    if begun is not None:
        yield Stretch(begun, ended)


@lru_cache(maxsize=32)  # the same for the lines of now and for each that somebody types after another
def bands_before(days: tuple[DayValue, ...], typical_days: int | None, min_n: int | None) -> tuple[TypicalBand | None, ...]:
    """What was typical before each of the days of one definition, oldest first; days over too few rows are no evidence of it."""
    if typical_days is None:
        return (None,) * len(days)
    reach, evidence, oldest, bands = timedelta(days=typical_days), list[DayValue](), 0, []
    for day in days:
        while oldest < len(evidence) and evidence[oldest].d < day.d - reach:
            oldest += 1
        bands.append(typical_band([one.value for one in evidence[oldest:]]))
        if not is_too_few(day.n, min_n):
            evidence.append(day)
    return tuple(bands)

"""The stretch of time that a cut looks at, as its truth counts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bank_source.seasons import DAY
from bank_source.truth.bank import Bank

Payload = dict[str, Any]
SLICES = 12


@dataclass(frozen=True)
class Stretch:
    """From `start` to `end` in seconds since 1970, looked at by people of `zone`."""

    start: float
    end: float
    zone: ZoneInfo

    def covers(self, moment: float | None) -> bool:
        """Whether a moment lies in it: the first one does, the last does not."""
        return moment is not None and self.start <= moment < self.end

    @property
    def before(self) -> Stretch:
        """As long, and ends where this one begins."""
        return Stretch(2 * self.start - self.end, self.start, self.zone)

    def longer(self, *, days: int) -> Stretch:
        """The same, begun so many days earlier."""
        return Stretch(self.start - days * DAY, self.end, self.zone)

    @property
    def step(self) -> str:
        """What a bar stands for: a day, a week or a month, so that there are a few dozen at most."""
        days = (self.end - self.start) / DAY
        return "day" if days < 32 else "week" if days < 100 else "month"

    def day(self, moment: float) -> date:
        """The day of a moment, in the zone."""
        return datetime.fromtimestamp(moment, self.zone).date()

    def days(self) -> list[date]:
        """Every day that it touches."""
        first, last = self.day(self.start), self.day(self.end)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def label(self, moment: float) -> str:
        """What the bar of a moment is called."""
        return self.label_of(self.day(moment))

    def label_of(self, day: date) -> str:
        """What the bar of a day is called."""
        if self.step == "month":
            return f"{day:%Y-%m}"
        return (day if self.step == "day" else day - timedelta(days=day.weekday())).isoformat()

    def labels(self) -> list[str]:
        """The bars of whole steps; the last one is not over yet."""
        days = [day for day in self.days() if self._begins(day)]
        return [self.label_of(day) for day in days]

    def slice_of(self, moment: float) -> int:
        """Which of the equal parts a moment lies in, from 0."""
        return int((moment - self.start) / (self.end - self.start) * SLICES)

    def _begins(self, day: date) -> bool:
        if self.step == "month":
            return day.day == 1
        return self.step == "day" or day.weekday() == 0


CutTeller = Callable[[Bank, Stretch], Payload]
"""Tells the payload of one cut for a stretch. Its name is the cut's id."""


def euro(cents: Iterable[int]) -> float:
    """Cents as euro."""
    return sum(cents) / 100


def series(labels: list[str], parts: Mapping[str, Iterable[tuple[str, float]]]) -> Payload:
    """Labels and series of amounts that belong to labels; what belongs to another label is left out."""
    told = []
    for name, amounts in parts.items():
        sums: defaultdict[str, float] = defaultdict(float)
        for label, amount in amounts:
            sums[label] += amount
        told.append({"name": name, "values": [sums[label] for label in labels]})
    return {"labels": labels, "series": told}


def median(numbers: Iterable[float]) -> float | None:
    """The one in the middle; between two, halfway."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2

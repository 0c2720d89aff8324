"""Lines tried on the history of one definition: the windows they give, beside those of the lines as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heartbeat.rules.backtest.days import DayValue, Ruling, Window, count_windows, judge_days


@dataclass(frozen=True)
class Record:
    """The days on which rulings are tried, oldest first, and the definition whose values count. `through` is the last day."""

    days: tuple[DayValue, ...]
    definition_hash: str
    through: date

    @property
    def own(self) -> tuple[DayValue, ...]:
        """The days that the definition computed: what an older one computed is not judged by lines of today."""
        return tuple(day for day in self.days if day.definition_hash == self.definition_hash)


def last_day(days: Sequence[DayValue], today: date) -> date:
    """The day with which windows end: yesterday, or today where it has a value already."""
    yesterday = today - timedelta(days=1)
    return max(yesterday, min(days[-1].d, today)) if days else yesterday


def backtest(record: Record, ruling: Ruling) -> tuple[Window, ...]:
    """The last 30, 90 and 365 days as the ruling would have told them."""
    older = [day.d for day in record.days if day.definition_hash != record.definition_hash]
    return count_windows(judge_days(record.own, ruling), through=record.through, older=older)

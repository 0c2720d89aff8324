"""An incident taken from day to day, as a backtest knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from heartbeat.rules.alerts.paging import Event, Paging


@dataclass(frozen=True)
class DayIncident:
    """An incident as days alone tell it: open or not, bad days towards opening, good days towards closing."""

    is_open: bool = False
    bad: int = 0
    good: int = 0

    def after(self, event: Event, paging: Paging) -> DayIncident:
        """The incident after one more day with a value. A day without one is no event: missing values recover nothing."""
        if event == "between":
            return self
        if self.is_open:
            good = self.good + 1 if event == "good" else 0
            return DayIncident() if good >= paging.keep_readings else replace(self, good=good)
        bad = self.bad + 1 if event == "bad" else 0
        return DayIncident(is_open=True) if bad >= paging.for_readings else DayIncident(bad=bad)

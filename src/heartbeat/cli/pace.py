"""How fast a table is read, and how long it may still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from heartbeat.cli.say import counted, seconds_text

if TYPE_CHECKING:
    from heartbeat.ingest.report import TableProgress

_LEAST_SECONDS = 0.1  # a rate over less time than that says nothing


class Pace:
    """Puts progress into words. A table begins where the one before it was heard of last: its first rows take time too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._table, self._started_at, self._heard_at = "", clock(), clock()

    def line(self, seen: TableProgress) -> str:
        """Such as `payment, 4,200,000 of about 10,000,000 rows, 240,000 rows/s, about 24 s left`."""
        if seen.table != self._table:
            self._table, self._started_at = seen.table, self._heard_at
        self._heard_at = self._clock()
        seconds = self._heard_at - self._started_at
        expected = "" if seen.estimate is None else f" of about {seen.estimate:,}"
        rows = f"{seen.rows:,}{expected} rows" if expected else counted(seen.rows, "row")
        parts = [seen.table, rows, per_second(seen.rows, seconds)]
        if seen.estimate is not None and 0 < seen.rows < seen.estimate:
            parts.append(f"about {seconds_text((seen.estimate - seen.rows) * seconds / seen.rows)} left")
        return ", ".join(part for part in parts if part)


def per_second(rows: int, seconds: float) -> str:
    """`240,000 rows/s`; '' where it cannot be told."""
    return f"{rows / seconds:,.0f} rows/s" if rows and seconds >= _LEAST_SECONDS else ""

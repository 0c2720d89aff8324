"""The stretch of time that a cut looks at."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WINDOW = re.compile(r"([1-9][0-9]{0,3})([hdwmy])|all")
"""How a window is written: `24h`, `30d`, `12w`, `6m`, `1y`, or `all`."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30.4375, "y": 365.25}
_MOST = {"h": 9999, "d": 9999, "w": 1500, "m": 400, "y": 40}


@dataclass(frozen=True)
class Window:
    """From `start` to `end`, both with time zone UTC; `start` belongs to it, `end` does not.

    `start` of days, weeks, months and years is the beginning of a day in the workspace's time zone.
    """

    key: str
    start: datetime
    end: datetime
    timezone: str

    @property
    def days(self) -> float:
        """How long it is."""
        return (self.end - self.start) / timedelta(days=1)

    @property
    def parameters(self) -> dict[str, Any]:
        """For SQL: `%(start)s`, `%(end)s` and `%(timezone)s`."""
        return {"start": self.start, "end": self.end, "timezone": self.timezone}


def is_window(key: str) -> bool:
    """Whether a text is a window that can be computed."""
    match = WINDOW.fullmatch(key)
    return match is not None and (match[2] is None or int(match[1]) <= _MOST[match[2]])


def window_of(key: str, *, end: datetime, timezone: str) -> Window:
    """A window that ends at a moment.

    Args:
        key: as `is_window` takes it.
        end: UTC.
        timezone: of the workspace.

    Raises:
        ValueError: it is no window.
    """
    match = WINDOW.fullmatch(key)
    if match is None or not is_window(key):
        raise ValueError(f"{key!r} is no window: write 24h, 30d, 12w, 6m, 1y or all")
    start = _BEGINNING if match[2] is None else _start(int(match[1]), match[2], end.astimezone(ZoneInfo(timezone)))
    return Window(key, start.astimezone(UTC), end.astimezone(UTC), timezone)


def in_words(key: str) -> str:
    """A window as people say it: `30 days`, `all time`."""
    match = WINDOW.fullmatch(key)
    if match is None or match[2] is None:
        return "all time" if key == "all" else key
    return f"{match[1]} {_WORDS[match[2]]}{'' if match[1] == '1' else 's'}"


def shortest_first(keys: Iterable[str]) -> list[str]:
    """Windows by their length: a month counts as long as months are on average, `all` is the longest."""
    return sorted(keys, key=lambda key: (_length(key), key))


def _length(key: str) -> float:
    match = WINDOW.fullmatch(key)
    return math.inf if match is None or match[2] is None else int(match[1]) * _DAYS[match[2]]


def _start(count: int, unit: str, local: datetime) -> datetime:
    if unit == "h":
        return local.astimezone(UTC) - timedelta(hours=count)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit in "dw":
        return midnight - timedelta(days=count * (7 if unit == "w" else 1))
    months = midnight.year * 12 + midnight.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return _same_day(midnight, year, month + 1)


def _same_day(midnight: datetime, year: int, month: int) -> datetime:
    """The same day of another month; its last one where it is shorter."""
    first_of_next = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - only its day counts
    last = (first_of_next - timedelta(days=1)).day
    return midnight.replace(year=year, month=month, day=min(midnight.day, last))
